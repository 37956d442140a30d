"""How much mail strangers can make us send: a form may name anybody's address.

Counted in memory, by a hash under a key that lasts a day, so that nobody finds in it who asked.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from datetime import datetime
from enum import StrEnum

from tamizdat.vault.marks import normal

TO_ONE = 2  # messages a day to one address
TO_A_HOST = 600  # an hour
TO_ALL = 2_000  # an hour


class Verdict(StrEnum):
    NOW = "now"
    LATER = "put off"  # this hour's room is taken
    NEVER = "dropped"  # this address has been written to


class Budget:
    """What may still be mailed in this hour and on this day."""

    def __init__(self, to_one: int = TO_ONE, to_a_host: int = TO_A_HOST, to_all: int = TO_ALL) -> None:
        self._most = (to_one, to_a_host, to_all)
        self._day, self._hour = "", ""
        self._key = b""
        self._of_day: Counter[bytes] = Counter()
        self._of_hour: Counter[bytes] = Counter()

    def judge(self, address: str, now: datetime) -> Verdict:
        """May a message be sent there now?  When it may, it is counted."""
        self._turn(now)
        one, host, everybody = self._marks(address)
        to_one, to_a_host, to_all = self._most
        if self._of_day[one] >= to_one:
            return Verdict.NEVER
        if self._of_hour[host] >= to_a_host or self._of_hour[everybody] >= to_all:
            return Verdict.LATER
        self._of_day[one] += 1
        self._of_hour.update((host, everybody))
        return Verdict.NOW

    def _turn(self, now: datetime) -> None:
        day, hour = f"{now:%Y-%m-%d}", f"{now:%Y-%m-%d %H}"
        if day != self._day:
            self._day, self._key = day, secrets.token_bytes(32)
            self._of_day.clear()
        if hour != self._hour:
            self._hour = hour
            self._of_hour.clear()

    def _marks(self, address: str) -> tuple[bytes, bytes, bytes]:
        name = normal(address)
        parts = (name, name.rpartition("@")[2], "")
        one, host, everybody = (hmac.digest(self._key, part.encode(), hashlib.sha256)[:8] for part in parts)
        return one, host, everybody
