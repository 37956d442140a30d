"""A newsroom that prints and signs, and places that carry what it printed, honestly or not.

The whole world lies in memory: keys are real, signatures are real, only the disk and the network are not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from securesystemslib.signer import CryptoSigner

from tamizdat.edition import head, keys, layout, tiles, tree
from tamizdat.edition.head import Head, Office
from tamizdat.edition.reading import Absent, Checked, Memory, read
from tamizdat.edition.refusals import TooLarge
from tamizdat.edition.tiles import Leaf

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
# role -> (keys, how many must sign)
OFFICES = {
    "root": (5, 3),
    "targets": (5, 2),
    "press": (1, 1),
    "mirrors": (3, 2),
    "snapshot": (1, 1),
    "timestamp": (2, 1),
}


@dataclass
class Place:
    """A folder or host that carries an edition.  Whoever holds it may change anything in `files`."""

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def get(self, path: str, limit: int) -> bytes:
        self.asked.append(path)
        if path not in self.files:
            raise Absent(path)
        if len(self.files[path]) > limit:
            raise TooLarge(f"{path} has more than {limit} bytes.")
        return self.files[path]

    def copy(self) -> Place:
        return Place(dict(self.files))

    # Tiles, as a press writes them

    def put(self, tile: bytes) -> bytes:
        self.files[layout.tile(tiles.name(tile))] = tile
        return tiles.name(tile)

    def get_paths(self, name: bytes) -> bytes:
        return self.files[layout.paths_of_bin(name)]

    def put_paths(self, name: bytes, lines: bytes) -> None:
        self.files[layout.paths_of_bin(name)] = lines


class PressTiles:
    """A place's tiles by their names, as the press reads them."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.put, self.get_paths, self.put_paths = place.put, place.get_paths, place.put_paths

    def get(self, name: bytes) -> bytes:
        return self.place.files[layout.tile(name)]


class Newsroom:
    """It prints sheets, signs editions, and changes its keys."""

    def __init__(
        self, *, demo: bool = False, offices: dict[str, tuple[int, int]] | None = None, now: datetime = NOW
    ) -> None:
        self.now = now
        self.held: dict[str, list[CryptoSigner]] = {}
        self.offices: dict[str, Office] = {}
        for role, (number, threshold) in (offices or OFFICES).items():
            self.held[role] = [keys.new() for _ in range(number)]
            self.offices[role] = Office(tuple(key.public_key for key in self.held[role]), threshold)
        self.head: Head = head.begin(self.offices, self.signers(), self.now, demo=demo)
        self.root = self.head.roots[0]  # handed out to readers on the first day
        self.place = Place()
        self.tree = tree.build(PressTiles(self.place), {})

    def signers(self) -> dict[str, list[CryptoSigner]]:
        return {role: held[: self.offices[role].threshold] for role, held in self.held.items()}

    def prints(self, sheets: dict[str, bytes | None]) -> Place:
        """A new edition with these sheets changed (None: withdrawn); returns a copy of the place."""
        changes = {path: None if content is None else Leaf.of(path, content) for path, content in sheets.items()}
        self.tree = tree.update(PressTiles(self.place), self.tree, changes)
        for path, content in sheets.items():
            self._keep_old(path)
            if content is None:
                self.place.files.pop(path, None)
            else:
                self.place.files[path] = content
        self.head = head.publish(self.head, self.tree, self.signers(), self.now)
        return self.places()

    def places(self) -> Place:
        """Put the head where the sheets are; returns a copy of the place."""
        self.place.files.update(self.head.files())
        return self.place.copy()

    def _keep_old(self, path: str) -> None:
        if content := self.place.files.get(path):
            self.place.files[layout.old(tiles.digest(path, content))] = content

    def reader(self) -> Memory:
        """A reader who has got the root by a way he trusts, and has never been here."""
        return Memory(self.root)

    def checks(self, place: Place, memory: Memory | None = None, *, strict: bool = True) -> Checked:
        return read(place, memory or self.reader(), self.now, strict=strict)

    def some_sheets(self, number: int = 40) -> dict[str, bytes]:
        return {f"en/2026/11/story-{count}.html": f"<p>Story {count}.".encode() for count in range(number)}


def names(place: Place, folder: str) -> Iterable[str]:
    return sorted(path for path in place.files if path.startswith(folder))
