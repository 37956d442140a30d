"""What becomes of a letter.

Each is taken once, however often it is fetched: the message it causes lies in the spool, and all that it changes is
written in one transaction, before the letterbox is told that it may forget it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from tamizdat.letterbox import letters
from tamizdat.letterbox.letters import Ask, Choose, Confirm, Event, Hint, Join, Leave, Letter, Remind
from tamizdat.letterbox.slots import Lying
from tamizdat.newsletter import returning
from tamizdat.newsletter.budget import Budget, Verdict
from tamizdat.newsletter.counting import count
from tamizdat.newsletter.leaving import end
from tamizdat.newsletter.models import Came, Gone, Pending, Reminder, Subscription, Token, Wish
from tamizdat.newsletter.ring import Ring
from tamizdat.outbox.spool import Spool
from tamizdat.vault import records
from tamizdat.vault.prints import fingerprint

WAITS = "newsletter waits"  # purposes of records
LIST = "newsletter list"
WISH = "newsletter wish"
REMINDER = "newsletter reminder"
CONFIRMED_WITHIN = timedelta(days=7)
CHOSEN_WITHIN = timedelta(days=1)
LATER_WITHIN = timedelta(days=3)
WITHIN = {"join": CONFIRMED_WITHIN, "remind": CONFIRMED_WITHIN, "ask": CHOSEN_WITHIN, "later": LATER_WITHIN}
REMINDED_WITHIN = timedelta(days=60)  # of its day: then nobody waits for it any more
CAME_KEPT, GONE_KEPT = timedelta(days=30), timedelta(days=90)
log = logging.getLogger("tamizdat.newsletter")


class Taking:
    """Takes letters, with what is at hand on the private side."""

    def __init__(
        self,
        ring: Ring,
        spool: Spool,
        budget: Budget,
        hinted: Callable[[Hint, datetime], None] = lambda hint, now: None,
    ) -> None:
        """`hinted` hears what providers tell: it is no matter of the newsletter's."""
        self.ring, self.spool, self.budget, self._hinted = ring, spool, budget, hinted

    def take(self, lying: Lying, now: datetime) -> bool:
        """Take one letter as it lay; False when it could not be read, which nothing will change."""
        try:
            record = records.open_(lying.sealed, self.ring.intake.opening(now), letters.PURPOSE)
            letter = letters.of_record(record)
        except (records.Unopened, letters.BadLetter) as error:
            log.warning("a letter of %s is lost: %s", lying.day, error)
            return False
        with transaction.atomic(using="readers"):
            if not Came.objects.filter(name=lying.name).exists():
                self._act(letter, lying.name, now)
                Came.objects.create(name=lying.name, day=now.date())
        return True

    def take_later(self, now: datetime) -> int:
        """Mail what an earlier hour had no room for.  Returns how many."""
        done = 0
        for row in Pending.objects.filter(kind="later").order_by("id"):
            record = self._opened(row, now)
            if record is None:
                continue
            letter = letters.of_record(record)
            assert isinstance(letter, Join | Ask | Remind)
            verdict = self.budget.judge(letter.address, now)
            if verdict is Verdict.LATER:
                break
            with transaction.atomic(using="readers"):
                if verdict is Verdict.NOW:
                    self._mail(letter, bytes(row.print), now)
                    done += 1
                row.delete()
        return done

    def forget(self, now: datetime) -> None:
        """Take away what nobody answered in time."""
        today = now.date()
        for kind, within in WITHIN.items():
            Pending.objects.filter(kind=kind, day__lt=today - within).delete()
        Reminder.objects.filter(day__lt=today - REMINDED_WITHIN).delete()
        Came.objects.filter(day__lt=today - CAME_KEPT).delete()
        Gone.objects.filter(day__lt=today - GONE_KEPT).delete()

    def _act(self, letter: Letter, name: bytes, now: datetime) -> None:
        match letter:
            case Join() | Ask() | Remind():
                self._asked(letter, name, now)
            case Confirm():
                self._confirmed(letter, name, now)
            case Leave():
                self._left(letter, now)
            case Choose():
                self._chose(letter, now)
            case Hint():
                self._hinted(letter, now)
            case Event():
                returning.hear(letter.why, letter.message, letter.said, now)

    def _asked(self, letter: Join | Ask | Remind, name: bytes, now: datetime) -> None:
        verdict = self.budget.judge(letter.address, now)
        count(now.date(), "asked" if verdict is Verdict.NOW else str(verdict))
        if verdict is Verdict.LATER:
            self._wait("later", name, letter.as_record(), now)
        if verdict is Verdict.NOW:
            self._mail(letter, name, now)

    def _mail(self, letter: Join | Ask | Remind, name: bytes, now: datetime) -> None:
        token = self.ring.passing.token()
        record = letter.as_record() | {"asked": str(now.date())}
        self._wait(letter.kind, fingerprint(token), record, now)
        self._spool(letter.kind, name, letter.address, letter.page, token, now)

    def _wait(self, kind: str, print_: bytes, record: dict[str, Any], now: datetime) -> None:
        sealed = records.seal(record, self.ring.intake.sealing(now), WAITS)
        Pending.objects.create(kind=kind, print=print_, sealed=sealed, day=now.date())

    def _spool(self, kind: str, name: bytes, address: str, page: str, token: str, now: datetime) -> None:
        record = {"kind": kind, "address": address, "page": page, "token": token}
        self.spool.put(f"{kind}-{name.hex()}", record, self.ring.intake.sealing(now), now)

    def _waiting(
        self, kind: str, token: str, within: timedelta, now: datetime
    ) -> tuple[Pending, dict[str, Any]] | None:
        row = Pending.objects.filter(kind=kind, print=fingerprint(token)).first()
        record = self._opened(row, now) if row and now.date() - row.day <= within else None
        return (row, record) if row and record else None

    def _opened(self, row: Pending, now: datetime) -> dict[str, Any] | None:
        """What waits; None when the machine was off until its key was due to be destroyed."""
        try:
            return records.open_(bytes(row.sealed), self.ring.intake.opening(now), WAITS)
        except records.Unopened:
            return None

    def _confirmed(self, letter: Confirm, name: bytes, now: datetime) -> None:
        found = self._waiting("join", letter.token, CONFIRMED_WITHIN, now)
        if found is None:
            self._remember(letter, now)
            return
        row, asked = found
        leave = self.ring.passing.token()
        consent = {part: asked[part] for part in ("address", "page", "policy", "asked")}
        record = consent | {"confirmed": str(now.date()), "leave": leave}
        subscription = Subscription.objects.create(
            sealed=records.seal(record, self.ring.sealing, LIST),
            languages=asked["languages"],
            full=asked["full"],
            day=now.date(),
        )
        Token.objects.create(print=fingerprint(leave), subscription=subscription)
        self._spool("welcome", name, asked["address"], asked["page"], leave, now)
        row.delete()
        count(now.date(), "confirmed")

    def _remember(self, letter: Confirm, now: datetime) -> None:
        found = self._waiting("remind", letter.token, CONFIRMED_WITHIN, now)
        if found is None:
            return  # too late, or pressed twice
        row, asked = found
        record = {"address": asked["address"], "page": asked["page"]}
        sealed = records.seal(record, self.ring.sealing, REMINDER)
        Reminder.objects.create(sealed=sealed, day=_in_months(now.date(), asked["months"]))
        row.delete()
        count(now.date(), "to remind")

    def _left(self, letter: Leave, now: datetime) -> None:
        token = Token.objects.filter(print=fingerprint(letter.token)).select_related("subscription").first()
        if token:
            end(token.subscription, now)
            count(now.date(), "left")
        elif found := self._waiting("ask", letter.token, CHOSEN_WITHIN, now):
            row, asked = found
            self._wish({"do": "leave", "address": asked["address"]}, now)
            row.delete()

    def _chose(self, letter: Choose, now: datetime) -> None:
        if found := self._waiting("ask", letter.token, CHOSEN_WITHIN, now):
            row, asked = found
            wish = {"languages": letter.languages, "full": letter.full}
            self._wish({"do": "choose", "address": asked["address"], **wish}, now)
            row.delete()

    def _wish(self, record: dict[str, Any], now: datetime) -> None:
        Wish.objects.create(sealed=records.seal(record, self.ring.sealing, WISH), day=now.date())


def _in_months(today: date, months: int) -> date:
    """The tenth of a month: after most have been paid, and the same for all who asked for that month."""
    years, at = divmod(today.month - 1 + months, 12)
    return date(today.year + years, at + 1, 10)
