"""Keys that seal and open records: a hybrid of ML-KEM-768 and X25519, so that both must fall.

A sealing key is public and lies where letters come in; an opening key lies on the private side, encrypted by a phrase,
or destroyed.  Their bytes are ours: the two keys one after the other, and their name is a hash of what is public.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

PUBLIC_BYTES = 1_184 + 32
SEED_BYTES = 64 + 32
NAME_BYTES = 8


class BadKey(Exception):
    """Bytes or a file that are no key, or a phrase that does not open one: one line that says which."""


@dataclass(frozen=True)
class SealingKey:
    """What records are sealed with; it opens nothing."""

    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Raises BadKey."""
        if len(self.content) != PUBLIC_BYTES:
            raise BadKey(f"a key to seal with has {PUBLIC_BYTES} bytes, not {len(self.content)}.")

    @property
    def name(self) -> bytes:
        """8 bytes that tell it from others; they stand in front of what it sealed."""
        return hashlib.sha256(b"tamizdat sealing key" + self.content).digest()[:NAME_BYTES]

    @cached_property
    def hybrid(self) -> MLKEM768X25519PublicKey:
        try:
            lattice = MLKEM768PublicKey.from_public_bytes(self.content[:-32])
            return MLKEM768X25519PublicKey(lattice, X25519PublicKey.from_public_bytes(self.content[-32:]))
        except ValueError as error:
            raise BadKey("that is no key to seal with.") from error


@dataclass(frozen=True)
class OpeningKey:
    """What opens what its sealing key sealed."""

    seed: bytes = field(repr=False)

    @classmethod
    def new(cls) -> OpeningKey:
        lattice, curve = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
        return cls(lattice.private_bytes_raw() + curve.private_bytes_raw())

    def __post_init__(self) -> None:
        """Raises BadKey."""
        if len(self.seed) != SEED_BYTES:
            raise BadKey(f"a key to open with has {SEED_BYTES} bytes, not {len(self.seed)}.")

    @cached_property
    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self.seed[:-32]),
            X25519PrivateKey.from_private_bytes(self.seed[-32:]),
        )

    @cached_property
    def hybrid(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(*self._parts)

    @cached_property
    def sealing(self) -> SealingKey:
        lattice, curve = self._parts
        return SealingKey(lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw())

    @property
    def name(self) -> bytes:
        return self.sealing.name


def keep(key: OpeningKey, path: Path, phrase: str) -> None:
    """Write the key, encrypted with the phrase (age, scrypt).  Nothing is written over a key."""
    sealed = pyrage.passphrase.encrypt(key.seed, phrase)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())


def taken(path: Path, phrase: str) -> OpeningKey:
    """The key in this file.  Takes about a second, so that phrases cannot be guessed quickly.  Raises BadKey."""
    try:
        return OpeningKey(pyrage.passphrase.decrypt(path.read_bytes(), phrase))
    except OSError as error:
        raise BadKey(f"{path} cannot be read ({error.strerror}).") from error
    except pyrage.DecryptError as error:
        raise BadKey(f"{path} does not open with this phrase, or is damaged.") from error


def shred(path: Path) -> None:
    """Destroy a key: its bytes are written over before its name goes.

    On disks that copy when they write (most of today's) the old bytes may linger, so the disk must be encrypted too.
    """
    try:
        with open(path, "r+b") as file:
            size = os.fstat(file.fileno()).st_size
            for filling in (b"\0", b"\xff", b"\0"):
                file.seek(0)
                file.write(filling * size)
                file.flush()
                os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink()
