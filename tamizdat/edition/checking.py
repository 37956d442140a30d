"""Check what a place holds against a head: one page, or all of it.

A page is genuine when its bytes under its path are a leaf of the signed tree.  A page that has changed since the head
was signed is still to be had under its old name; a page that is neither is what the refusal is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tamizdat.edition import layout, tiles, tree
from tamizdat.edition.reading import Absent, Checked, Source
from tamizdat.edition.refusals import Altered, Refused
from tamizdat.edition.tiles import BIN_LIMIT, Leaf

Told = Callable[[int, int], None]  # hears (files done, of how many)


class PlaceTiles:
    """The tiles of a place, each checked by its name, kept for as long as this lives."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kept: dict[bytes, bytes] = {}

    def get(self, name: bytes) -> bytes:
        if name not in self._kept:
            self._kept[name] = tiles.verified(self._source.get(layout.tile(name), BIN_LIMIT), name)
        return self._kept[name]

    def get_paths(self, name: bytes) -> bytes:
        return self._source.get(layout.paths_of_bin(name), BIN_LIMIT * 32)

    def put(self, tile: bytes) -> bytes:
        raise NotImplementedError("nothing is written to a place that is being checked")

    def put_paths(self, name: bytes, lines: bytes) -> None:
        raise NotImplementedError("nothing is written to a place that is being checked")


@dataclass
class Audit:
    """What a check of everything found."""

    files: int = 0  # genuine ones
    size: int = 0  # their bytes
    wrong: list[str] = field(default_factory=list)  # one line each

    @property
    def passed(self) -> bool:
        return not self.wrong


def page(source: Source, checked: Checked, path: str) -> bytes:
    """The genuine bytes of one path.  Raises Refused, Absent (the edition has no such file), OSError."""
    found = leaves(source, checked, path)
    if not found:
        raise Absent(f"this edition has no file {path}.")
    return genuine(source, path, found)


def leaves(source: Source, checked: Checked, path: str) -> list[Leaf]:
    """The leaves that may be this path's; none when the edition has no such file.  Raises Refused, Absent, OSError."""
    return tree.find(PlaceTiles(source), checked.tree, path)


def genuine(source: Source, path: str, leaves: list[Leaf]) -> bytes:
    """The file's bytes, by one of these leaves: at its path, or where bytes of an earlier edition are kept.

    Raises Altered, OSError.
    """
    for leaf in leaves:
        for where in (path, layout.old(leaf.digest)):
            try:
                content = source.get(where, leaf.length)
            except (Absent, Refused):
                continue
            if leaf.is_of(path, content):
                return content
    raise Altered(f"{path} is missing or holds other bytes than the newsroom signed.")


def everything(source: Source, checked: Checked, told: Told | None = None) -> Audit:
    """Check every file of the edition.  Raises OSError when the place is away; all else is in the audit."""
    audit = Audit()
    held = PlaceTiles(source)
    seen = 0
    for number in range(1 << checked.tree.bits):
        for path, leaf in _entries(held, checked, number, audit):
            seen += 1
            try:
                audit.size += len(genuine(source, path, [leaf]))
                audit.files += 1
            except Refused as refusal:
                audit.wrong.append(str(refusal))
            if told:
                told(seen, checked.tree.files)
    if seen != checked.tree.files and audit.passed:
        audit.wrong.append(f"the tree holds {seen} files; {checked.tree.files} were signed for.")
    return audit


def _entries(held: PlaceTiles, checked: Checked, number: int, audit: Audit) -> Iterator[tuple[str, Leaf]]:
    try:
        yield from list(tree.entries(held, checked.tree, number))
    except (Refused, Absent) as refusal:
        audit.wrong.append(f"bin {number} of the tree: {refusal or 'a tile is missing.'}")
