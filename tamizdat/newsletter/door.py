"""The door to the list of readers: somebody opens it with the list's phrase, until an hour that is said.

The key is in the memory of one process while the door is open, and never on its disk.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from tamizdat.newsletter.models import Opening
from tamizdat.newsletter.ring import Ring
from tamizdat.vault.keys import OpeningKey

LONGEST = timedelta(hours=12)


class Door:
    """Shut until it is opened, and again when its time is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: OpeningKey | None = None
        self._until: datetime | None = None
        self._by = ""
        self.attended = False  # does anybody in this process send what is due?

    def open(self, ring: Ring, phrase: str, by: str, now: datetime, until: datetime) -> None:
        """Takes about a second, and is written down.  Raises BadKey."""
        key = ring.unlocked(phrase)
        until = min(until, now + LONGEST)
        Opening.objects.create(at=now, who=by, purpose=f"unlock until {until:%Y-%m-%d %H:%M} UTC")
        with self._lock:
            self._key, self._until, self._by = key, until, by

    def shut(self) -> None:
        with self._lock:
            self._key, self._until, self._by = None, None, ""

    def key(self, now: datetime) -> OpeningKey | None:
        """The list's; None while the door is shut."""
        if not self.until(now):
            return None
        with self._lock:
            return self._key

    def until(self, now: datetime) -> datetime | None:
        """Until when it is open; None while it is shut."""
        if self._until and now >= self._until:
            self.shut()
        return self._until

    @property
    def by(self) -> str:
        """Who opened it."""
        return self._by


DOOR = Door()  # of this process
