"""Proof of work: who let their machine count for a moment is not held up with those who flood.

A challenge is signed and lasts an hour, so nothing is kept of those that nobody solves; of those that were solved a
hash is, in memory that all workers share, so that none counts twice.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import secrets
from base64 import b64decode
from datetime import datetime, timedelta

from altcha import create_challenge, verify_solution

ALGORITHM, COST, PREFIX = (
    "PBKDF2/SHA-256",
    2_000,
    "00",
)  # 256 keys on average: a blink here, seconds on an old telephone
LASTS = timedelta(hours=1)
PLACES, ENTRY = 65_536, 8  # solved challenges that are remembered; bytes of each
LONGEST = 1_000  # letters of a solution


class Proving:
    """Shared by workers that are forked after it is made; its key goes with the last of them."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._solved = mmap.mmap(-1, PLACES * ENTRY)

    def challenge(self, now: datetime) -> str:
        """As JSON, for the form."""
        made = create_challenge(ALGORITHM, COST, key_prefix=PREFIX, expires_at=now + LASTS, hmac_secret=self._key)
        return json.dumps(made.to_dict(), separators=(",", ":"))

    def is_proven(self, solution: str) -> bool:
        """Does it solve a challenge of ours, for the first time?"""
        if not 0 < len(solution) <= LONGEST:
            return False
        try:
            if not verify_solution(solution, self._key).verified:
                return False
            return self._first(json.loads(b64decode(solution))["challenge"]["signature"])
        except (ValueError, TypeError, KeyError, AttributeError):
            return False  # what strangers send may be anything

    def _first(self, signature: str) -> bool:
        entry = hashlib.blake2b(signature.encode(), digest_size=ENTRY).digest()
        at = int.from_bytes(entry[:4]) % PLACES * ENTRY
        if self._solved[at : at + ENTRY] == entry:
            return False
        self._solved[at : at + ENTRY] = entry
        return True
