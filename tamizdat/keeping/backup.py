"""Put a whole newsroom into one sealed file, while it works.

Databases are copied by SQLite itself, so each is as it was at one moment; files that people added meanwhile may come
along, and what was deleted meanwhile is left out.  The sealed file appears under its name when it is whole.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from pyrage.x25519 import Recipient

import tamizdat
from tamizdat.keeping import contents, record, server
from tamizdat.keeping.about import About, applied
from tamizdat.vault.sealing import seal

ABOUT, MANIFEST = "about.json", "manifest.json"  # the first file of a backup, and the last
COPIES = ".backing-up"  # where databases are copied to, in the newsroom's folder
PART = ".part"  # follows the file's name until it is whole
PAGES = 2_000  # of a database, in one step: others write in between
Told = Callable[[int, int], None]  # hears (bytes done, of how many)


@dataclass(frozen=True)
class Backup:
    """One that was made."""

    file: Path
    about: About
    files: int
    size: int  # bytes of the sealed file

    def as_dict(self) -> dict[str, object]:
        return {
            "file": str(self.file),
            "files": self.files,
            "bytes": self.size,
            "made": self.about.made.isoformat(),
            "expires": self.about.expires.isoformat(),
        }


def back_up(home: Path, file: Path, those: Sequence[Recipient], days: int, now: datetime, told: Told) -> Backup:
    """Seal the newsroom in `home` into `file`, to be kept for so many days.  Raises OSError, sqlite3.Error.

    Whatever it is stopped by, there is no file of that name afterwards, and the newsroom is as it was.
    """
    part = file.with_name(file.name + PART)
    try:
        with _copied(home) as copies:
            names = list(contents.files(home))
            paths = {copy.name: copy for copy in copies} | {name: home / name for name in names}
            forms = {one.name: applied(one) for one in copies if one.name != server.DUMP}
            if server.database():
                forms |= {schema: server.applied(schema) for schema in server.SCHEMAS}
            expires = (now + timedelta(days=days)).date()
            about = About(now, expires, tamizdat.__version__, forms, sum(_size(path) for path in paths.values()))
            written = _seal(paths, about, part, those, told)
        os.replace(part, file)
        _sync(file.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    record.note(home, record.Made(now, about.expires, str(file.absolute())))
    return Backup(file, about, written, file.stat().st_size)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, while others use it.  Raises sqlite3.Error."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source, timeout=60)) as line, closing(sqlite3.connect(target)) as copy:
        line.backup(copy, pages=PAGES, sleep=0.01)
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _copied(home: Path) -> Iterator[list[Path]]:
    folder = home / COPIES
    shutil.rmtree(folder, ignore_errors=True)  # of a backup that was killed
    folder.mkdir(mode=0o700)
    try:
        copies = []
        for database in contents.databases(home):
            copies.append(folder / database.name)
            copy_database(database, copies[-1])
        if server.database():
            copies.append(folder / server.DUMP)
            server.dump(copies[-1])
        yield copies
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _seal(paths: dict[str, Path], about: About, part: Path, those: Sequence[Recipient], told: Told) -> int:
    """Pack and seal at the same time, so that nothing unsealed is written anywhere."""
    reading, writing = os.pipe()
    packer = _Packer(paths, about, os.fdopen(writing, "wb"), told)
    packer.start()
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(reading, "rb") as source, open(handle, "wb") as file:
            seal(source, file, those)
            file.flush()
            os.fsync(file.fileno())
    finally:
        packer.join()
    if packer.error:
        raise packer.error
    return packer.written


class _Packer(threading.Thread):
    """Writes the files one after the other into a pipe, and last what they were."""

    def __init__(self, paths: dict[str, Path], about: About, out: IO[bytes], told: Told) -> None:
        super().__init__(name="packer", daemon=True)
        self.paths, self.about, self.out, self.told = paths, about, out, told
        self.error: BaseException | None = None
        self.written = 0

    def run(self) -> None:
        try:
            with (
                self.out,
                gzip.GzipFile(fileobj=self.out, mode="wb", compresslevel=1, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|") as tar,
            ):
                self._pack(tar)
        except BrokenPipeError:
            pass  # the other end has met an error, and tells it
        except BaseException as error:  # noqa: BLE001  # told to whoever waits for this thread
            self.error = error

    def _pack(self, tar: tarfile.TarFile) -> None:
        _add(tar, ABOUT, self.about.as_json())
        manifest: dict[str, list[object]] = {}
        done = 0
        for name, path in self.paths.items():
            with suppress(FileNotFoundError):  # deleted since it was listed
                manifest[name] = _pack_file(tar, name, path)
                done += int(str(manifest[name][0]))
                self.told(done, max(self.about.size, done))
        _add(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False).encode())
        self.written = len(manifest)


def _pack_file(tar: tarfile.TarFile, name: str, path: Path) -> list[object]:
    """[bytes, SHA-256] of what was packed: a file that grows meanwhile is packed as long as it was."""
    with open(path, "rb") as file:
        member = tarfile.TarInfo(f"home/{name}")
        member.size, member.mode = os.fstat(file.fileno()).st_size, 0o600
        hashed = _Hashed(file)
        tar.addfile(member, hashed)
        return [member.size, hashed.digest.hexdigest()]


class _Hashed:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.digest.update(content)
        return content


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
