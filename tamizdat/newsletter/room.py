"""What commands and desk do with issues: newsletter, printed newsroom and post office together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from tamizdat.newsletter import issues, reminding, rendering
from tamizdat.newsletter.at_hand import keys_at_hand, office, the_newsroom
from tamizdat.newsletter.issues import NotNow
from tamizdat.newsletter.lists import opened
from tamizdat.newsletter.models import Issue
from tamizdat.newsletter.rendering import Letter
from tamizdat.newsletter.ring import Ring
from tamizdat.newsletter.sending import Freezer, Frozen, Sender, Told, message
from tamizdat.outbox.envelopes import Freezing
from tamizdat.outbox.message import compose
from tamizdat.outbox.office import Office
from tamizdat.outbox.posting import Report
from tamizdat.outbox.shards import Books
from tamizdat.outbox.spool import Spool, send_now
from tamizdat.press.copy import Newsroom
from tamizdat.saying import say
from tamizdat.vault.keys import OpeningKey


@dataclass(frozen=True)
class Room:
    """All that work on issues needs and that nobody has to type."""

    home: Path
    newsroom: Newsroom
    ring: Ring
    office: Office
    phrase: str

    @classmethod
    def of(cls, home: Path) -> Room:
        """Raises NoNewsletter, BadKey, BadOffice."""
        ring, phrase = keys_at_hand()
        return cls(home, the_newsroom(), ring, office(), phrase)

    def letter(self, issue: Issue, *, full: bool = False) -> Letter:
        return issues.letter(issue, self.newsroom, full=full)

    def approve(self, issue: Issue, by: str, *, others: bool) -> None:
        """Raises NotNow."""
        shown = self.letter(issue, full=True)
        issues.approve(issue, shown, rendering.html(shown), by, others=others)

    def is_approved(self, issue: Issue) -> bool:
        return issues.is_approved(issue, self.letter(issue, full=True))

    def test(self, issue: Issue, address: str, now: datetime) -> str:
        """Send it to one address, marked as a test.  Returns what the relay said when it did not take it."""
        shown = self.letter(issue)
        domain = self.office.signing(settings.KEYS, self.phrase)
        template = compose(message(issue, shown, self.office, now))
        ways = {"unsubscribe": f"{shown.ask}/test-", "leave": self.office.leave, "sender": self.office.sender}
        freezing = Freezing(template, domain, f"test {now.isoformat()}".encode(), now, **ways)
        return send_now(freezing.post, freezing.envelope(address), self.office.relays)

    def freeze(self, issue: Issue, key: OpeningKey, who: str, now: datetime, told: Told) -> Frozen:
        """Raises NotNow, BadMessage, BadOffice, OSError."""
        domain = self.office.signing(settings.KEYS, self.phrase)
        with opened(self.ring, key, who, f"freeze issue {issue.pk}", now) as readers:
            reminding.send_due(readers, self.spool, now)
            return Freezer(self.home, issue, self.newsroom, self.office, domain).freeze(readers, now, told)

    def remind(self, key: OpeningKey, who: str, now: datetime) -> int:
        """Readers who asked for a word in this month.  Returns how many."""
        if not reminding.due(now.date()):
            return 0
        with opened(self.ring, key, who, "remind readers who asked", now) as readers:
            return reminding.send_due(readers, self.spool, now)

    @property
    def spool(self) -> Spool:
        return Spool(self.home / "outbox" / "spool")

    def post(self, issue: Issue, key: OpeningKey, now: datetime, told: Told) -> list[Report]:
        """Raises NotNow, locks.Taken, OSError."""
        if not self.office.relays:
            raise NotNow(say("there is no relay to send over. Add one with `tamizdat relay add smtps://USER@HOST`."))
        return Sender(self.home, issue, self.office.relays).send(key, now, told)

    def books(self, issue: Issue) -> Books:
        return Sender(self.home, issue, self.office.relays).books
