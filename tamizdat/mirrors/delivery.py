"""Deliver an edition to a mirror that nobody trusts.

Order matters: tiles, new sheets, changed ones (what they held before goes to old/ first), the head, removals.  So a
reader of the mirror reads every page at every moment, with the old head or the new.  Wherever a delivery is stopped,
the next one goes on; it brings only what the book is not sure of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from tamizdat.edition import layout, tree
from tamizdat.edition.checking import PlaceTiles, genuine
from tamizdat.edition.paths import OWN
from tamizdat.edition.places import FolderPlace
from tamizdat.edition.reading import Checked, Container, Memory, read
from tamizdat.edition.roles import HEAD_LIMIT
from tamizdat.edition.tiles import BIN_LIMIT, Leaf
from tamizdat.mirrors.book import Book, Held
from tamizdat.mirrors.places import Place

OLD_FOR = timedelta(days=1)
OLD_EDITIONS = 3
TILES_FOR = timedelta(days=7)
Told = Callable[[int, int], None]  # hears (files done, of how many)


class Printed:
    """The edition in the newsroom's own folder, at one head, whatever the press does meanwhile."""

    def __init__(self, home: Path, now: datetime, *, demo: bool = False) -> None:
        """Raises Refused when it is not genuine and current, Absent when there is none, OSError."""
        self.home = home
        self.source = FolderPlace(home / "edition")
        self.container = self.source.get(layout.HEAD, HEAD_LIMIT)
        root = (home / "root.json").read_bytes()
        self.head: Checked = read(Container(self.container), Memory(root), now, strict=True, demo=demo)
        self.tiles = PlaceTiles(self.source)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.container).hexdigest()

    @cached_property
    def sheets(self) -> dict[str, Leaf]:
        return dict(tree.everything(self.tiles, self.head.tree))

    @cached_property
    def tile_names(self) -> list[str]:
        """Paths of tiles, and of the lists beside the bins."""
        found = []
        for level, name in tree.reachable(self.tiles, self.head.tree):
            found.append(layout.tile(name))
            if level == 0:
                found.append(layout.paths_of_bin(name))
        return found

    @cached_property
    def head_files(self) -> dict[str, bytes]:
        """In the order in which they are placed: a timestamp that names what is not there leads nowhere."""
        held = Container(self.container)
        first = layout.metadata("root", 1)
        files = {first: self.source.get(first, HEAD_LIMIT)}
        timestamp = layout.metadata("timestamp", 0)
        for path in sorted(held.paths(), key=lambda path: path == timestamp):
            files[path] = held.get(path, HEAD_LIMIT)
        return {**files, layout.HEAD: self.container}

    def sheet(self, path: str) -> bytes:
        """Its bytes under this head, also when the press has changed it since.  Raises Altered."""
        return genuine(self.source, path, [self.sheets[path]])

    def tile(self, path: str) -> bytes:
        return self.source.get(path, BIN_LIMIT * 32)

    def before(self, held: Held) -> bytes | None:
        """Bytes that a sheet held in an earlier edition; None when they have been shredded."""
        try:
            return (self.home / "store" / held.stored[:2] / held.stored[2:]).read_bytes()
        except FileNotFoundError:
            return None


@dataclass
class Delivered:
    """What one delivery did."""

    mirror: str
    edition: int = 0
    brought: int = 0  # files
    size: int = 0  # bytes of them
    removed: int = 0
    failed: str = ""  # why it did not come to its end; empty when it did

    def as_dict(self) -> dict[str, object]:
        return dict(vars(self))


@dataclass
class Plan:
    """What a mirror lacks, and what it has too many of."""

    tiles: list[str]
    new: list[str]
    changed: list[str]
    head: list[str]
    gone: list[str]  # sheets
    clashing: list[str]  # those of `gone` that stand where a new sheet needs a folder, or the reverse

    def __len__(self) -> int:
        return len(self.tiles) + len(self.new) + len(self.changed) + len(self.head) + len(self.gone)


def plan(printed: Printed, held: dict[str, list[Held]]) -> Plan:
    waiting = [path for path, leaf in printed.sheets.items() if not _lies(held, path, leaf.digest.hex())]
    new = sorted((path for path in waiting if path not in held), key=_top_last)
    gone = sorted(path for path in held if not _is_own(path) and path not in printed.sheets)
    heads = {path: hashlib.sha256(content).hexdigest() for path, content in printed.head_files.items()}
    return Plan(
        tiles=[path for path in printed.tile_names if not (path in held and all(one.sure for one in held[path]))],
        new=new,
        changed=sorted(path for path in waiting if path in held),
        head=[path for path, digest in heads.items() if not _lies(held, path, digest)],
        gone=gone,
        clashing=[path for path in gone if _clashes(path, new)],
    )


class Delivery:
    """One bringing of an edition to one mirror."""

    def __init__(self, mirror: str, place: Place, book: Book, told: Told = lambda done, total: None) -> None:
        self.mirror, self.place, self.book, self.told = mirror, place, book, told
        self.done = Delivered(mirror)

    def run(self, printed: Printed, now: datetime) -> Delivered:
        """Raises OSError when the place is away, Refused or Absent when the press has moved on meanwhile."""
        self.now, self.printed = now.timestamp(), printed
        self.done.edition = printed.head.edition
        self.held = self.book.held(self.mirror)
        todo = plan(printed, self.held)
        self._total = len(todo)
        for path in todo.tiles:
            self._bring(path, printed.tile(path))
        self._make_way(todo.clashing)
        for path in todo.new:
            self._bring_sheet(path)
        for path in todo.changed:
            self._keep_old(path)
            self._bring_sheet(path)
        for path in todo.head:
            self._bring(path, printed.head_files[path])
        self._clear(todo.gone)
        at = datetime.fromtimestamp(self.now, UTC)
        self.book.note_delivered(self.mirror, printed.digest, self.done.edition, f"{at:%Y-%m-%dT%H:%M:%SZ}")
        return self.done

    # Bringing

    def _bring(self, path: str, content: bytes, digest: str = "", left: float | None = None) -> None:
        stored = hashlib.sha256(content).hexdigest()
        with self.book.putting(self.mirror, Held(path, digest or stored, stored, False, left, self.done.edition)):
            self.place.put(path, content)
        self.done.brought += 1
        self.done.size += len(content)
        self._tell()

    def _bring_sheet(self, path: str) -> None:
        self._bring(path, self.printed.sheet(path), self.printed.sheets[path].digest.hex())

    def _keep_old(self, path: str) -> None:
        """Before a sheet is changed or makes way: put what it holds, or may hold, where older heads find it."""
        wanted = self.printed.sheets.get(path)
        for held in self.held[path]:
            if wanted and held.digest == wanted.digest.hex():
                continue
            content = self.printed.before(held)
            if content is not None:
                self._bring(layout.old(bytes.fromhex(held.digest)), content, held.digest, self.now)

    def _make_way(self, paths: list[str]) -> None:
        for path in paths:
            self._keep_old(path)
            self._remove(path)

    # Removing

    def _clear(self, gone: list[str]) -> None:
        """What readers of the new head do not need.  With a withdrawn sheet all old bytes go: others tell of it."""
        held = self.book.held(self.mirror)
        for path in self._old(held, everything=bool(gone)):
            self._remove(path)
        for path in gone:
            if path in held:
                self._remove(path)
        self._clear_own(held)

    def _old(self, held: dict[str, list[Held]], everything: bool) -> Iterator[str]:
        before, edition = self.now - OLD_FOR.total_seconds(), self.done.edition - OLD_EDITIONS
        for path, (first, *_) in held.items():
            if path.startswith(layout.OLD):
                spent = (first.left or 0) < before and first.edition <= edition
                if everything or spent:
                    yield path

    def _clear_own(self, held: dict[str, list[Held]]) -> None:
        """Tiles and metadata of heads that are a week old."""
        wanted = {*self.printed.tile_names, *self.printed.head_files}
        own = {path: rows[0].left for path, rows in held.items() if _is_own(path) and not path.startswith(layout.OLD)}
        self.book.mark_left(self.mirror, [path for path, left in own.items() if path in wanted and left], None)
        fresh = [path for path, left in own.items() if path not in wanted and left is None]
        self.book.mark_left(self.mirror, fresh, self.now)
        before = self.now - TILES_FOR.total_seconds()
        for path, left in own.items():
            if path not in wanted and left is not None and left < before:
                self._remove(path)

    def _remove(self, path: str) -> None:
        self.place.remove(path)
        self.book.removed(self.mirror, path)
        self.done.removed += 1
        self._tell()

    def _tell(self) -> None:
        done = self.done.brought + self.done.removed
        self.told(done, max(done, self._total))


def _lies(held: dict[str, list[Held]], path: str, digest: str) -> bool:
    rows = held.get(path, [])
    return len(rows) == 1 and rows[0].sure and rows[0].digest == digest


def _is_own(path: str) -> bool:
    return path.startswith(f"{OWN}/")


def _clashes(path: str, new: list[str]) -> bool:
    return any(one.startswith(f"{path}/") or path.startswith(f"{one}/") for one in new)


def _top_last(path: str) -> tuple[bool, int, bool, str]:
    """As the press places them: pictures, then pages from the deepest to the front."""
    return not path.startswith("photos/"), -path.count("/"), path == "index.html", path
