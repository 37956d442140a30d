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
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

PUBLIC_BYTES = 1_184 + 32
SEED_BYTES = 64 + 32
NAME_BYTES = 8
_SALT = 16  # bytes; each file has its own, so a key seals one thing
_MAGIC = b"tamizdat key 1"
_BEHIND_A_PHRASE = b"tamizdat key 2\n"


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
    """Write a key behind a phrase that somebody types (Argon2id): each guess takes 128 MB and a third of a second.

    Nothing is written over a key.
    """
    salt = os.urandom(_SALT)
    sealed = ChaCha20Poly1305(_typed(phrase, salt)).encrypt(bytes(12), key.seed, _BEHIND_A_PHRASE)
    _write_new(path, _BEHIND_A_PHRASE + salt + sealed)


def taken(path: Path, phrase: str) -> OpeningKey:
    """The key in this file.  Takes a third of a second, and 128 MB meanwhile.  Raises BadKey."""
    content = _read(path)
    try:
        if not content.startswith(_BEHIND_A_PHRASE):
            return OpeningKey(pyrage.passphrase.decrypt(content, phrase))  # as the first of them were written
        content = content[len(_BEHIND_A_PHRASE) :]
        key = ChaCha20Poly1305(_typed(phrase, content[:_SALT]))
        return OpeningKey(key.decrypt(bytes(12), content[_SALT:], _BEHIND_A_PHRASE))
    except (pyrage.DecryptError, InvalidTag, ValueError) as error:
        raise BadKey(f"{path} does not open with this phrase, or is damaged.") from error


def put_away(secret: bytes, path: Path, phrase: str) -> None:
    """Write a secret behind the online keys' phrase, which a machine made up and nobody types; over nothing."""
    salt = os.urandom(_SALT)
    _write_new(path, salt + ChaCha20Poly1305(_stretched(phrase, salt)).encrypt(bytes(12), secret, _MAGIC))


def taken_out(path: Path, phrase: str) -> bytes:
    """The secret in this file.  Takes a tenth of a second.  Raises BadKey."""
    content = _read(path)
    try:
        key = ChaCha20Poly1305(_stretched(phrase, content[:_SALT]))
        return key.decrypt(bytes(12), content[_SALT:], _MAGIC)
    except (InvalidTag, ValueError) as error:
        raise BadKey(f"{path} does not open with the phrase of the online keys, or is damaged.") from error


def _typed(phrase: str, salt: bytes) -> bytes:
    """Of a phrase that people can remember.  Age's way would take a gigabyte, which a small server has not."""
    return Argon2id(salt=salt, length=32, iterations=8, lanes=4, memory_cost=128 * 1024).derive(phrase.encode())


def _stretched(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(phrase.encode())


def _write_new(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    """Raises BadKey."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadKey(f"{path} cannot be read ({error.strerror}).") from error


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
