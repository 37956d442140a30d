"""A photo's files, for as long as something published shows it."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet


def sheets(read: Reader, key: str) -> Iterator[Sheet]:
    if read.first(f"photo/{key}") is None:
        return
    for made in read.pictures(key) or ():
        yield Sheet(f"photos/{made.file}", read.content(made))
