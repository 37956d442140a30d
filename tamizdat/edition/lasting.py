"""What was written is on disk, also after the power fails."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Collection
from pathlib import Path

FEW = 40  # files that are settled one by one


def settle(folder: Path, files: Collection[Path]) -> None:
    """These files of one folder are on disk when this returns.  Raises OSError.

    Many at once are settled by asking for all that the file system holds, which costs as much as a few files.
    """
    if len(files) > FEW and _all(folder):
        return
    for path in files:
        file = os.open(path, os.O_RDONLY)
        try:
            os.fdatasync(file)
        finally:
            os.close(file)


def _all(folder: Path) -> bool:
    """syncfs(2); False where there is none."""
    call = getattr(ctypes.CDLL(None), "syncfs", None)
    if call is None:
        return False
    place = os.open(folder, os.O_RDONLY)
    try:
        return bool(call(place) == 0)
    finally:
        os.close(place)
