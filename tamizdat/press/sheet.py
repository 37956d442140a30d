"""One file of the edition: its path and its bytes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


class BadPath(ValueError):
    """A path that no edition may hold."""


class Unprintable(Exception):
    """A plate that cannot be printed as it is: says what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A file whose bytes lie in the store already."""

    path: str
    digest: str  # SHA-256, hex
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    path: str  # "en/2026/11/slug.html"
    content: bytes

    def __post_init__(self) -> None:
        segments = self.path.split("/")
        if any(segment in ("", ".", "..") or len(segment.encode()) > 255 for segment in segments):
            raise BadPath(f"{self.path!r} has an empty, dotted or too long part")
        if unicodedata.normalize("NFC", self.path) != self.path or any(ord(letter) < 32 for letter in self.path):
            raise BadPath(f"{self.path!r} is not plain text in Unicode's NFC form")
