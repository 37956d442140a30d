"""A folder of this machine, or of a disk or another machine that is mounted here.

The folder itself must be there: a disk that is not mounted must not be filled under its mount point.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tamizdat.edition.places import prune

# A name for what is not whole yet.  One for all, so that what a killed delivery leaves, the next one writes over: a
# page that is withdrawn meanwhile must be in no corner.
ARRIVING = ".tamizdat-arriving"


class Folder:
    """Nothing is written through a link that leads out of it."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError when the folder is not there."""
        self.folder = folder.resolve()
        self._there()

    def put(self, path: str, content: bytes) -> None:
        where = self._inside(path)
        self._there()
        arriving = self.folder / ARRIVING
        arriving.unlink(missing_ok=True)
        with open(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as file:
            file.write(content)
            file.flush()
            os.fdatasync(file.fileno())
        arriving.chmod(0o644)  # whatever the newsroom keeps for itself, a web server reads this
        self._make(where.parent)
        os.replace(arriving, where)

    def _make(self, folder: Path) -> None:
        if folder != self.folder and not folder.is_dir():
            self._make(folder.parent)
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)

    def remove(self, path: str) -> None:
        where = self._inside(path)
        self._there()
        with suppress(FileNotFoundError, NotADirectoryError):
            where.unlink()
        prune(where, self.folder)

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
