"""Put other databases in a newsroom's place: all of them or none, whenever it is stopped.

What is to come is made ready in a folder beside.  A file then says that it is ready, and from that moment there is no
way but forward: whoever opens the newsroom is told to finish.  What was there before is kept, and can be put back.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import tamizdat
from tamizdat.keeping import contents
from tamizdat.keeping.backup import copy_database

STAGED = ".upgrading"
READY = "ready"
KEPT = "before-upgrade"  # in the newsroom's folder
ABOUT = "about.json"
Told = Callable[[str, int, int], None]  # hears (phase, done, of how many)
# Whatever people do at the desk leaves a row in one of these; so does each edition.
TRACES = {
    "desk.sqlite3": ("wagtailcore_revision", "wagtailcore_pagelogentry", "wagtailcore_modellogentry"),
    "press.sqlite3": ("press_run",),
    "readers.sqlite3": ("newsletter_came", "newsletter_opening"),
    "ledger.sqlite3": ("support_pledge", "support_entry"),
}


def stage(home: Path, told: Told, *, of: Path | None = None) -> Path:
    """Copy the newsroom's databases, or those in `of`, to a folder beside, to be worked on.  Returns it.

    The newsroom's own are copied twice: the second lot is what will be kept.  Raises OSError, sqlite3.Error.
    """
    folder = home / STAGED
    shutil.rmtree(folder, ignore_errors=True)  # of an upgrade that was killed
    folder.mkdir(mode=0o700)
    kept = folder / KEPT
    kept.mkdir(mode=0o700)
    theirs = contents.databases(of or home)
    ours = contents.databases(home)
    for number, (source, target) in enumerate([*((one, folder) for one in theirs), *((one, kept) for one in ours)], 1):
        copy_database(source, target / source.name)
        told("copy", number, len(theirs) + len(ours))
    return folder


def discard(home: Path) -> None:
    shutil.rmtree(home / STAGED, ignore_errors=True)


def room_needed(home: Path) -> int:
    """Bytes: two copies, and what a migration writes on its way."""
    return 3 * sum(database.stat().st_size for database in contents.databases(home))


def make_ready(home: Path, now: datetime) -> None:
    """From here on it is finished, whoever stops it."""
    folder = home / STAGED
    about = {"version": tamizdat.__version__, "kept": now.isoformat()}
    (folder / KEPT / ABOUT).write_text(json.dumps(about))
    for database in folder.glob("*.sqlite3"):
        _settle(database)
    for path in (*folder.rglob("*.sqlite3"), folder / KEPT / ABOUT, folder / KEPT, folder):
        _sync(path)
    (folder / READY).touch()
    _sync(folder)


def is_ready(home: Path) -> bool:
    """Was something made ready and not finished?"""
    return (home / STAGED / READY).exists()


def finish(home: Path) -> None:
    """Put in place what is ready.  Stopped anywhere, it is called again."""
    folder = home / STAGED
    for database in sorted(folder.glob("*.sqlite3")):
        for tail in ("-wal", "-shm"):
            # It belongs to the one that goes; what stood in it was copied.
            (home / f"{database.name}{tail}").unlink(missing_ok=True)
        os.replace(database, home / database.name)
    _sync(home)
    if (folder / KEPT).exists():
        shutil.rmtree(home / KEPT, ignore_errors=True)
        (folder / KEPT).rename(home / KEPT)
    (folder / READY).unlink()
    _sync(home)
    discard(home)


def kept_since(home: Path) -> datetime | None:
    """When the databases in `before-upgrade` were kept; None when there are none."""
    about = home / KEPT / ABOUT
    return datetime.fromisoformat(json.loads(about.read_text())["kept"]) if about.exists() else None


def done_since(home: Path) -> int:
    """How many things were done, at desk or press, that the databases in `before-upgrade` do not know of."""
    return sum(
        max(0, _rows(home / name, table) - _rows(home / KEPT / name, table))
        for name, tables in TRACES.items()
        for table in tables
    )


def _rows(database: Path, table: str) -> int:
    """The highest number that the table has given: what was deleted since counts too."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as line:
            return int(line.execute(f"select coalesce(max(rowid), 0) from {table}").fetchone()[0])  # noqa: S608
    except sqlite3.OperationalError:  # a table that this version does not have
        return 0


def _settle(database: Path) -> None:
    """Leave one file of it and nothing beside.  Raises sqlite3.DatabaseError when it is damaged."""
    with closing(sqlite3.connect(database)) as line:
        found = line.execute("pragma integrity_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"{database.name}: {found}")
        line.execute("pragma journal_mode=DELETE")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
