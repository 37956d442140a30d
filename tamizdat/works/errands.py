"""What a served press sends out and fetches: lists that editors signed, deliveries to mirrors, looks at them.

In a thread of its own, so that a host which hangs holds up no printing.  Nothing here is needed for an edition: what
fails is written down, and done at the next turn.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tamizdat import env, locks
from tamizdat.edition import layout
from tamizdat.edition.keys import BadKey
from tamizdat.edition.reading import Absent
from tamizdat.edition.refusals import Refused
from tamizdat.mirrors.book import NAME, Book, Mirror
from tamizdat.mirrors.looking import Looking, keep, targets
from tamizdat.mirrors.pushing import Push
from tamizdat.press.keys import AWAY
from tamizdat.works.signed import take_signed
from tamizdat.works.thread import Worker

TURN = 5.0  # seconds between looks at what is due: a stat and a query
SIGNED_EVERY = timedelta(minutes=1)
AGAIN = timedelta(minutes=5)  # after a delivery that did not come to its end
LOOK_EVERY = timedelta(hours=1)
OFFLINE = ("root.pem", "targets.pem")
log = logging.getLogger("tamizdat.errands")


class Errands(Worker):
    """Runs errands until it is stopped; what is left of a delivery by then the next one brings."""

    def __init__(self, home: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__("errands")
        self.home, self._clock = home, clock
        self._due: dict[str, datetime] = {}

    def _work(self) -> None:
        while not self._stop.wait(TURN):
            self.turn()

    def turn(self) -> None:
        """Do what is due."""
        for name, errand in (("signed", self._signed), ("deliver", self._deliver), ("look", self._look)):
            now = self._clock()
            if self._stop.is_set() or now < self._due.get(name, now):
                continue
            try:
                self._due[name] = now + errand(now)
            except (Refused, Absent, OSError, sqlite3.Error, BadKey, locks.Taken) as error:
                self._due[name] = now + AGAIN
                self._tell(f"{name}: {error}")

    # Errands; each says when to come back

    def _signed(self, now: datetime) -> timedelta:
        where = env.text("SIGNED", "")
        if where and take_signed(self.home / "keys", where, now):
            log.info("lists of addresses that editors signed are in force")
        return SIGNED_EVERY

    def _deliver(self, now: datetime) -> timedelta:
        late = self._late()
        if not late or not self._may_deliver():
            return timedelta(0)
        kept = Book(self.home)
        try:
            with locks.delivering(self.home, kept.doubt):
                done = Push(self.home, lambda name, files, total: None).run(late, now)
        finally:
            kept.close()
        for one in done:
            if one.failed:
                self._tell(f"{one.mirror} was not delivered to: {one.failed}")
            else:
                log.info("%s: edition %s, %s files brought", one.mirror, one.edition, one.brought)
        self._due.pop("look", None)
        return AGAIN if any(one.failed for one in done) else timedelta(0)

    def _late(self) -> list[Mirror]:
        """Mirrors that hold another head than the newest."""
        if not (self.home / NAME).exists() or env.is_demo():
            return []
        try:
            newest = hashlib.sha256((self.home / "edition" / layout.HEAD).read_bytes()).hexdigest()
        except FileNotFoundError:
            return []
        kept = Book(self.home)
        try:
            return [mirror for mirror in kept.mirrors() if mirror.head != newest]
        finally:
            kept.close()

    def _may_deliver(self) -> bool:
        away = self.home / "keys" / AWAY
        if env.flag("ONE_PERSON", False) or not any((away / name).exists() for name in OFFLINE):
            return True
        self._tell(
            f"nothing is delivered: the keys of root and targets lie in {away}. Carry them away, or set "
            "TAMIZDAT_ONE_PERSON=yes."
        )
        return False

    def _look(self, now: datetime) -> timedelta:
        if env.is_demo() or not (self.home / "edition" / layout.HEAD).exists():
            return LOOK_EVERY
        looking = Looking(self.home, now)
        kept = Book(self.home)
        try:
            of = targets(kept.mirrors(), looking.listed)
            looks = list(looking.at_all(of))
            keep(kept, looks, all_of_them=True)
        finally:
            kept.close()
        for look in looks:
            if look.why:
                self._tell(f"{look.name} is {look.found}: {look.why}")
        return LOOK_EVERY
