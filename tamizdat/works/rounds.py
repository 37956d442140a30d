"""The loop that keeps desk and press together while a newsroom is served.

It sleeps until something is marked or due, at most a minute: the sweep is the truth, so a lost mark costs a minute.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, close_old_connections

from tamizdat.desk.marks import Mark
from tamizdat.edition.keys import BadKey
from tamizdat.press.run import Busy, next_due
from tamizdat.press.workers import cores
from tamizdat.works.round import make_round
from tamizdat.works.thread import Worker

LOOK = 1.0  # seconds between looks for a mark: one indexed query
LONGEST = timedelta(minutes=1)
log = logging.getLogger("tamizdat.rounds")


class Rounds(Worker):
    """Makes rounds until it is stopped."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__("rounds")
        self._clock = clock

    def _work(self) -> None:
        while not self._stop.is_set():
            until = self._round()
            while not self._stop.wait(LOOK):
                if self._clock() >= until or self._is_marked():
                    break
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
            done = make_round(now, workers=cores())
        except (Busy, BadKey, DatabaseError, OSError) as error:
            log.error("a round failed and will be made again: %s", error)
            return latest
        for problem in done.report.problems:
            log.warning("not printed: %s", problem)
        if done.report.changed or done.report.removed:
            log.info("edition %s: %s sheets changed", done.report.edition, done.report.changed)
        return min(moment for moment in (latest, done.swept.due, next_due()) if moment is not None)
