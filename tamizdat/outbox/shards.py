"""Shards: a thousand envelopes in shuffled order, sealed under a key of their own, and what became of each.

A shard is leased by one process at a time, by a lock that dies with it.  Its key is destroyed when the last envelope is
answered for: so who seizes the machine reads nobody who has got the message already.
"""

from __future__ import annotations

import fcntl
import os
import random
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tamizdat.outbox.envelopes import Envelope
from tamizdat.outbox.journal import Journal, Outcome

SIZE = 1_000  # envelopes
NONCE = bytes(12)  # each key seals one shard, once


class Taken(Exception):
    """Another process is posting this shard."""


class Spoilt(Exception):
    """A shard that cannot be opened: its key is another's, or its bytes were changed."""


@dataclass
class Lease:
    """A shard that this process alone posts."""

    number: int
    envelopes: list[Envelope]
    journal: Journal

    @property
    def waiting(self) -> list[int]:
        """Numbers of the envelopes that nobody has answered for."""
        return [number for number in range(len(self.envelopes)) if not self.journal.is_settled(number)]


class Shards:
    """The shards of one message, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, addresses: Iterable[str], made: Callable[[str], Envelope]) -> int:
        """Make an envelope for each address and seal them, in no order that says anything.  Returns how many.

        One shard's envelopes are in memory at a time, and the addresses.
        """
        shuffled = list(addresses)
        random.SystemRandom().shuffle(shuffled)
        source = map(made, shuffled)
        for name in ("shards", "keys", "journals"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        number = 0
        while part := list(islice(source, SIZE)):
            number += 1
            self._seal(number, part)
        return len(shuffled)

    def _seal(self, number: int, part: list[Envelope]) -> None:
        key = secrets.token_bytes(32)
        lines = "\n".join(envelope.as_line() for envelope in part).encode()
        sealed = ChaCha20Poly1305(key).encrypt(NONCE, lines, self._name(number).encode())
        _write(self.folder / "shards" / self._name(number), len(part).to_bytes(4) + sealed)
        _write(self.folder / "keys" / self._name(number), key)

    def numbers(self) -> list[int]:
        return sorted(int(path.name) for path in (self.folder / "shards").glob("[0-9]*"))

    def open_numbers(self) -> list[int]:
        """Those with envelopes that nobody has answered for."""
        return [number for number in self.numbers() if (self.folder / "keys" / self._name(number)).exists()]

    def size(self, number: int) -> int:
        with open(self.folder / "shards" / self._name(number), "rb") as file:
            return int.from_bytes(file.read(4))

    @contextmanager
    def lease(self, number: int) -> Iterator[Lease]:
        """Post this shard alone.  Raises Taken, Spoilt.  When all is settled at the end, its key is destroyed."""
        name = self._name(number)
        with open(self.folder / "shards" / name, "rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Taken(f"another process is posting shard {number}. Nothing is posted twice.") from error
            content = file.read()
            envelopes = self._opened(number, content[4:])
            journal = Journal(self.folder / "journals" / name)
            try:
                lease = Lease(number, envelopes, journal)
                yield lease
                if not lease.waiting:
                    self._destroy_key(number)
            finally:
                journal.close()

    def _opened(self, number: int, sealed: bytes) -> list[Envelope]:
        try:
            key = (self.folder / "keys" / self._name(number)).read_bytes()
            lines = ChaCha20Poly1305(key).decrypt(NONCE, sealed, self._name(number).encode())
        except FileNotFoundError:
            return []  # answered for, every one, and the key destroyed
        except (InvalidTag, ValueError) as error:
            raise Spoilt(
                f"shard {number} in {self.folder} does not open: its key or its bytes were changed."
            ) from error
        return [Envelope.of_line(line) for line in lines.decode().split("\n")]

    def _destroy_key(self, number: int) -> None:
        path = self.folder / "keys" / self._name(number)
        with suppress(FileNotFoundError):
            with open(path, "r+b") as file:
                file.write(bytes(32))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

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
