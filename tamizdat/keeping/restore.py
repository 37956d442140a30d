"""Take a newsroom out of a backup, into an empty folder: whole, or not at all.

Everything is opened, unpacked and compared beside its place first.  The desk's database comes last: a folder without it
is no newsroom, so a restore that was stopped leaves none, and the next one starts over.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from pyrage.x25519 import Identity

from tamizdat.keeping.about import About, Unfit
from tamizdat.keeping.backup import ABOUT, MANIFEST, Told
from tamizdat.keeping.contents import LOCKS
from tamizdat.keeping.server import DUMP
from tamizdat.vault.sealing import Unopened, unseal

STAGE = ".restoring"
LAST = ("desk.sqlite3", DUMP)  # one of them makes a folder a newsroom
LARGEST = 256 * 1024 * 1024  # bytes of a list of files


@dataclass
class Restored:
    """What a backup held."""

    about: About
    files: int
    size: int  # bytes of all files

    def as_dict(self) -> dict[str, object]:
        return {
            "files": self.files,
            "bytes": self.size,
            "made": self.about.made.isoformat(),
            "expires": self.about.expires.isoformat(),
            "version": self.about.version,
        }


def restore(
    file: Path,
    home: Path,
    held: Sequence[Identity],
    now: datetime,
    told: Told,
    *,
    expired: bool = False,
    dry: bool = False,
) -> Restored:
    """Put the newsroom of a backup into `home`.  With `dry`, only look whether that would do.

    Raises Unfit, Unopened, OSError; then `home` is as empty as before.
    """
    refuse_what_lies_there(home)
    stage = home / STAGE
    try:
        done = _unpacked(file, stage, held, now, told, expired)
        if not dry:
            _put_in_place(stage / "home", home)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return done


def refuse_what_lies_there(home: Path) -> None:
    """Raises Unfit when a newsroom, or anything else, is in the folder.  What a killed restore left is taken away."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _holds_one(home):
        raise Unfit(f"{home} holds a newsroom already. Set TAMIZDAT_HOME to another; nothing was changed.")
    if is_unfinished(home):
        for entry in list(home.iterdir()):
            if entry.name not in LOCKS and entry.name != STAGE:
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        shutil.rmtree(home / STAGE)
    if left := sorted(entry.name for entry in home.iterdir() if entry.name not in LOCKS):
        raise Unfit(
            f"{home} is not empty ({left[0]} is there). Set TAMIZDAT_HOME to another folder; nothing was changed."
        )


def is_unfinished(home: Path) -> bool:
    """Was a restore stopped here half-way?"""
    return (home / STAGE).is_dir() and not _holds_one(home)


def _holds_one(home: Path) -> bool:
    return any((home / name).exists() for name in LAST)


def _put_in_place(whole: Path, home: Path) -> None:
    entries = sorted(whole.iterdir(), key=lambda entry: entry.name in LAST)
    for entry in entries:
        os.replace(entry, home / entry.name)


# Opening


def _unpacked(file: Path, stage: Path, held: Sequence[Identity], now: datetime, told: Told, expired: bool) -> Restored:
    reading, writing = os.pipe()
    opener = _Opener(file, os.fdopen(writing, "wb"), held)
    opener.start()
    trouble: Exception | None = None
    done = None
    try:
        with os.fdopen(reading, "rb") as source:
            done = _unpack(source, stage, now, told, expired)
            while source.read(1 << 20):
                pass  # to its last byte: only then is it known to be whole
    except (tarfile.TarError, EOFError, ValueError, Unfit) as error:
        trouble = error
    finally:
        opener.join()
    if opener.error:
        raise opener.error
    if isinstance(trouble, Unfit):
        raise trouble
    if trouble or done is None:
        raise Unopened("what was sealed is no backup.") from trouble
    return done


class _Opener(threading.Thread):
    """Opens the seal into a pipe."""

    def __init__(self, file: Path, out: IO[bytes], held: Sequence[Identity]) -> None:
        super().__init__(name="opener", daemon=True)
        self.file, self.out, self.held = file, out, held
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            with self.out, open(self.file, "rb") as source:
                unseal(source, self.out, self.held)
        except BrokenPipeError:
            pass  # whoever reads has seen enough, and tells why
        except BaseException as error:  # noqa: BLE001  # told to whoever waits for this thread
            self.error = error


def _unpack(source: IO[bytes], stage: Path, now: datetime, told: Told, expired: bool) -> Restored:
    with tarfile.open(fileobj=source, mode="r|gz") as tar:
        about = About.from_json(_taken(tar, tar.next(), ABOUT))
        about.refuse_newer()
        if now.date() > about.expires and not expired:
            raise Unfit(f"it was to be destroyed on {about.expires:%Y-%m-%d}. --expired restores it all the same.")
        found: dict[str, list[object]] = {}
        manifest: dict[str, list[object]] | None = None
        size = 0
        while manifest is None and (member := tar.next()):
            if member.name == MANIFEST:
                manifest = json.loads(_taken(tar, member, MANIFEST))
                continue
            name = _inside(member)
            found[name] = _write(tar, member, stage / "home" / name)
            size += member.size
            told(size, max(size, about.size))
    if found != manifest or not found.keys() & set(LAST):
        raise Unfit("its files are not those of its list.")
    return Restored(about, len(found), size)


def _taken(tar: tarfile.TarFile, member: tarfile.TarInfo | None, name: str) -> bytes:
    file = tar.extractfile(member) if member and member.name == name and member.size <= LARGEST else None
    if file is None:
        raise Unfit("it is no backup of a newsroom.")
    return file.read()


def _inside(member: tarfile.TarInfo) -> str:
    """The file's path in the newsroom's folder.  Raises Unfit for one that leads out of it, or is no plain file."""
    path = PurePosixPath(member.name)
    if not member.isreg() or path.is_absolute() or ".." in path.parts or path.parts[0] != "home" or len(path.parts) < 2:
        raise Unfit(f"it holds {member.name!r}, which is no file of a newsroom.")
    return PurePosixPath(*path.parts[1:]).as_posix()


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, where: Path) -> list[object]:
    where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = tar.extractfile(member)
    assert file
    digest = hashlib.sha256()
    with open(os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while part := file.read(1 << 20):
            digest.update(part)
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
    return [member.size, digest.hexdigest()]
