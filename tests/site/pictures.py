"""What a picture's file holds beside the picture."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

# Start, JFIF, tables, frame, scan, end: what a decoder needs and nothing else.
JPEG_NEEDED = {0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}
AVIF_NEEDED = {"ftyp", "meta", "mdat", "free"}


def beside(name: str, content: bytes) -> list[str]:
    """Metadata, comments, profiles and strays in a file; one line each."""
    if content.startswith(b"\xff\xd8"):
        return [f"{name}: {one}" for one in _in_jpeg(content)]
    if content[4:8] == b"ftyp":
        return [f"{name}: {one}" for one in _in_avif(content)]
    return [f"{name}: neither JPEG nor AVIF"]


def _in_jpeg(content: bytes) -> Iterator[str]:
    place = 2
    while content[place : place + 2] not in (b"\xff\xd9", b""):
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if content[place] != 0xFF or marker not in JPEG_NEEDED:
            yield f"a segment {marker:#x}: {content[place + 4 : place + 40]!r}"
        if marker == 0xE0 and (content[place + 4 : place + 9] != b"JFIF\0" or length != 16):
            yield "more in JFIF than its head"
        place += 2 + length
        if marker == 0xDA:  # the scan's own bytes: FF is always followed by 00 or a restart there
            place = re.compile(rb"\xff[^\x00\xd0-\xd7]").search(content, place).start()  # type: ignore[union-attr]
    if content[place + 2 :]:
        yield f"{len(content) - place - 2} bytes after the end"


def _boxes(content: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while place + 8 <= len(content):
        size, name = struct.unpack(">I4s", content[place : place + 8])
        size = size or len(content) - place
        yield name.decode("latin-1"), content[place + 8 : place + size]
        place += max(size, 8)


def _in_avif(content: bytes) -> Iterator[str]:
    for name, inside in _boxes(content):
        if name not in AVIF_NEEDED:
            yield f"a box {name!r}"
        if name == "meta":
            yield from _in_meta(inside[4:])


def _in_meta(content: bytes) -> Iterator[str]:
    for name, inside in _boxes(content):
        if name == "iinf":
            kinds = set(re.findall(rb"infe.{8}(....)", inside, re.DOTALL))
            yield from (f"an item {kind!r}" for kind in kinds - {b"av01", b"grid"})
        if name == "iprp" and (b"colrprof" in inside or b"colrrICC" in inside):
            yield "an ICC profile"
