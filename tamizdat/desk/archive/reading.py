"""Open an archive that nobody trusts yet: every file is known, in its place, within its limit and as the manifest says.

It may come from anywhere: from a bomb to one that somebody changed by hand.  Nothing of it is taken before all of it
was looked through.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tamizdat.desk.archive.form import (
    ABOUT,
    FORM,
    LARGEST_LINE,
    LARGEST_PART,
    LARGEST_PHOTO,
    MANIFEST,
    MEDIA,
    MOST_FILES,
    PARTS,
    VERSION,
    Unfit,
)

Told = Callable[[str, int, int], None]  # hears (phase, done, of how many)
CHUNK = 1 << 20


def is_archive(file: Path) -> bool:
    """Does it look like one?  Only its first file is asked."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            return names[:1] == [ABOUT] or MANIFEST in names[-1:]
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


class Archive:
    """An archive that was looked through and is whole."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def lines(self, part: str) -> Iterator[dict[str, Any]]:
        """Raises Unfit."""
        with self._archive.open(part) as file:
            for number, line in enumerate(iter(lambda: file.readline(LARGEST_LINE + 1), b""), 1):
                yield _object(line, f"{part}, line {number}")

    def photo(self, name: str) -> bytes:
        return self._archive.read(name)


@contextmanager
def opened(file: Path, told: Told) -> Iterator[Archive]:
    """The archive, after all of it was looked through.  Raises Unfit, OSError."""
    try:
        with zipfile.ZipFile(file) as archive:
            _look_through(archive, told)
            yield Archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unfit(f"it is damaged or cut off ({error}).") from error


def _look_through(archive: zipfile.ZipFile, told: Told) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if names[:1] != [ABOUT]:
        raise Unfit(f"it does not begin with {ABOUT}, so it is no archive of a newsroom.")
    _refuse_other_forms(_whole(archive, ABOUT, 10_000))
    if len(names) > MOST_FILES or len(set(names)) != len(names):
        raise Unfit("it has too many files, or one twice.")
    if missing := next((part for part in (*PARTS, MANIFEST) if part not in names), ""):
        raise Unfit(f"{missing} is missing.")
    if other := next(
        (name for name in names if name not in (ABOUT, MANIFEST, *PARTS) and not MEDIA.fullmatch(name)), ""
    ):
        raise Unfit(f"it holds {other[:80]!r}, which no archive does.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unfit("it is encrypted. Unpack it with its password, and pack it again without.")
    manifest = _object(_whole(archive, MANIFEST, LARGEST_LINE * 10), MANIFEST)
    if set(manifest) != set(names) - {MANIFEST}:
        raise Unfit(f"{MANIFEST} does not name the files that are there.")
    for number, name in enumerate(manifest, 1):
        _compare(archive, name, manifest[name])
        told("check", number, len(manifest))


def _refuse_other_forms(about: bytes) -> None:
    said = _object(about, ABOUT)
    if said.get("format") != FORM:
        raise Unfit(f"{ABOUT} does not say that it is an archive of a newsroom.")
    if said.get("version") != VERSION:
        raise Unfit(f"it has version {said.get('version')!r:.20} of the form; this Tamizdat reads {VERSION}.")


def _compare(archive: zipfile.ZipFile, name: str, said: Any) -> None:
    limit = LARGEST_PHOTO if MEDIA.fullmatch(name) else LARGEST_PART
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as file:
        for chunk in _chunks(file):
            size += len(chunk)
            if size > limit:
                raise Unfit(f"{name} unpacks to more than {limit} bytes.")
            digest.update(chunk)
    if said != [size, digest.hexdigest()]:
        raise Unfit(f"{name} is not as {MANIFEST} says: it was changed or damaged.")


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _whole(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise Unfit(f"{name} unpacks to more than {limit} bytes.")
    return content


def _object(line: bytes, where: str) -> dict[str, Any]:
    if len(line) > LARGEST_LINE * 10:
        raise Unfit(f"{where} is too long.")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unfit(f"{where} is no JSON.") from error
    if not isinstance(found, dict):
        raise Unfit(f"{where} is no JSON object.")
    return found
