"""Twins of text files, packed as servers send them, so that a server need not pack a page again for each reader.

`page.html.gz` and `page.html.br` lie beside `page.html`.  They are no part of the edition: what a server sends packed
is what its file unpacks to.  A server sends the twin in place of the file, so a twin must never outlive the bytes it
was made of: it goes before they change, and comes after.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import PurePosixPath

import brotli

from tamizdat.edition.paths import OWN
from tamizdat.mirrors.places import Place

ENDINGS = (".gz", ".br")
TEXT = frozenset({".html", ".xml", ".json", ".txt", ".map", ".ics", ".svg"})
LEAST = 256  # bytes; less fits into one packet anyhow
# Of Brotli, measured over pages of the demo beside gzip -6: 5 costs as much time for 8 % fewer bytes, 11 costs fifty
# times as much for 17 %.  So what an editor changes is packed as well as can be, and a whole archive quickly.
QUICK, BEST = 5, 11
FEW = 300  # files of one delivery that are packed as well as can be


def has_twins(path: str, size: int) -> bool:
    """Does a file of this path and size have them?"""
    return size >= LEAST and PurePosixPath(path).suffix in TEXT and not path.startswith(f"{OWN}/")


def twins(path: str) -> list[str]:
    """Paths of its twins."""
    return [path + ending for ending in ENDINGS]


def packed(content: bytes, *, quickly: bool = False) -> Iterator[tuple[str, bytes]]:
    """(ending, bytes) of each twin."""
    yield ".gz", gzip.compress(content, 9, mtime=0)
    yield ".br", brotli.compress(content, mode=brotli.MODE_TEXT, quality=QUICK if quickly else BEST)


def unpacked(ending: str, twin: bytes) -> bytes | None:
    """What a twin stands for; None when it is damaged."""
    try:
        return bytes(brotli.decompress(twin)) if ending == ".br" else gzip.decompress(twin)
    except (brotli.error, OSError, EOFError):
        return None


class Packed:
    """A place to which twins are brought too."""

    def __init__(self, place: Place) -> None:
        self._place, self._packed = place, 0

    def put(self, path: str, content: bytes) -> None:
        """A delivery is sure of a file after this, so a kill in between brings file and twins again."""
        self._remove_twins(path)
        self._place.put(path, content)
        if has_twins(path, len(content)):
            self._packed += 1
            for ending, twin in packed(content, quickly=self._packed > FEW):
                self._place.put(path + ending, twin)

    def remove(self, path: str) -> None:
        self._remove_twins(path)
        self._place.remove(path)

    def close(self) -> None:
        self._place.close()

    def _remove_twins(self, path: str) -> None:
        """Whatever its size was: nobody asks a place what it holds."""
        if has_twins(path, LEAST):
            for twin in twins(path):
                self._place.remove(twin)
