"""Marks: by them two sealed records are known to be of one reader, without opening either.

A mark is a keyed hash, cut short.  Whoever has the key can try addresses one after the other, so it never lies on a
public machine; whoever has not learns nothing from a mark.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

KEY_BYTES = 32
BYTES = 8  # among a million readers two have one mark once in forty million lists


@dataclass(frozen=True)
class MarkingKey:
    content: bytes = field(repr=False)

    @classmethod
    def new(cls) -> MarkingKey:
        return cls(secrets.token_bytes(KEY_BYTES))

    def mark(self, kind: str, address: str) -> bytes:
        """The mark of a mail address for one kind of thing: marks of different kinds cannot be compared."""
        said = f"{kind}\0{normal(address)}".encode()
        return hmac.digest(self.content, said, hashlib.sha256)[:BYTES]


def normal(address: str) -> str:
    """The address as it is compared: whoever types capitals or a blank is the same reader."""
    return address.strip().casefold()
