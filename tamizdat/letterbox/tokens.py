"""Tokens in links that we mail: they name nobody, and a letterbox knows which are ours without knowing whose.

Sixteen random bytes, and eight of a keyed hash over them.  The key lies at the letterboxes too: who takes it there can
fill the room that is kept for tokens with junk, and nothing more, since only the private side knows the sixteen.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

SECRET, TAG = 16, 8  # bytes
KEY = 32  # bytes
LENGTH = 32  # characters of a token


@dataclass(frozen=True)
class Pass:
    """The key that marks tokens as ours."""

    key: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Pass:
        return cls(secrets.token_bytes(KEY))

    def token(self) -> str:
        """A new token, 32 characters that stand in addresses as they are."""
        secret = secrets.token_bytes(SECRET)
        return urlsafe_b64encode(secret + self._tag(secret)).decode()

    def knows(self, token: str) -> bool:
        content = _content(token)
        return content is not None and hmac.compare_digest(self._tag(content[:SECRET]), content[SECRET:])

    def _tag(self, secret: bytes) -> bytes:
        return hmac.digest(self.key, b"tamizdat token" + secret, hashlib.sha256)[:TAG]


def is_ours(token: str, passes: Sequence[Pass]) -> bool:
    return any(one.knows(token) for one in passes)


def _content(token: str) -> bytes | None:
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        content = urlsafe_b64decode(token)
    except ValueError:
        return None
    return content if urlsafe_b64encode(content).decode() == token else None
