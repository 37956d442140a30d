"""Post what lies in a folder, as a process that can be killed: `python -m … FOLDER PORT LINES`."""

from __future__ import annotations

import sys
from pathlib import Path

from tamizdat.outbox.posting import Posting
from tests.outbox.mail import freezing, relay


def main(folder: str, port: str, lines: str) -> int:
    Posting(Path(folder), freezing().post, [relay(int(port), lines=int(lines))]).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
