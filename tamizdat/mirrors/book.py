"""What has been delivered where: our own book, since a mirror that is asked may lie.

It is written before and after every file.  So whenever a delivery is stopped, the book says which bytes a file at the
mirror may hold; only what it is sure of is not brought again.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NAME = "mirrors.sqlite3"
_TABLES = """
CREATE TABLE IF NOT EXISTS mirror (
    name TEXT PRIMARY KEY,
    place TEXT NOT NULL,            -- where it is written to
    head TEXT NOT NULL DEFAULT '',  -- SHA-256 of the head of the last delivery that came to its end
    edition INTEGER NOT NULL DEFAULT 0,
    delivered TEXT NOT NULL DEFAULT '',  -- when that was, in UTC
    failed TEXT NOT NULL DEFAULT '',     -- why the latest delivery did not come to its end
    address TEXT NOT NULL DEFAULT '',    -- where readers find what is delivered
    packed INTEGER NOT NULL DEFAULT 0    -- 1: packed twins are brought too
);
CREATE TABLE IF NOT EXISTS look (
    name TEXT PRIMARY KEY,
    found TEXT NOT NULL                  -- JSON: what was found there when somebody last looked
);
CREATE TABLE IF NOT EXISTS held (
    mirror TEXT NOT NULL REFERENCES mirror(name) ON DELETE CASCADE,
    path TEXT NOT NULL,
    digest TEXT NOT NULL,           -- of a sheet: its leaf's; of anything else: SHA-256 of its bytes
    stored TEXT NOT NULL,           -- SHA-256 of its bytes
    sure INTEGER NOT NULL,          -- 0: the file may hold these bytes
    left REAL,                      -- seconds since 1970 when it ceased to belong to the newest edition
    edition INTEGER NOT NULL,       -- the edition that brought it
    PRIMARY KEY (mirror, path, digest)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Mirror:
    """One place that the newsroom delivers to."""

    name: str
    place: str
    head: str = ""
    edition: int = 0
    delivered: str = ""
    failed: str = ""
    address: str = ""
    packed: bool = False


@dataclass(frozen=True)
class Held:
    """Bytes that a file at a mirror holds, or may hold."""

    path: str
    digest: str
    stored: str
    sure: bool
    left: float | None
    edition: int


class Known(Exception):
    """There is a mirror of this name already."""


class Unknown(Exception):
    """There is no mirror of this name."""


class Book:
    """The newsroom's mirrors and what they hold; one connection, for one thread."""

    def __init__(self, home: Path) -> None:
        self._base = sqlite3.connect(home / NAME, timeout=30, isolation_level=None)
        for words in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            self._base.execute(f"PRAGMA {words}")
        self._base.executescript(_TABLES)
        there = {row[1] for row in self._base.execute("PRAGMA table_info(mirror)")}
        for name, kind in (("address", "TEXT NOT NULL DEFAULT ''"), ("packed", "INTEGER NOT NULL DEFAULT 0")):
            if name not in there:
                self._base.execute(f"ALTER TABLE mirror ADD COLUMN {name} {kind}")

    def close(self) -> None:
        self._base.close()

    # Mirrors

    def add(self, mirror: Mirror) -> None:
        """Raises Known."""
        try:
            row = (mirror.name, mirror.place, mirror.address, mirror.packed)
            self._base.execute("INSERT INTO mirror (name, place, address, packed) VALUES (?, ?, ?, ?)", row)
        except sqlite3.IntegrityError as error:
            raise Known(mirror.name) from error

    def mirrors(self) -> list[Mirror]:
        words = "SELECT name, place, head, edition, delivered, failed, address, packed FROM mirror"
        found = [Mirror(*row) for row in self._base.execute(words)]
        return sorted(found, key=lambda mirror: mirror.name)

    def mirror(self, name: str) -> Mirror:
        """Raises Unknown."""
        found = [mirror for mirror in self.mirrors() if mirror.name == name]
        if not found:
            raise Unknown(name)
        return found[0]

    def forget(self, name: str) -> None:
        self._base.execute("DELETE FROM mirror WHERE name = ?", (name,))

    def note_delivered(self, name: str, head: str, edition: int, at: str) -> None:
        words = "UPDATE mirror SET head = ?, edition = ?, delivered = ?, failed = '' WHERE name = ?"
        self._base.execute(words, (head, edition, at, name))

    def note_failed(self, name: str, why: str) -> None:
        self._base.execute("UPDATE mirror SET failed = ? WHERE name = ?", (why, name))

    # How they were found

    def note_looks(self, looks: Mapping[str, str]) -> None:
        """Name -> JSON of everything that was looked at; what is not among them is not looked at any more."""
        with self._at_once():
            self._base.execute("DELETE FROM look")
            self._base.executemany("INSERT INTO look VALUES (?, ?)", looks.items())

    def looks(self) -> dict[str, str]:
        return dict(self._base.execute("SELECT name, found FROM look ORDER BY rowid"))

    # What they hold

    def held(self, name: str) -> dict[str, list[Held]]:
        """By path; more than one where a delivery was stopped in between."""
        found: dict[str, list[Held]] = defaultdict(list)
        words = "SELECT path, digest, stored, sure, left, edition FROM held WHERE mirror = ?"
        for path, digest, stored, sure, left, edition in self._base.execute(words, (name,)):
            found[path].append(Held(path, digest, stored, bool(sure), left, edition))
        return dict(found)

    @contextmanager
    def putting(self, name: str, held: Held) -> Iterator[None]:
        """Around the bringing of a file: until it has come to its end, these bytes may lie there, or those before."""
        row = (name, held.path, held.digest, held.stored, held.left, held.edition)
        self._base.execute("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, 0, ?, ?)", row)
        yield
        with self._at_once():
            key = (name, held.path, held.digest)
            self._base.execute("DELETE FROM held WHERE mirror = ? AND path = ? AND digest != ?", key)
            self._base.execute("UPDATE held SET sure = 1 WHERE mirror = ? AND path = ? AND digest = ?", key)

    def removed(self, name: str, path: str) -> None:
        self._base.execute("DELETE FROM held WHERE mirror = ? AND path = ?", (name, path))

    def mark_left(self, name: str, paths: list[str], left: float | None) -> None:
        """These files do not belong to the newest edition since then; None: they do, again."""
        with self._at_once():
            words = "UPDATE held SET left = ? WHERE mirror = ? AND path = ?"
            self._base.executemany(words, [(left, name, path) for path in paths])

    def doubt(self, name: str | None = None) -> None:
        """Be sure of nothing that this mirror, or any, holds: the next delivery brings everything."""
        self._base.execute("UPDATE held SET sure = 0 WHERE ? IN (mirror, '')", (name or "",))
        self._base.execute("UPDATE mirror SET head = '' WHERE ? IN (name, '')", (name or "",))

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")
