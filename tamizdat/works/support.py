"""Readers' support, round after round: ask providers what became of it, file what the paper says of it.

In a thread of its own while a newsroom is served; `tamizdat support sweep` asks once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from tamizdat import env
from tamizdat.newsletter.at_hand import NoNewsletter, the_newsroom
from tamizdat.newsletter.models import Letterbox
from tamizdat.press import filing
from tamizdat.support import learning, ways
from tamizdat.support.opening import Opening
from tamizdat.support.providers.port import Provider
from tamizdat.support.terms import BadTerms, Terms
from tamizdat.works.asks import Answers
from tamizdat.works.thread import Worker

EVERY, SWEEP = 20.0, 600.0  # seconds between looks at hints, and between sweeps
IN_A_DEMO = 3.0


def at_hand() -> tuple[Terms, dict[str, Provider]] | None:
    """The terms as they are now, and the accounts at providers; None when nothing is set up.  Raises BadTerms."""
    terms = Terms.of(settings.KEYS)
    return (terms, ways.providers(terms)) if terms else None


def announce(terms: Terms, languages: Iterable[str], now: datetime) -> None:
    """Let the press print what readers may give, and how; and nothing when nothing is set up."""
    if not terms.tills or not terms.offers:
        filing.withdraw(["support:support"])
        return
    asks = Letterbox.objects.exists()
    filing.file([ways.row(terms, ways.providers(terms), languages, asks, now.date())])


def answers() -> Answers:
    """What readers may ask."""
    opening = Opening(_quietly, Letterbox.site, lambda: datetime.now(UTC))
    return {"checkout": opening.answer}


def _quietly() -> tuple[Terms, dict[str, Provider]] | None:
    try:
        return at_hand()
    except BadTerms:
        return None  # the round tells it


class SupportRounds(Worker):
    """Makes rounds until it is stopped.  A newsroom without support is left alone."""

    def __init__(self, home: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__("support")
        self.home, self._clock = home, clock
        self._swept: datetime | None = None

    def _work(self) -> None:
        every = IN_A_DEMO if env.is_demo() else EVERY
        while not self._stop.wait(every):
            self.turn()
            close_old_connections()

    def turn(self) -> None:
        """One round; what is wrong is told once, and the next is made all the same."""
        try:
            found = at_hand()
            if found is None:
                return
            announce(found[0], the_newsroom().languages, self._clock())  # signatures lapse by themselves
            done = learning.follow(found[1], self._clock())
            pause = IN_A_DEMO if env.is_demo() else SWEEP
            if self._swept is None or (self._clock() - self._swept).total_seconds() >= pause:
                self._swept = self._clock()
                swept = learning.sweep(found[1], self._clock)
                done.alarms += swept.alarms
                done.troubles |= swept.troubles
        except NoNewsletter:
            return  # nothing has been printed yet
        except (BadTerms, DatabaseError, OSError) as error:
            self._tell(f"what became of readers' support is not known: {error}")
            return
        for line in done.troubles.values():
            self._tell(line)
        if done.alarms:
            self._log.warning("a card of a country at risk reached its bank; see `tamizdat support alarms`.")
