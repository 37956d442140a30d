"""What a picture's file says of itself, as far as it was written to be printed: a description and a credit line.

Agencies and photographers put them there for the caption and the credit.  Nothing else is read.  The creator's name is
not: whoever took a picture may be at risk, and is named by somebody who knows that, or not at all.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, IptcImagePlugin

from tamizdat.desk.stripping import FORMATS

CAPTION, CREDIT = 1_000, 300  # letters, as a photo's fields have
UTF8 = b"\x1b%G"  # how a file says that its words are Unicode (IIM 4.2, dataset 1:90)
# The whitelist: dataset of IIM, names in XMP.  The first that says something counts.
WORDS = {
    "caption": (((2, 120),), ("description",)),
    "credit": (((2, 110), (2, 116)), ("Credit", "rights")),  # the credit line, else the copyright notice
}


@dataclass(frozen=True, slots=True)
class FileWords:
    caption: str = ""
    credit: str = ""


def of(content: bytes) -> FileWords:
    """Empty where the file says nothing, or cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(BytesIO(content), formats=FORMATS)
            iim, xmp = IptcImagePlugin.getiptcinfo(picture) or {}, picture.getxmp()
    except Exception:  # noqa: BLE001  # an edge: odd files break readers in every way, and these words are a courtesy
        return FileWords()
    found = {name: [*_iim(iim, datasets), *_xmp(xmp, tags), ""] for name, (datasets, tags) in WORDS.items()}
    return FileWords(_tidy(found["caption"][0], CAPTION), _tidy(found["credit"][0], CREDIT))


def _iim(said: dict[Any, Any], datasets: tuple[tuple[int, int], ...]) -> Iterator[str]:
    for dataset in datasets:
        words = said.get(dataset)
        if isinstance(words, bytes) and words.strip():
            yield _decoded(words, unicode=said.get((1, 90)) == UTF8)


def _decoded(words: bytes, *, unicode: bool) -> str:
    try:
        return words.decode()
    except UnicodeDecodeError:
        return words.decode("utf-8" if unicode else "cp1252", "replace")


def _xmp(said: Any, tags: tuple[str, ...]) -> Iterator[str]:
    """Words under these names, however deep the tree is in which the file keeps them."""
    for tag in tags:
        for value in _under(said, tag):
            if words := next((text for text in _texts(value) if text.strip()), ""):
                yield words


def _under(tree: Any, tag: str) -> Iterator[Any]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name == tag:
                yield value
            yield from _under(value, tag)
    elif isinstance(tree, list):
        for value in tree:
            yield from _under(value, tag)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for name, inner in value.items() if name != "lang" for text in _texts(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in _texts(inner))


def _tidy(words: str, most: int) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(plain.split())[:most]
