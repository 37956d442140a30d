"""Seal a stream for those who may open it, and open it again whole or not at all.

The format is age (age-encryption.org/v1) with X25519, which has no post-quantum recipients yet: what must stay secret
for decades should not be kept that long, so what is sealed here names its last day.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import pyrage
from pyrage.x25519 import Identity, Recipient


class Unsealable(Exception):
    """A recipient or a key that is none: one line that says which."""


class Unopened(Exception):
    """What cannot be opened: damaged, cut off, or sealed for somebody else."""


def make_key(path: Path) -> str:
    """Write a new key that opens, for its owner's eyes only, in age's own form; returns whom to seal for.

    Raises FileExistsError: nothing is written over a key.
    """
    key = Identity.generate()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"# public key: {key.to_public()}\n{key}\n")
        file.flush()
        os.fsync(file.fileno())
    return str(key.to_public())


def recipients(names: Sequence[str]) -> list[Recipient]:
    """Those named `age1…`.  Raises Unsealable."""
    return [_recipient(name) for name in names]


def keys(path: Path) -> list[Identity]:
    """The keys in a file that age-keygen or we wrote.  Raises Unsealable."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Unsealable(f"{path} is no key that opens; it should hold a line AGE-SECRET-KEY-1….") from error
    if not found:
        raise Unsealable(f"{path} holds no key; it should hold a line AGE-SECRET-KEY-1….")
    return found


def seal(source: IO[bytes], target: IO[bytes], those: Sequence[Recipient]) -> None:
    """Seal all of a stream, holding little of it in memory.  Raises what reading or writing raised."""
    watched = _Watched(source), _Watched(target)
    try:
        pyrage.encrypt_io(*watched, list(those))
    except (OSError, pyrage.EncryptError) as error:
        raise _first(watched) or error from error


def unseal(source: IO[bytes], target: IO[bytes], held: Sequence[Identity]) -> None:
    """Open all of a stream.  Raises Unopened, after which nothing in `target` may be believed; or what I/O raised."""
    watched = _Watched(source), _Watched(target)
    try:
        pyrage.decrypt_io(*watched, list(held))
    except (OSError, pyrage.DecryptError) as error:
        if met := _first(watched):
            raise met from error
        if "matching keys" in str(error):
            raise Unopened("it is sealed for somebody else's key.") from error
        raise Unopened("it is damaged or was cut off.") from error


def _recipient(name: str) -> Recipient:
    try:
        return Recipient.from_str(name.strip())
    except pyrage.RecipientError as error:
        raise Unsealable(f"{name.strip()!r} is nobody to seal for; write what begins with age1.") from error


class _Watched:
    """A stream that remembers what went wrong with it: the library tells it in words only."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        return self._kept(self._stream.read, size)

    def write(self, content: bytes) -> int:
        return self._kept(self._stream.write, content)

    def flush(self) -> None:
        self._kept(self._stream.flush)

    def _kept(self, act: Any, *given: Any) -> Any:
        try:
            return act(*given)
        except BaseException as error:
            self.error = error
            raise


def _first(watched: Sequence[_Watched]) -> BaseException | None:
    return next((one.error for one in watched if one.error), None)
