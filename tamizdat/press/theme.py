"""What sheets are printed with: templates, styles, words and the code that fills them in.

It is part of what every plate reads, and the same for all, so it is noted once: a press that finds another theme than
it printed with last time reprints.  So an upgrade needs no command.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent.parent
MADE_OF = ("front", "press")
KINDS = {".html", ".css", ".js", ".po", ".py"}
LIBRARIES = ("babel", "jinja2")  # they format dates and escape text


@cache
def digest() -> str:
    """SHA-256, in hex, of everything that sheets are printed with; read once in the life of a process."""
    return digest_of([HERE / name for name in MADE_OF])


def digest_of(folders: list[Path]) -> str:
    found = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in KINDS and "migrations" not in path.parts:
                found.update(f"\0{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
    return found.hexdigest()
