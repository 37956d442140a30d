"""Kinds of place that an edition can be brought to, each behind the same two verbs.

A place is only written to.  Nobody asks it what it holds: it might say anything.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from tamizdat.mirrors.places.folder import Folder
from tamizdat.mirrors.places.keyring import Keyring
from tamizdat.mirrors.places.webdav import WebDav

KINDS = (
    "Write a folder, as /srv/herald, or sftp://user@host/srv/herald, or https://host/herald (WebDAV), "
    "or s3+https://host/bucket."
)
PORTS = {"sftp": 22, "https": 443, "http": 80, "s3+https": 443, "s3+http": 80}
NEAR = ("127.0.0.1", "::1", "localhost")  # where a password may go without TLS


class BadPlace(Exception):
    """An address that names no place: says what is wrong with it, and what to write."""


class Place(Protocol):
    """Where files can be put and removed.  Both raise OSError when it is away, full or refuses."""

    def put(self, path: str, content: bytes) -> None:
        """The file holds these bytes: all of them, or what it held before."""

    def remove(self, path: str) -> None:
        """The file is gone; it need not have been there."""

    def close(self) -> None: ...


def opened(address: str, keys: Keyring) -> Place:
    """The place at this address.  Raises BadPlace, OSError."""
    if urlsplit(address).scheme == "sftp":
        from tamizdat.mirrors.places.sftp import Sftp  # a fifth of a second that folders need not wait

        return Sftp(checked(address), keys)
    if urlsplit(address).scheme.startswith("s3+"):
        from tamizdat.mirrors.places.s3 import S3  # it loads fifteen megabytes

        return S3(checked(address), keys)
    if urlsplit(address).scheme in ("http", "https"):
        return WebDav(checked(address), keys)
    return Folder(folder_of(address))


def checked(address: str) -> str:
    """The address, in the one form in which two of them can be compared.  Raises BadPlace."""
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError as error:
        raise BadPlace("that is no address: its host or port cannot be read.") from error
    if split.scheme in ("", "file"):
        return str(folder_of(address).resolve())
    if split.scheme not in PORTS:
        raise BadPlace(f"{split.scheme}:// is no kind of place. {KINDS}")
    if split.password is not None or split.query or split.fragment:
        # Not shown: what was meant to be secret would be shown too.
        raise BadPlace("an address holds no password, ? or #. Put what is secret into a file, and name it by --secret.")
    if not split.hostname or not split.path.strip("/") or bool(split.username) != (split.scheme == "sftp"):
        raise BadPlace(f"{address} is no whole address. {KINDS}")
    if split.scheme in ("http", "s3+http") and split.hostname not in NEAR:
        raise BadPlace(f"{address} would send the password for everybody to read. Write https.")
    host = f"[{split.hostname}]" if ":" in split.hostname else split.hostname
    user = f"{split.username}@" if split.username else ""
    path = posixpath.normpath(f"/{split.path.strip('/')}")
    return f"{split.scheme}://{user}{host}{f':{port}' if port not in (None, PORTS[split.scheme]) else ''}{path}"


def folder_of(address: str) -> Path:
    """The folder that an address names.  Raises BadPlace."""
    split = urlsplit(address)
    if split.scheme and split.netloc not in ("", "localhost"):
        raise BadPlace(f"{address} names another machine. Write file:///srv/herald for a folder of this one.")
    folder = Path(unquote(split.path) if split.scheme else address).expanduser()
    if not folder.is_absolute():
        raise BadPlace(f"{address} begins nowhere: deliveries start in any folder. Write it from the root, as /srv/…")
    return folder
