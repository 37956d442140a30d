"""The loop that keeps desk and press together while a newsroom is served.

It sleeps until something is marked or due.  A mark is glanced at, and everything is compared once a minute, or as
often as that takes a twentieth of its time: the sweep is the truth, so a lost mark costs that long.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, close_old_connections

from tamizdat.desk.marks import LEFT, Mark
from tamizdat.edition.keys import BadKey
from tamizdat.press.run import Busy, next_due
from tamizdat.press.workers import cores
from tamizdat.works.round import make_round
from tamizdat.works.thread import Worker

LOOK = 1.0  # seconds between looks for marks that another process left: one indexed query
LONGEST = timedelta(minutes=1)
SHARE = 20  # a sweep takes at most one part in so many of the time
log = logging.getLogger("tamizdat.rounds")


class Rounds(Worker):
    """Makes rounds until it is stopped."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__("rounds")
        self._clock = clock
        self._whole_due = datetime.min.replace(tzinfo=UTC)

    def _work(self) -> None:
        while not self._stop.is_set():
            until = self._round()
            while not self._stop.is_set() and self._clock() < until and not self._is_marked():
                if LEFT.wait(LOOK):
                    LEFT.clear()
            close_old_connections()

    def _is_marked(self) -> bool:
        return Mark.objects.exists()

    def _round(self) -> datetime:
        """Make one round; returns when to make the next at the latest.

        A round that fails is told and tried again: one bad moment of disk or database must not end the newsroom's day.
        """
        now = self._clock()
        latest = now + LONGEST
        try:
            done = make_round(now, workers=cores(), quick=now < self._whole_due)
        except (Busy, BadKey, DatabaseError, OSError) as error:
            log.error("a round failed and will be made again: %s", error)
            return latest
        for problem in done.report.problems:
            log.warning("not printed: %s", problem)
        if done.report.changed or done.report.removed:
            log.info("edition %s: %s sheets changed", done.report.edition, done.report.changed)
        if done.swept.whole:
            self._whole_due = now + max(LONGEST, SHARE * timedelta(seconds=done.seconds))
        return min(moment for moment in (self._whole_due, done.swept.due, next_due()) if moment is not None)
