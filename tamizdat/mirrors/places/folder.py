"""A folder of this machine, or of a disk or another machine that is mounted here.

The folder itself must be there: a disk that is not mounted must not be filled under its mount point.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from tamizdat.edition.places import write


class Folder:
    """Nothing is written through a link that leads out of it."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError when the folder is not there."""
        self.folder = folder.resolve()
        self._there()

    def put(self, path: str, content: bytes) -> None:
        where = self._inside(path)
        self._there()
        write(where, content)

    def remove(self, path: str) -> None:
        where = self._inside(path)
        self._there()
        with suppress(FileNotFoundError, NotADirectoryError):
            where.unlink()
        for above in where.parents:
            if above == self.folder or not above.is_dir() or any(above.iterdir()):
                return
            above.rmdir()

    def close(self) -> None:
        pass

    def _there(self) -> None:
        if not self.folder.is_dir():
            raise FileNotFoundError(f"there is no folder {self.folder}. Is the disk in, and mounted?")

    def _inside(self, path: str) -> Path:
        where = self.folder / path
        if not where.parent.resolve().is_relative_to(self.folder):
            raise PermissionError(f"{where} leads out of {self.folder} by a link. Remove the link.")
        return where
