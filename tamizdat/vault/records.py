"""Seal a record for a key that is elsewhere, and open it there.

Records are padded to one of a few sizes before they are sealed, so that what is sealed tells nothing by its length.
HPKE (RFC 9180) with the hybrid key, HKDF-SHA256 and ChaCha20-Poly1305; each is bound to what it is for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tamizdat.vault.keys import NAME_BYTES, OpeningKey, SealingKey

SIZES = (512, 2_048, 8_192)  # bytes of a padded record
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_ENCAPSULATED = 1_088 + 32  # bytes that the key agreement adds
_TAG = 16
MORE = NAME_BYTES + _ENCAPSULATED + _TAG  # bytes that sealing adds


class TooLong(ValueError):
    """A record that no size fits."""


class Unopened(Exception):
    """What is sealed for another key or for another purpose, or was changed."""


def seal(record: dict[str, Any], key: SealingKey, purpose: str, size: int = SIZES[0]) -> bytes:
    """The sealed record: `size` + 1,144 bytes.  Raises TooLong."""
    return key.name + _SUITE.encrypt(padded(record, size), key.hybrid, info=_info(purpose))


def open_(sealed: bytes, keys: Iterable[OpeningKey], purpose: str) -> dict[str, Any]:
    """The record, by whichever of these keys it was sealed for.  Raises Unopened."""
    name = sealed[:NAME_BYTES]
    key = next((key for key in keys if key.name == name), None)
    if key is None:
        raise Unopened("no key here opens it: it is for another, or its key has been destroyed.")
    try:
        content = _SUITE.decrypt(sealed[NAME_BYTES:], key.hybrid, info=_info(purpose))
        return unpadded(content)
    except (InvalidTag, ValueError) as error:
        raise Unopened("it was changed, or is for another purpose.") from error


def padded(record: dict[str, Any], size: int) -> bytes:
    content = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    if size not in SIZES or len(content) > size - 2:
        raise TooLong(f"a record of {len(content)} bytes does not fit {size}.")
    return len(content).to_bytes(2) + content + bytes(size - 2 - len(content))


def unpadded(content: bytes) -> dict[str, Any]:
    """Raises ValueError."""
    length = int.from_bytes(content[:2])
    if len(content) not in SIZES or any(content[2 + length :]):
        raise ValueError("the padding is not ours")
    found = json.loads(content[2 : 2 + length])
    if not isinstance(found, dict):
        raise ValueError("no record")
    return found


def _info(purpose: str) -> bytes:
    return f"tamizdat record 1: {purpose}".encode()
