"""Kinds of place that an edition can be brought to, each behind the same two verbs.

A place is only written to.  Nobody asks it what it holds: it might say anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from tamizdat.mirrors.places.folder import Folder


class BadPlace(Exception):
    """An address that names no place: says what is wrong with it, and what to write."""


class Place(Protocol):
    """Where files can be put and removed.  Both raise OSError when it is away, full or refuses."""

    def put(self, path: str, content: bytes) -> None:
        """The file holds these bytes: all of them, or what it held before."""

    def remove(self, path: str) -> None:
        """The file is gone; it need not have been there."""

    def close(self) -> None: ...


def opened(address: str) -> Place:
    """The place at this address.  Raises BadPlace, OSError."""
    return Folder(folder_of(address))


def folder_of(address: str) -> Path:
    """The folder that an address names.  Raises BadPlace."""
    split = urlsplit(address)
    if split.scheme not in ("", "file"):
        raise BadPlace(f"{split.scheme}:// is no kind of place. Write a folder, as /srv/herald or file:///srv/herald.")
    if split.scheme and split.netloc not in ("", "localhost"):
        raise BadPlace(f"{address} names another machine. Write file:///srv/herald for a folder of this one.")
    folder = Path(unquote(split.path) if split.scheme else address).expanduser()
    if not folder.is_absolute():
        raise BadPlace(f"{address} begins nowhere: deliveries start in any folder. Write it from the root, as /srv/…")
    return folder
