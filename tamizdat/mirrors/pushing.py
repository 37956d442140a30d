"""Deliver to many mirrors at once, each for itself.

A mirror that is blocked, full or gone is a result: it is told and written down, and holds up no other.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from tamizdat.edition.reading import Absent
from tamizdat.edition.refusals import Refused
from tamizdat.mirrors.book import Book, Mirror
from tamizdat.mirrors.delivery import Delivered, Delivery, Printed, plan
from tamizdat.mirrors.packing import Packed
from tamizdat.mirrors.places import BadPlace, opened
from tamizdat.mirrors.places.keyring import Keyring

AT_ONCE = 8  # mirrors
TRIES = 3  # of an edition that the press changes meanwhile
Told = Callable[[str, int, int], None]  # hears (mirror, files done, of how many)


class Push:
    """One delivery of the newest edition to some mirrors."""

    def __init__(self, home: Path, told: Told, *, demo: bool = False) -> None:
        self.home, self.told, self.demo = home, told, demo

    def run(self, mirrors: list[Mirror], now: datetime) -> list[Delivered]:
        """Raises Refused, Absent, OSError when there is no edition to deliver."""
        self._printed(now)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda mirror: self._deliver(mirror, now), mirrors))

    def foreseen(self, mirror: Mirror, now: datetime) -> Delivered:
        """What a delivery would do; nothing is brought."""
        printed, book = self._printed(now), Book(self.home)
        todo = plan(printed, book.held(mirror.name))
        book.close()
        kept = len(todo.changed) + len(todo.clashing)  # what they hold goes to old/ first
        brought = len(todo) - len(todo.gone) + kept
        return Delivered(mirror.name, printed.head.edition, brought, removed=len(todo.gone))

    def _printed(self, now: datetime) -> Printed:
        return Printed(self.home, now, demo=self.demo)

    def _deliver(self, mirror: Mirror, now: datetime) -> Delivered:
        book = Book(self.home)
        delivery = None
        try:
            place = opened(mirror.place, Keyring.of(self.home, mirror.name))
            place = Packed(place) if mirror.packed else place
            delivery = Delivery(mirror.name, place, book, lambda done, total: self.told(mirror.name, done, total))
            try:
                return self._newest(delivery, now)
            finally:
                place.close()
        except (OSError, BadPlace, Refused, Absent) as error:
            done = delivery.done if delivery else Delivered(mirror.name)
            done.failed = str(error) or type(error).__name__
            book.note_failed(mirror.name, done.failed)
            return done
        finally:
            book.close()

    def _newest(self, delivery: Delivery, now: datetime) -> Delivered:
        """A page that was withdrawn while it was being carried is not in the head that is there by then."""
        for number in range(1, TRIES + 1):
            try:
                return delivery.run(self._printed(now), now)
            except (Refused, Absent):
                if number == TRIES:
                    raise
        raise AssertionError("unreachable")
