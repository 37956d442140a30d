"""Readers' letters, round after round: fetch them, take them, send what they cause.

In a thread of its own while a newsroom is served; `tamizdat letters collect` makes one round.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from tamizdat import env
from tamizdat.newsletter import collecting, mails
from tamizdat.newsletter.budget import Budget
from tamizdat.newsletter.collecting import Collected, Collector
from tamizdat.newsletter.models import Letterbox
from tamizdat.newsletter.ring import Ring
from tamizdat.newsletter.taking import Taking
from tamizdat.newsletter.words import gettext_in, has_words
from tamizdat.outbox.message import Message
from tamizdat.outbox.office import BadOffice, Office
from tamizdat.outbox.spool import Sent, Spool
from tamizdat.press import copy, filing
from tamizdat.press import keys as press_keys
from tamizdat.press.models import Filed
from tamizdat.vault.keys import BadKey

EVERY = 60.0  # seconds between rounds: a confirmation leaves within two of them
EVERY_IN_A_DEMO = 2.0
log = logging.getLogger("tamizdat.letters")


class NoNewsletter(Exception):
    """The newsroom has no newsletter yet, or nothing to send it with: one line that says how to begin."""


@dataclass(frozen=True)
class Done:
    """What one round did."""

    collected: Collected
    sent: Sent


class Letters:
    """All that rounds need, opened once: keys take seconds."""

    def __init__(self, home: Path) -> None:
        """Raises NoNewsletter, BadKey, BadOffice."""
        phrase = press_keys.passphrase(settings.KEYS)
        ring = Ring.of(settings.KEYS, phrase)
        if ring is None:
            raise NoNewsletter("this newsroom has no newsletter yet. Begin with `tamizdat letters add ADDRESS`.")
        office = Office.of(settings.KEYS)
        if office is None:
            raise NoNewsletter("nothing says as whom mail is sent. Begin with `tamizdat relay from ADDRESS`.")
        self.ring, self.office, self.phrase = ring, office, phrase
        self.domain = office.signing(settings.KEYS, phrase)
        self.spool = Spool(home / "outbox" / "spool")
        self.taking = Taking(ring, self.spool, Budget())

    def round(self, now: datetime, told: collecting.Told = lambda letterbox, letters: None) -> Done:
        newsroom = the_newsroom()
        standing = collecting.standing(self.ring, newsroom, policy(), now)
        collected = Collector(self.taking, told).round(standing, now)
        site = Letterbox.objects.order_by("id").values_list("address", flat=True).first() or ""

        def composed(record: dict[str, Any]) -> tuple[str, Message]:
            page = record["page"] if record["page"] in newsroom.languages else newsroom.languages[0]
            name = newsroom.names.get(page) or next(iter(newsroom.names.values()))
            return record["address"], mails.message(record | {"page": page}, name, self.office.address, site, now)

        sent = self.spool.send(
            self.ring.intake.opening(now), composed, self.domain, self.office.sender, self.office.relays, now
        )
        return Done(collected, sent)


def the_newsroom() -> copy.Newsroom:
    """As the press holds it.  Raises NoNewsletter before the first run."""
    body = Filed.objects.filter(name="newsroom:newsroom").values_list("body", flat=True).first()
    if not body:
        raise NoNewsletter("nothing has been printed yet, so no form knows the newsroom's name. Run `tamizdat press`.")
    found = copy.from_json("newsroom", body)
    assert isinstance(found, copy.Newsroom)
    return found


def policy() -> str:
    """The version of what readers agree to: the day on which the page on privacy was last changed."""
    for body in Filed.objects.filter(name__startswith="page:").values_list("body", flat=True):
        page = copy.from_json("page", body)
        if isinstance(page, copy.StandingPage) and page.role == "privacy":
            return page.changed[:10]
    return ""


def announce(languages: Sequence[str]) -> None:
    """Let the press print the form on stories and front pages while there is a letterbox, and take it off when not."""
    if not Letterbox.objects.exists():
        filing.withdraw(["letters:letters"])
        return
    promises = {code: gettext_in(code)("Free, once a week, by mail.") for code in languages}
    filing.file([copy.Letters(promises={code: text for code, text in promises.items() if has_words(code)})])


class LetterRounds:
    """Makes rounds in a thread until it is stopped.  A newsroom without a newsletter is left alone."""

    def __init__(self, home: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.home, self._clock = home, clock
        self._stop = threading.Event()
        self._told: set[str] = set()
        self._letters: Letters | None = None
        self._thread = threading.Thread(target=self._work, name="letters", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is under way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _work(self) -> None:
        every = EVERY_IN_A_DEMO if env.is_demo() else EVERY
        while not self._stop.wait(every):
            self.turn()
            close_old_connections()

    def turn(self) -> None:
        """One round; what is wrong with it is told once, and the next is made all the same."""
        try:
            self._letters = self._letters or Letters(self.home)
            announce(the_newsroom().languages)
            done = self._letters.round(self._clock())
        except NoNewsletter:
            return
        except (BadKey, BadOffice, DatabaseError, OSError) as error:
            self._tell(f"readers' letters were not fetched: {error}")
            return
        for box in Letterbox.objects.exclude(trouble=""):
            self._tell(box.trouble)
        if done.sent.why:
            self._tell(f"{done.sent.waiting} messages wait: {done.sent.why}")

    def _tell(self, line: str) -> None:
        if line not in self._told:
            self._told.add(line)
            log.warning("%s", line)
