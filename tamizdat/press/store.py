"""Bytes by hash.

What is in the store never changes: a file's name is the SHA-256 of its bytes, so writing twice is harmless and a
killed run leaves at worst a file that nothing names yet.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from tamizdat.edition import lasting

BESIDE = ".new-"  # begins the name of a file that is not in its place yet


class Store:
    """A folder of immutable files, `ab/cdef…`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest[2:]

    def holds(self, digest: str) -> bool:
        return self.path(digest).exists()

    def read(self, digest: str) -> bytes:
        """The bytes of that hash.  Raises FileNotFoundError."""
        return self.path(digest).read_bytes()

    def put(self, digest: str, place: Path) -> None:
        """Let the bytes of that hash lie there too, in one step.  Raises FileNotFoundError, OSError."""
        folder = place.parent
        beside = f"{folder}/{BESIDE}{digest[:32]}"
        try:
            try:
                _share(self.path(digest), beside)
            except FileNotFoundError:
                folder.mkdir(parents=True, exist_ok=True)
                _share(self.path(digest), beside)
            os.replace(beside, place)
        finally:
            # Also after a success: a rename over another name of the same file does nothing at all.
            with suppress(OSError):
                os.unlink(beside)

    def drop_torn(self, digest: str) -> None:
        """Forget the bytes of that hash when they are not what it says."""
        with suppress(FileNotFoundError):
            if hashlib.sha256(self.read(digest)).hexdigest() != digest:
                self.path(digest).unlink()

    def keep(self, content: bytes) -> str:
        """Put the bytes away durably and return their SHA-256 in hex."""
        return self._put(content, durably=True)

    def lay(self, content: bytes) -> str:
        """Put the bytes away, and return their SHA-256 in hex; `settle` makes it last."""
        return self._put(content, durably=False)

    def _put(self, content: bytes, *, durably: bool) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        # A size that differs is a file that power failed on: write it anew.
        with suppress(FileNotFoundError):
            if path.stat().st_size == len(content):
                return digest
        beside = f"{path.parent}/{BESIDE}{os.getpid()}-{digest[:16]}-{threading.get_ident()}"
        try:
            file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            with open(file, "wb") as writing:
                writing.write(content)
                if durably:
                    writing.flush()
                    os.fdatasync(writing.fileno())
            os.chmod(beside, 0o644)
            os.replace(beside, path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        return digest

    def settle(self, digests: Collection[str]) -> None:
        """These bytes are on disk when this returns.  Raises OSError."""
        lasting.settle(self.folder, [self.path(digest) for digest in digests])


def _share(source: Path, place: str) -> None:
    """Let the file be found there too.  Raises FileNotFoundError, OSError."""
    with suppress(FileNotFoundError):
        os.unlink(place)  # of a killed run
    try:
        os.link(source, place)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one without hard links
        shutil.copyfile(source, place)
