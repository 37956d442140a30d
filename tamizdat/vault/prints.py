"""Prints of tokens: by one the private side finds what a token is for, and nobody gets the token back from it."""

from __future__ import annotations

import hashlib

SIZE = 16  # bytes


def fingerprint(token: str) -> bytes:
    return hashlib.sha256(f"tamizdat token {token}".encode()).digest()[:SIZE]
