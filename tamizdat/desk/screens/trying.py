"""How often somebody may try to sign in: guessing is slow, for one name and for all of them together.

Everybody comes from this machine's own address, through a tunnel or an onion, so addresses tell nobody apart.  What is
counted lives in memory, under a hash of the name, and is gone with the process.  Passkeys cannot be guessed and are not
counted: so whoever floods the door with tries keeps nobody out who has one.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache

A_NAME, ALL = 5, 50  # tries that failed, in five minutes
WHILE = 300  # seconds
_EVERYBODY = "tried"


def too_often(name: str) -> bool:
    return cache.get(_key(name), 0) >= A_NAME or cache.get(_EVERYBODY, 0) >= ALL


def failed(name: str) -> None:
    for key in (_key(name), _EVERYBODY):
        cache.add(key, 0, WHILE)
        cache.incr(key)


def _key(name: str) -> str:
    return f"tried:{hashlib.sha256(name.strip().lower().encode()).hexdigest()}"
