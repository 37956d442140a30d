"""Post what lies in a folder, as a process that can be killed: `python -m … FOLDER PORT LINES [KEY OF THE LIST]`."""

from __future__ import annotations

import sys
from pathlib import Path

from tamizdat.outbox.posting import Posting
from tamizdat.outbox.room import Room
from tamizdat.vault.keys import OpeningKey
from tests.outbox.mail import freezing, relay


def main(folder: str, port: str, lines: str, key: str = "") -> int:
    opening = OpeningKey(bytes.fromhex(key)) if key else None
    room = Room(Path(folder))
    relays = [relay(int(port), lines=int(lines))]
    Posting(Path(folder), freezing().post, relays, more=lambda: room.release(opening) if opening else None).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
