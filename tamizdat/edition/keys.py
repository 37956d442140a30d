"""Keys that sign: made, put away encrypted, taken out again.

Ed25519 for all that we make; ECDSA on P-256 is accepted as well, for keys that live in hardware.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from securesystemslib.signer import CryptoSigner, Key

KINDS = {("ed25519", "ed25519"), ("ecdsa", "ecdsa-sha2-nistp256")}  # (keytype, scheme) that count


class BadKey(Exception):
    """A key file that cannot be used: says which, and why."""


def new() -> CryptoSigner:
    return CryptoSigner(Ed25519PrivateKey.generate())


def counts(key: Key) -> bool:
    """Is a signature by this kind of key worth anything?"""
    return (key.keytype, key.scheme) in KINDS


def material(key: Key) -> bytes:
    """What the key is, in one form only: its hexadecimal digits and its PEM can be written in many."""
    written = str(key.keyval.get("public", "")).encode()
    try:
        if key.keytype == "ed25519":
            return bytes.fromhex(written.decode())
        return load_pem_public_key(written).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except ValueError:
        return written  # no key at all: it verifies nothing


def keep(signer: CryptoSigner, path: Path, passphrase: str = "") -> None:
    """Write a private key, for its owner's eyes only; encrypted when there is a passphrase.  Never over another."""
    secret = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    pem = signer._private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def taken(path: Path, passphrase: str = "") -> CryptoSigner:
    """The key in this file.  Raises BadKey."""
    try:
        key = load_pem_private_key(path.read_bytes(), passphrase.encode() or None)
    except TypeError as error:
        needs = "needs a passphrase" if not passphrase else "is not encrypted, so it takes no passphrase"
        raise BadKey(f"the key {path} {needs}.") from error
    except (OSError, ValueError) as error:
        raise BadKey(f"the key {path} cannot be read: wrong passphrase, or not a private key in PEM.") from error
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return CryptoSigner(key)
    if isinstance(key, Ed25519PrivateKey):
        return CryptoSigner(key)
    raise BadKey(f"the key {path} is neither Ed25519 nor ECDSA on P-256.")
