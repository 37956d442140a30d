"""Bytes by hash.

What is in the store never changes: a file's name is the SHA-256 of its bytes, so writing twice is harmless and a
killed run leaves at worst a file that nothing names yet.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path


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

    def drop_torn(self, digest: str) -> None:
        """Forget the bytes of that hash when they are not what it says."""
        with suppress(FileNotFoundError):
            if hashlib.sha256(self.read(digest)).hexdigest() != digest:
                self.path(digest).unlink()

    def keep(self, content: bytes) -> str:
        """Put the bytes away durably and return their SHA-256 in hex."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        # A size that differs is a file that power failed on: write it anew.
        if path.exists() and path.stat().st_size == len(content):
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fdatasync(file.fileno())
            os.chmod(beside, 0o644)
            os.replace(beside, path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        return digest
