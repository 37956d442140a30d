"""What a path in an edition may be, so that it means the same file on every host and disk.

A path names a file below the folder that is served.  Nothing in it can lead out of that folder, be read in two ways,
or be mistaken for the edition's own files.
"""

from __future__ import annotations

import hashlib
import unicodedata

from tamizdat.edition.refusals import BadPath

LONGEST = 1024  # bytes of UTF-8
LONGEST_SEGMENT = 255  # bytes: what common file systems take
OWN = "edition"  # the folder of tiles and head; no leaf is below it


def encoded(path: str) -> bytes:
    """The path's bytes.  Raises BadPath, which names what is wrong with it."""
    if wrong := _wrong(path):
        raise BadPath(f"the path {path!r} {wrong}.")
    return path.encode()


def index(path: str) -> bytes:
    """Eight bytes of SHA-256 of the path: where its leaf is looked for.  It proves nothing by itself."""
    return hashlib.sha256(encoded(path)).digest()[:8]


def clashes(paths: list[str]) -> list[tuple[str, str]]:
    """Pairs that cannot both be files of one folder, or only where upper and lower case differ."""
    seen = {path.casefold(): path for path in paths}
    found = [(seen[path.casefold()], path) for path in paths if seen[path.casefold()] != path]
    for path in paths:
        parts = path.casefold().split("/")
        above = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
        found += [(seen[folder], path) for folder in above if folder in seen]
    return found


def _wrong(path: str) -> str:
    try:
        length = len(path.encode())
    except UnicodeEncodeError:
        return "holds half a character"
    if not 0 < length <= LONGEST:
        return f"has {length} bytes; between 1 and {LONGEST} are allowed"
    if not unicodedata.is_normalized("NFC", path):
        return "is not in the normal form NFC"
    if not (path.isascii() and path.isprintable() and "\\" not in path) and (bad := _bad_letter(path)):
        return f"holds the character {bad!r}"
    return _wrong_segments(path.split("/"))


def _bad_letter(path: str) -> str:
    return next((letter for letter in path if letter == "\\" or unicodedata.category(letter) in ("Cc", "Cs")), "")


def _wrong_segments(segments: list[str]) -> str:
    if segments[0].casefold() == OWN:
        return f"is in the folder {OWN}/, which holds the edition's own files"
    for segment in segments:
        if segment in ("", ".", ".."):
            return "has an empty segment, or one of dots"
        if len(segment.encode()) > LONGEST_SEGMENT:
            return f"has a segment of more than {LONGEST_SEGMENT} bytes"
    return ""
