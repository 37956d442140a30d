"""Readers' letters, round after round: fetch them, take them, send what they cause.

In a thread of its own while a newsroom is served; `tamizdat letters collect` makes one round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from tamizdat import env
from tamizdat.letterbox.letters import Hint
from tamizdat.letterbox.standing import Standing
from tamizdat.newsletter import collecting, mails, returning
from tamizdat.newsletter.at_hand import NoNewsletter, keys_at_hand, office, the_newsroom
from tamizdat.newsletter.budget import Budget
from tamizdat.newsletter.collecting import Collected, Collector
from tamizdat.newsletter.models import Letterbox
from tamizdat.newsletter.taking import Taking
from tamizdat.newsletter.words import gettext_in, has_words
from tamizdat.outbox import inbox, returned
from tamizdat.outbox.message import Message
from tamizdat.outbox.office import BadOffice, Office
from tamizdat.outbox.spool import Sent, Spool, Writing
from tamizdat.press import copy, filing
from tamizdat.press.models import Filed
from tamizdat.press.wording import in_language
from tamizdat.support import learning, ways
from tamizdat.support.terms import BadTerms, Terms
from tamizdat.vault.keys import BadKey
from tamizdat.works.thread import Worker

EVERY = 60.0  # seconds between rounds: a confirmation leaves within two of them
EVERY_IN_A_DEMO = 2.0


@dataclass(frozen=True)
class Done:
    """What one round did."""

    collected: Collected
    sent: Sent
    returned: int = 0  # bounces, complaints and goodbyes by mail
    trouble: str = ""  # the mailbox where mail comes back to could not be read


class Letters:
    """What rounds need.  Keys are opened once; as whom we write, and over which relays, is read for each round."""

    def __init__(self, home: Path) -> None:
        """Raises NoNewsletter, BadKey, BadOffice."""
        self.ring, self._phrase = keys_at_hand()
        office()
        self.spool = Spool(home / "outbox" / "spool")
        self.taking = Taking(self.ring, self.spool, Budget(), _noted)

    def round(self, now: datetime, told: collecting.Told = lambda letterbox, letters: None) -> Done:
        """Raises NoNewsletter, BadKey, BadOffice, OSError."""
        newsroom, sender, site = the_newsroom(), office(), Letterbox.site()
        standing = _with_support(collecting.standing(self.ring, newsroom, policy(), now), now)
        standing = replace(standing, hints={**standing.hints, **sender.secrets})
        collected = Collector(self.taking, told).round(standing, now)
        placed = returning.place(now)

        def composed(record: dict[str, Any]) -> tuple[str, Message]:
            page = record["page"] if record["page"] in newsroom.languages else newsroom.languages[0]
            name = in_language(newsroom.names, page)
            return record["address"], mails.message(record | {"page": page}, name, sender.address, site, now)

        domain = sender.signing(settings.KEYS, self._phrase)
        writing = Writing(self.ring.intake.opening(now), composed, domain, sender.sender)
        sent = self.spool.send(writing, sender.relays, now)
        found, trouble = self._returned(sender, now)
        return Done(collected, sent, placed + found, trouble)

    def _returned(self, sender: Office, now: datetime) -> tuple[int, str]:
        """(how many came back and are ours, why the mailbox could not be read)."""
        if sender.inbox is None:
            return 0, ""

        def take(content: bytes) -> bool:
            found = returned.read(content, sender.leave)
            if found:
                returning.take(found.why, found.token, now)
            return found is not None  # of one who is gone by now, too: it says who they were

        try:
            return inbox.read(sender.inbox, self.spool.folder.with_name("inbox.json"), take), ""
        except inbox.Unread as error:
            return 0, str(error)


def _noted(hint: Hint, now: datetime) -> None:
    learning.note(hint.provider, hint.event, hint.object, now)


def _with_support(standing: Standing, now: datetime) -> Standing:
    """Letterboxes are told which ways to pay need an answer.  While terms cannot be read they are told of none."""
    try:
        terms = Terms.of(settings.KEYS)
    except BadTerms:
        return standing  # the round of support tells it
    if terms is None:
        return standing
    known, languages = ways.providers(terms), tuple(standing.languages)
    giving = ways.giving(terms, known, languages, now.date())
    reminds = ways.reminding(terms, known, languages, now.date())
    return replace(standing, giving=giving, reminds=reminds, hints=ways.hints(terms))


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


class LetterRounds(Worker):
    """Makes rounds until it is stopped.  A newsroom without a newsletter is left alone."""

    def __init__(self, home: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__("letters")
        self.home, self._clock = home, clock
        self._letters: Letters | None = None

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
        if done.trouble:
            self._tell(done.trouble)
        if done.sent.why:
            self._tell(f"{done.sent.waiting} messages wait: {done.sent.why}")
