"""Who works on a newsroom's folder: many at once, or one alone.

Every command that opens a newsroom holds its folder together with the others; an upgrade holds it alone.  One process
at a time serves it.  The locks are the kernel's: they are gone when their process is, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FOLDER = ".lock"
SERVED = ".serving"
BACKED_UP = ".backed-up"
DELIVERING = ".delivering"


class Taken(Exception):
    """Somebody else holds what was wanted: one line that says who, and what to do."""


def hold(folder: Path) -> IO[str]:
    """Hold the newsroom's folder with others, until the file that is returned is closed.  Raises Taken."""
    return _locked(
        folder / FOLDER,
        fcntl.LOCK_SH,
        f"{folder} is being upgraded or restored by another process. Wait for it to end.",
    )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the newsroom's folder so that nobody else opens it meanwhile.  Raises Taken."""
    says = f"{folder} is in use by another process. End `tamizdat serve` and whatever else works on it first."
    with _locked(folder / FOLDER, fcntl.LOCK_EX, says):
        yield


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Be the one process that serves this newsroom.  Raises Taken."""
    path = folder / SERVED
    with _locked(
        path, fcntl.LOCK_EX, f"{folder} is being served already{_by_whom(path)}. One newsroom, one server."
    ) as file:
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


@contextmanager
def backing_up(folder: Path) -> Iterator[None]:
    """Be the one process that backs this newsroom up.  Raises Taken."""
    says = f"{folder} is being backed up by another process. Wait for it to end."
    with hold(folder), _locked(folder / BACKED_UP, fcntl.LOCK_EX, says):
        yield


@contextmanager
def delivering(folder: Path, at_first: Callable[[], None]) -> Iterator[None]:
    """Be the one process that delivers to mirrors; `at_first` is called when none has from this folder.  Raises Taken.

    The lock's file is in no backup: a newsroom that was restored delivers for the first time again.
    """
    says = f"{folder}: another process is delivering to its mirrors. Wait for it to end."
    with hold(folder), _locked(folder / DELIVERING, fcntl.LOCK_EX, says) as file:
        if not file.read():
            at_first()
            file.write("delivered from here\n")
            file.flush()
        yield


@contextmanager
def alone_in(folder: Path, says: str) -> Iterator[None]:
    """Be the one process that works in this folder, which is no newsroom's.  Raises Taken, which says `says`."""
    with _locked(folder / FOLDER, fcntl.LOCK_EX, says):
        yield


def is_served(folder: Path) -> bool:
    """Does a process serve this newsroom now?"""
    try:
        with _locked(folder / SERVED, fcntl.LOCK_SH, ""):
            return False
    except Taken:
        return True


def _by_whom(path: Path) -> str:
    try:
        number = path.read_text().strip()
    except OSError:
        return ""
    return f", by process {number}" if number.isdecimal() else ""


def _locked(path: Path, how: int, says: str) -> IO[str]:
    file = open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")  # noqa: SIM115  # whoever holds it closes it
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Taken(says) from None
    return file
