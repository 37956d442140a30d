"""Pull an edition to a folder that any web server can serve.

The place pulled from is not believed: what does not check is not written, whatever came before it.  The order is that
of the press (tiles, new sheets, changed ones, the head, removals), so a reader of the folder reads every page at every
moment; a pull that was stopped goes on where it was, and asks only for what is not there yet.
"""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tamizdat.edition import layout, paths, tiles, tree
from tamizdat.edition.checking import PlaceTiles, genuine
from tamizdat.edition.places import FolderTiles, files_below, prune, write
from tamizdat.edition.reading import Checked, Memory, Source, read, whole
from tamizdat.edition.refusals import Malformed, Refused
from tamizdat.edition.roles import HEAD_LIMIT
from tamizdat.edition.tiles import Leaf
from tamizdat.edition.tree import Tree
from tamizdat.mirrors import packing

LINES = 6  # connections at once
OLD_FOR = 24 * 3600  # seconds that a replaced file stays for readers with the old head
MEMORY = ".pulled.json"  # follows the folder's name: what is beside a served folder is not served
Told = Callable[[int, int], None]  # hears (files done, of how many)
Files = dict[str, Leaf]


@dataclass
class Pulled:
    """What one pull did."""

    edition: int = 0
    confirmed: str = ""
    fetched: int = 0  # files
    size: int = 0  # bytes of them
    removed: int = 0
    kept: int = 0  # files that were there already

    def as_dict(self) -> dict[str, object]:
        return dict(vars(self))


@dataclass(frozen=True)
class Work:
    """What a pull has to do."""

    wanted: Files  # to lie in the folder; some of them may
    gone: list[str]  # paths


@dataclass
class Pull:
    """One folder that follows a newsroom."""

    folder: Path
    root: bytes
    told: Told = lambda done, total: None
    demo: bool = False
    thorough: bool = False  # look at every file, not only at what changed since the last pull
    packed: bool = False  # lay packed twins beside texts

    def run(self, place: Callable[[], Source], now: datetime) -> Pulled:
        """Bring the folder to the edition of this place; `place` opens one line to it.

        Raises Refused, Absent, OSError; then the folder is as whole as before, and the next pull goes on.
        """
        source = place()
        container = _Whole(source)
        memory, before = self._remembered()
        head = read(container, memory, now, strict=True, demo=self.demo)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep_up()
        work = self._work(PlaceTiles(source), head.tree, before)
        done = Pulled(head.edition, f"{head.confirmed:%Y-%m-%dT%H:%M:%SZ}")
        self._refuse_what_does_not_fit(work)
        self._fetch(place, work.wanted, done)
        self._place_head(container)
        self._remove(work.gone)
        done.removed = len(work.gone)
        self._forget_old(bool(work.gone))
        self._remember(head)
        return done

    def _place_head(self, container: _Whole) -> None:
        first = json.loads(self.root)["signed"]["version"]
        write(self.folder / layout.metadata("root", first), self.root)
        # The timestamp last: one that names a snapshot which is not there leads nowhere.
        for path, content in sorted(container.seen.items(), key=lambda one: one[0] == layout.metadata("timestamp", 0)):
            write(self.folder / path, content)
        write(self.folder / layout.HEAD, container.bytes)

    # What is known already

    def _memory_file(self) -> Path:
        return self.folder.with_name(self.folder.name + MEMORY)

    def _remembered(self) -> tuple[Memory, Tree | None]:
        """What was seen at the last pull that came to its end, and the tree that the folder has held since."""
        try:
            body = json.loads(self._memory_file().read_text())
            held = body.pop("held")
            return Memory.from_json(body), Tree(bytes.fromhex(held["root"]), held["bits"], held["files"], held["size"])
        except FileNotFoundError:
            return Memory(self.root), None
        except (ValueError, TypeError, KeyError) as error:
            raise Malformed(f"{self._memory_file()} is damaged. Remove it; the next pull checks every file.") from error

    def _remember(self, head: Checked) -> None:
        held = head.tree
        body = {
            **head.memory.as_json(),
            "held": {"root": held.root.hex(), "bits": held.bits, "files": held.files, "size": held.size},
        }
        write(self._memory_file(), json.dumps(body, ensure_ascii=False).encode())

    def _sweep_up(self) -> None:
        """Drop what a killed pull had written beside its place."""
        for path in files_below(self.folder):
            if path.rpartition("/")[2].startswith(".new-"):
                (self.folder / path).unlink()

    # Tiles

    def _work(self, source: PlaceTiles, after: Tree, before: Tree | None) -> Work:
        """What is to be fetched and what to go.  New tiles are put into the folder; old ones are read from there."""
        both = _Both(FolderTiles(self.folder), source)
        if before is not None and before.bits == after.bits and not self.thorough:
            with suppress(Refused, KeyError):  # tiles of the folder are gone: then everything is looked at
                return self._difference(both, after, before)
        files = self._entries(both, after, range(1 << after.bits))
        if len(files) != after.files:
            raise Malformed(f"the tree holds {len(files)} files; {after.files} were signed for.")
        if clash := next(iter(paths.clashes(list(files))), None):
            raise Malformed(f"{clash[0]!r} and {clash[1]!r} cannot both lie in one folder.")
        kept = {twin for path in files for twin in packing.twins(path)} if self.packed else set()
        return Work(files, [path for path in self._lying() if path not in files and path not in kept])

    def _difference(self, both: _Both, after: Tree, before: Tree) -> Work:
        numbers = tree.differing(both, before, after)
        old, new = self._entries(both, before, numbers), self._entries(both, after, numbers)
        wanted = {path: leaf for path, leaf in new.items() if old.get(path) != leaf}
        return Work(wanted, sorted(old.keys() - new.keys()))

    def _entries(self, both: _Both, of: Tree, numbers: Iterable[int]) -> Files:
        found: Files = {}
        for number in numbers:
            try:
                found.update(tree.entries(both, of, number))
            except Refused:
                both.forget_paths(tree.walk(both, of, number)[-1])
                found.update(tree.entries(both, of, number))
        return found

    def _refuse_what_does_not_fit(self, work: Work) -> None:
        missing = sum(leaf.length for path, leaf in work.wanted.items() if not (self.folder / path).exists())
        if missing > (free := shutil.disk_usage(self.folder).free):
            raise OSError(f"{missing:,} bytes are to come and {free:,} are free in {self.folder}.")

    # Sheets

    def _fetch(self, place: Callable[[], Source], files: Files, done: Pulled) -> None:
        wanted = sorted(path for path, leaf in files.items() if not self._lies(path, leaf))
        done.kept = len(files) - len(wanted)
        new = [path for path in wanted if not (self.folder / path).exists()]
        changed = [path for path in wanted if (self.folder / path).exists()]
        lines = _Lines(place)
        with ThreadPoolExecutor(LINES) as pool:
            for which in (new, changed):  # all that is new lies there before a page changes that may link to it
                for size in pool.map(lambda path: self._bring(lines, path, files[path]), which):
                    done.fetched += 1
                    done.size += size
                    self.told(done.fetched, len(wanted))

    def _bring(self, lines: _Lines, path: str, leaf: Leaf) -> int:
        content = genuine(lines.mine(), path, [leaf])
        where = self.folder / path
        if not where.parent.resolve().is_relative_to(self.folder.resolve()):
            raise Malformed(f"{where} leads out of the folder. Remove the link; nothing is written through it.")
        try:
            self._remove_twins(path)
            if where.is_file() and not where.is_symlink():
                before = where.read_bytes()
                write(self.folder / layout.old(tiles.digest(path, before)), before)
            write(where, content)
            if self.packed and packing.has_twins(path, len(content)):
                for ending, twin in packing.packed(content, quickly=True):
                    write(self.folder / (path + ending), twin)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise Malformed(f"{path!r} finds no room: a file and a folder would have one name.") from error
        return len(content)

    def _lies(self, path: str, leaf: Leaf) -> bool:
        where = self.folder / path
        try:
            if where.stat().st_size != leaf.length:
                return False
            content = where.read_bytes()
            return leaf.is_of(path, content) and self._twins_lie(path, content)
        except (FileNotFoundError, NotADirectoryError):
            return False

    def _twins_lie(self, path: str, content: bytes) -> bool:
        """Raises FileNotFoundError."""
        if not self.packed or not packing.has_twins(path, len(content)):
            return True
        found = ((ending, (self.folder / (path + ending)).read_bytes()) for ending in packing.ENDINGS)
        return all(packing.unpacked(ending, twin) == content for ending, twin in found)

    # What is no longer in the edition

    def _remove(self, gone: list[str]) -> None:
        for path in gone:
            where = self.folder / path
            self._remove_twins(path)
            where.unlink(missing_ok=True)
            prune(where, self.folder)

    def _remove_twins(self, path: str) -> None:
        for twin in packing.twins(path):
            (self.folder / twin).unlink(missing_ok=True)

    def _lying(self) -> Iterator[str]:
        yield from files_below(self.folder, leaving_out=paths.OWN)

    def _forget_old(self, withdrawn: bool) -> None:
        """Drop bytes of yesterday; all of them when anything was withdrawn, since others may tell of it."""
        before = time.time() - OLD_FOR
        old = self.folder / layout.OLD
        for path in files_below(old):
            if withdrawn or (old / path).lstat().st_mtime < before:
                (old / path).unlink()


class _Whole:
    """The head in one file, read part by part, and what was taken from it."""

    def __init__(self, source: Source) -> None:
        self.bytes = source.get(layout.HEAD, HEAD_LIMIT)
        self._held = whole(_One(self.bytes))
        self.seen: dict[str, bytes] = {}

    def get(self, path: str, limit: int) -> bytes:
        self.seen[path] = self._held.get(path, limit)
        return self.seen[path]


@dataclass(frozen=True)
class _One:
    content: bytes

    def get(self, path: str, limit: int) -> bytes:
        return self.content


class _Both:
    """Tiles from the folder where it has them, else from the place, checked and kept."""

    def __init__(self, here: FolderTiles, there: PlaceTiles) -> None:
        self._here, self._there = here, there
        self._nodes: dict[bytes, bytes] = {}

    def get(self, name: bytes) -> bytes:
        if name not in self._nodes:
            try:
                self._nodes[name] = tiles.verified(self._here.get(name), name)
            except (KeyError, Refused):
                self._nodes[name] = self._there.get(name)
                self._here.put(self._nodes[name])
        return self._nodes[name]

    def get_paths(self, name: bytes) -> bytes:
        with suppress(KeyError):
            return self._here.get_paths(name)
        lines = self._there.get_paths(name)
        self._here.put_paths(name, lines)
        return lines

    def forget_paths(self, name: bytes) -> None:
        """The list of the folder does not fit its bin: the next one asked for comes from the place."""
        (self._here.folder / layout.paths_of_bin(name)).unlink(missing_ok=True)

    def put(self, tile: bytes) -> bytes:
        return self._here.put(tile)

    def put_paths(self, name: bytes, lines: bytes) -> None:
        self._here.put_paths(name, lines)


class _Lines:
    """A line to the place for each thread."""

    def __init__(self, place: Callable[[], Source]) -> None:
        self._place, self._own = place, threading.local()

    def mine(self) -> Source:
        if not hasattr(self._own, "line"):
            self._own.line = self._place()
        source: Source = self._own.line
        return source
