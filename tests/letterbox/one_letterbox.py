"""A letterbox as a process that can be killed: `python -m … FOLDER KEY PORT WORKERS SLOTS [ADDRESS [SECONDS]]`."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from tamizdat.letterbox import opening
from tests.letterbox.post import ADDRESS


def main(
    folder: str, key: str, port: str, workers: str, each: str, address: str = ADDRESS, seconds: str = "30"
) -> None:
    with socket.create_server(("127.0.0.1", int(port)), backlog=256) as listening:
        opening.run(
            Path(folder),
            opening.collector(key),
            address,
            listening,
            workers=int(workers),
            each=int(each),
            seconds=float(seconds),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
