"""Places where an edition lies: a folder on this machine, or an address on the web.

Neither is believed.  What comes from a place is cut off at a limit that its asker gives, and a place that is slow, gone
or full of errors is away: that is a result, and says nothing about the edition.
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

from tamizdat.edition import lasting, layout, tiles
from tamizdat.edition.reading import Absent
from tamizdat.edition.refusals import TooLarge


class FolderPlace:
    """An edition in a folder.  Nothing outside the folder is read, whatever links lie in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def get(self, path: str, limit: int) -> bytes:
        where = self.folder / path
        try:
            if not where.resolve().is_relative_to(self.folder) or not where.is_file():
                raise Absent(path)
            with open(where, "rb") as file:
                content = file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:
            raise Absent(path) from error
        if len(content) > limit:
            raise TooLarge(f"{path} has more than {limit} bytes.")
        return content


SLOWEST = 100_000  # bytes a second: an archive of some 50 MB is waited for


class WebPlace:
    """An edition at an address, asked for one file at a time, without cookie, referrer or redirect."""

    def __init__(self, address: str, *, patience: float = 20.0) -> None:
        """`patience`: seconds for one whole file, however slowly its bytes drip; a large one may take longer."""
        found = urlsplit(address if address.endswith("/") else f"{address}/")
        if found.scheme not in ("http", "https") or not found.hostname or found.username or found.query:
            raise ValueError(f"{address} is no address of an edition; write https://host/ or https://host/folder/.")
        self.address, self.patience = found.geturl(), patience
        self._host, self._port, self._top = found.hostname, found.port, found.path
        self._secure = found.scheme == "https"
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str, limit: int) -> bytes:
        deadline = time.monotonic() + self.patience + limit / SLOWEST
        for again in (True, False):  # a line that was kept open may have been closed meanwhile
            fresh = self._line is None
            try:
                return self._got(path, limit, deadline)
            except (http.client.HTTPException, ConnectionError) as error:
                self.close()
                if fresh or not again:
                    raise OSError(f"{self.address} broke off ({type(error).__name__}).") from error
            except BaseException:
                self.close()
                raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _got(self, path: str, limit: int, deadline: float) -> bytes:
        line = self._line = self._line or self._opened()
        line.request("GET", self._top + quote(path), headers={"Accept-Encoding": "identity", "User-Agent": "tamizdat"})
        with line.getresponse() as answer:
            if answer.status in (404, 410):
                answer.read(4096)
                self.close()
                raise Absent(path)
            if answer.status != 200:
                raise OSError(f"{self.address} answers {answer.status} for {path}.")
            content = self._read(answer, path, limit, deadline)
        if answer.will_close:
            self.close()
        return content

    def _read(self, answer: http.client.HTTPResponse, path: str, limit: int, deadline: float) -> bytes:
        parts, size = [], 0
        while part := answer.read1(65_536):
            parts.append(part)
            size += len(part)
            if size > limit:
                raise TooLarge(f"{path} has more than {limit} bytes.")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.address} is too slow: {path} took over {self.patience:g} seconds.")
        if answer.length:
            raise OSError(f"{self.address} broke off in {path}.")
        return b"".join(parts)

    def _opened(self) -> http.client.HTTPConnection:
        patience = min(self.patience, 10.0)
        if self._secure:
            secure = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=patience, context=secure)
        return http.client.HTTPConnection(self._host, self._port, timeout=patience)


class FolderTiles:
    """Tiles in a folder that is served: written once, never changed, found by their name."""

    def __init__(self, folder: Path, *, at_once: bool = True) -> None:
        """What is put lasts at once; or else, sooner done, when `settle` returns."""
        self.folder = folder
        self._at_once = at_once
        self._unsettled: list[Path] = []

    def settle(self) -> None:
        """Everything put is on disk when this returns.  Raises OSError."""
        lasting.settle(self.folder, self._unsettled)
        self._unsettled.clear()

    def get(self, name: bytes) -> bytes:
        return self._read(layout.tile(name))

    def put(self, tile: bytes) -> bytes:
        name = tiles.name(tile)
        self._write(layout.tile(name), tile)
        return name

    def get_paths(self, name: bytes) -> bytes:
        return self._read(layout.paths_of_bin(name))

    def put_paths(self, name: bytes, lines: bytes) -> None:
        self._write(layout.paths_of_bin(name), lines)

    def _read(self, path: str) -> bytes:
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(path) from error

    def _write(self, path: str, content: bytes) -> None:
        where = self.folder / path
        with suppress(FileNotFoundError):
            if where.read_bytes() == content:
                return
        write(where, content, durably=self._at_once)
        if not self._at_once:
            self._unsettled.append(where)


def write(path: Path, content: bytes, *, durably: bool = True) -> None:
    """Put a file in its place in one step; `durably`: it is on disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if durably:
                file.flush()
                os.fdatasync(file.fileno())
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise


def files_below(folder: Path, leaving_out: str = "") -> Iterator[str]:
    """Paths from the folder of all files and links in it, folder by folder; one folder at its top may be left out.

    `Path.rglob` holds on to everything it has given until its end: 100 MB for the edition of a large archive.
    """
    for where, folders, names in os.walk(folder):
        above = os.path.relpath(where, folder)
        begins = "" if above == "." else f"{above}/"
        links = [name for name in folders if os.path.islink(f"{where}/{name}")]
        yield from (f"{begins}{name}" for name in (*names, *links) if begins or name != leaving_out)
        if not begins and leaving_out in folders:
            folders.remove(leaving_out)


def prune(place: Path, top: Path) -> None:
    """Remove the folders above a place that are empty now, below `top`."""
    for folder in place.parents:
        if folder == top:
            return
        try:
            folder.rmdir()
        except OSError:  # something else lies there; to look would be to read the whole of a large folder
            return


AWAY = (OSError, socket.timeout, ssl.SSLError)
