"""Shards: a thousand envelopes in shuffled order, sealed under a key of their own, and what became of each.

A shard is leased by one process at a time, by a lock that dies with it.  Its key is destroyed when the last envelope is
answered for: so who seizes the machine reads nobody who has got the message already.
"""

from __future__ import annotations

import fcntl
import os
import random
import secrets
import struct
from collections.abc import Callable, Iterable, Iterator, MutableSequence, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tamizdat.outbox.envelopes import Envelope
from tamizdat.outbox.journal import Journal, Outcome

SIZE = 1_000  # envelopes
_HEAD = struct.Struct(">II")  # envelopes, and how many of them are still in it
T = TypeVar("T")
DESTROYED = bytes(32)  # what is left of a key until its name goes
NONCE = bytes(12)  # each key seals one shard, once


class Taken(Exception):
    """Another process is posting this shard."""


class Spoilt(Exception):
    """A shard that cannot be opened: its key is another's, or its bytes were changed."""


@dataclass
class Lease:
    """A shard that this process alone posts."""

    number: int
    envelopes: list[Envelope | None]  # none in the place of one that was answered for in an earlier lease
    journal: Journal

    @property
    def waiting(self) -> list[int]:
        """Numbers of the envelopes that nobody has answered for."""
        every = range(len(self.envelopes))
        return [number for number in every if self.envelopes[number] and not self.journal.is_settled(number)]


class Shards:
    """The shards of one message, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(
        self,
        readers: MutableSequence[T],
        made: Callable[[Sequence[T]], Iterable[Envelope]],
        keep: Callable[[int, bytes], None] | None = None,
    ) -> int:
        """Make envelopes for readers, some at a time, and seal them in no order that says anything.  Returns how many.

        `readers` are shuffled in their place.  `keep` puts a shard's key somewhere else than beside the shard, from
        where it is released later.  One shard's envelopes are in memory at a time.
        """
        keep = keep or self.release
        random.SystemRandom().shuffle(readers)
        source = (one for at in range(0, len(readers), SIZE) for one in made(readers[at : at + SIZE]))
        for name in ("shards", "keys", "journals"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        number = total = 0
        while part := list(islice(source, SIZE)):
            number, total = number + 1, total + len(part)
            keep(number, self._seal(number, part))
        return total

    def release(self, number: int, key: bytes) -> None:
        """Let this shard be posted: its key is put beside it."""
        _write(self.folder / "keys" / self._name(number), key)

    def _seal(self, number: int, part: Sequence[Envelope | None], tail: str = "") -> bytes:
        key = secrets.token_bytes(32)
        lines = "\n".join(envelope.as_line() if envelope else "" for envelope in part).encode()
        sealed = ChaCha20Poly1305(key).encrypt(NONCE, lines, self._name(number).encode())
        live = sum(envelope is not None for envelope in part)
        _write(self.folder / "shards" / f"{self._name(number)}{tail}", _HEAD.pack(len(part), live) + sealed)
        return key

    def numbers(self) -> list[int]:
        return sorted(int(path.name) for path in (self.folder / "shards").iterdir() if path.name.isdecimal())

    def open_numbers(self) -> list[int]:
        """Those whose keys are here, so that they can be posted."""
        return [number for number in self.numbers() if (self.folder / "keys" / self._name(number)).exists()]

    def size(self, number: int) -> int:
        """How many envelopes it was frozen with."""
        return self._head(number)[0]

    def readable(self) -> int:
        """How many addresses can be read with the keys that are here."""
        return sum(self._head(number)[1] for number in self.open_numbers())

    def _head(self, number: int) -> tuple[int, int]:
        with open(self.folder / "shards" / self._name(number), "rb") as file:
            size, live = _HEAD.unpack(file.read(_HEAD.size))
        return size, live

    @contextmanager
    def lease(self, number: int) -> Iterator[Lease]:
        """Post this shard alone.  Raises Taken, Spoilt.

        At the end its key is destroyed; what has to wait is sealed anew, without those that were answered for.
        """
        name = self._name(number)
        with open(self.folder / "shards" / name, "rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Taken(f"another process is posting shard {number}. Nothing is posted twice.") from error
            content = file.read()
            envelopes = self._opened(number, content[_HEAD.size :])
            journal = Journal(self.folder / "journals" / name)
            try:
                lease = Lease(number, envelopes, journal)
                yield lease
                self._close(lease)
            finally:
                journal.close()

    def _close(self, lease: Lease) -> None:
        waiting = set(lease.waiting)
        if not waiting:
            self._destroy(self.folder / "keys" / self._name(lease.number))
        elif len(waiting) < sum(envelope is not None for envelope in lease.envelopes):
            rest = [envelope if at in waiting else None for at, envelope in enumerate(lease.envelopes)]
            self._reseal(lease.number, rest)

    def _reseal(self, number: int, rest: Sequence[Envelope | None]) -> None:
        """In an order in which some key here opens the shard at every moment."""
        shard, key = (self.folder / part / self._name(number) for part in ("shards", "keys"))
        for path in (shard, key):
            path.with_name(f"{path.name}.new").unlink(missing_ok=True)
        fresh = self._seal(number, rest, ".new")
        _write(key.with_name(f"{key.name}.new"), fresh)
        shard.with_name(f"{shard.name}.new").replace(shard)
        self._overwrite(key)
        key.with_name(f"{key.name}.new").replace(key)

    def _opened(self, number: int, sealed: bytes) -> list[Envelope | None]:
        name = self._name(number)
        paths = (self.folder / "keys" / name, self.folder / "keys" / f"{name}.new")
        held = {path: key for path in paths if path.exists() and (key := path.read_bytes()) != DESTROYED}
        if not held:
            self._destroy(paths[0])  # who did so may have been killed between its bytes and its name
            return []  # answered for, every one
        for path, key in held.items():
            with suppress(InvalidTag, ValueError):
                lines = ChaCha20Poly1305(key).decrypt(NONCE, sealed, name.encode())
                if path.name != name:  # a lease was killed while it sealed anew
                    path.replace(self.folder / "keys" / name)
                return [Envelope.of_line(line) if line else None for line in lines.decode().split("\n")]
        raise Spoilt(f"shard {number} in {self.folder} does not open: its key or its bytes were changed.")

    def _destroy(self, path: Path) -> None:
        with suppress(FileNotFoundError):
            self._overwrite(path)
            path.unlink()

    def _overwrite(self, path: Path) -> None:
        with suppress(FileNotFoundError), open(path, "r+b") as file:
            file.write(DESTROYED)
            file.flush()
            os.fsync(file.fileno())

    def books(self) -> Books:
        """What became of all, by the journals."""
        counted = dict.fromkeys(Outcome, 0)
        frozen = 0
        for number in self.numbers():
            frozen += self.size(number)
            for outcome in Journal.read(self.folder / "journals" / self._name(number)).values():
                counted[outcome] += 1
        return Books(frozen, counted[Outcome.SENT], counted[Outcome.REFUSED], counted[Outcome.SKIPPED])

    @staticmethod
    def _name(number: int) -> str:
        return f"{number:05d}"


@dataclass(frozen=True, slots=True)
class Books:
    """They balance: frozen = sent + refused + skipped + waiting."""

    frozen: int
    sent: int
    refused: int
    skipped: int

    @property
    def waiting(self) -> int:
        return self.frozen - self.sent - self.refused - self.skipped


def _write(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
