"""What a newsroom's folder holds that cannot be made again.

What can be made again is left out: the printed edition and its store.  So is what belongs to this machine alone, and
the keys that are to be carried away: a backup that is found must not give the newsroom's name to whoever opens it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

MADE_AGAIN = {"edition", "store"}
LOCKS = {".lock", ".serving", ".backed-up"}
OF_THIS_MACHINE = {
    *LOCKS,
    ".delivering",
    "desk.pgdump",
    ".backing-up",
    ".restoring",
    ".upgrading",
    "before-upgrade",
    "backups.json",
    "outbox",
}
CARRIED_AWAY = "keys/offline"
_TAILS = ("-wal", "-shm", "-journal")


def databases(home: Path) -> list[Path]:
    return sorted(home.glob("*.sqlite3"))


def files(home: Path) -> Iterator[str]:
    """Paths of all that belongs in a backup, below the newsroom's folder, without its databases."""
    for entry in sorted(home.iterdir()):
        if entry.name in MADE_AGAIN | OF_THIS_MACHINE or entry.name.endswith((".sqlite3", *_TAILS)):
            continue
        if entry.is_dir():
            yield from _below(home, entry)
        elif entry.is_file():
            yield entry.name


def _below(home: Path, folder: Path) -> Iterator[str]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        above = Path(where).relative_to(home).as_posix()
        if above == CARRIED_AWAY:
            folders.clear()
            continue
        yield from (f"{above}/{name}" for name in sorted(names) if (Path(where) / name).is_file())
