"""Books, archives and the search index, made while a newsroom is served, by a process that gives way to all others.

The same process takes out of the store, once a day, what nothing refers to any more.

The loop only looks whether something is behind, after an edition was printed.  What a making files, the next round
prints.  One that is ended goes on at the next start: what is behind is seen from what is published.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from tamizdat import env
from tamizdat.desk.marks import LEFT
from tamizdat.press import emptying
from tamizdat.press.enclosures.making import Making
from tamizdat.press.run import edition_number
from tamizdat.press.store import Store
from tamizdat.press.workers import enclose
from tamizdat.works.thread import Worker

EVERY = 5.0  # seconds between looks at the edition's number
SHARE = 20  # a look, and a making, take at most one part in so many of the time
LONGEST = timedelta(minutes=10)  # between looks: what had to rest is looked for again


class Enclosing(Worker):
    """Sees to it that what is made slowly is made."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC), every: float = EVERY) -> None:
        super().__init__("enclosing")
        self._clock, self._every = clock, every
        self._looked = -1  # at the edition of this number
        self._again = datetime.min.replace(tzinfo=UTC)
        self._rests_until = self._again

    def _work(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self.turn()
            except (DatabaseError, OSError) as error:
                self._tell(f"books and index were not made: {error}")
            close_old_connections()

    def turn(self) -> bool:
        """Make what is due.  Was anything made?"""
        now, edition = self._clock(), edition_number()
        if now < self._rests_until or (edition == self._looked and now < self._again):
            return False
        began = time.monotonic()
        store = Store(settings.STORE)
        due = Making(store, now).due(at_once=env.is_demo()) or emptying.is_due(store, now)
        self._looked, self._again = edition, now + LONGEST
        made = due and self._made()
        self._rests_until = now + SHARE * timedelta(seconds=time.monotonic() - began) if not env.is_demo() else now
        if made:
            LEFT.set()  # the round that prints it need not wait
        return made

    def _made(self) -> bool:
        child = get_context("spawn").Process(target=enclose, args=(_press(), str(settings.STORE), env.is_demo()))
        child.start()
        self._wait_for(child)
        if child.exitcode and not self._stop.is_set():
            self._tell("books and index were not made; `tamizdat press --enclosures` tells why")
        return child.exitcode == 0

    def _wait_for(self, child: BaseProcess) -> None:
        while child.is_alive():
            child.join(0.2)
            if self._stop.is_set() and child.is_alive():
                child.terminate()
                child.join()


def _press() -> dict[str, Any]:
    database = settings.DATABASES["press"]
    return {name: database[name] for name in ("ENGINE", "NAME", "OPTIONS")}
