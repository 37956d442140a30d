"""Fetch letters from every letterbox: we call, they never do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tamizdat.letterbox.collecting import Wanted, signed, unpacked
from tamizdat.letterbox.slots import Lying
from tamizdat.letterbox.standing import Standing, Week
from tamizdat.newsletter.calling import Away, call, not_a_letterbox
from tamizdat.newsletter.models import Letterbox
from tamizdat.newsletter.ring import Ring
from tamizdat.newsletter.taking import Taking
from tamizdat.press.copy import Newsroom

AHEAD = 3  # weeks whose keys a letterbox is given, this one too
ROUNDS = 100  # requests to one letterbox before the others have their turn
Told = Callable[[str, int], None]  # hears (letterbox, letters taken so far)


@dataclass
class Collected:
    """What one round brought."""

    letters: int = 0
    lost: int = 0  # letters that no key opens
    mailed_later: int = 0
    away: int = 0  # letterboxes


def standing(ring: Ring, newsroom: Newsroom, policy: str, now: datetime) -> Standing:
    """What letterboxes are told."""
    weeks = []
    for week in range(AHEAD):
        at = now + timedelta(weeks=week)
        first = at.date() - timedelta(days=at.weekday())
        weeks.append(Week(first, first + timedelta(days=6), ring.intake.sealing(at)))
    return Standing(
        version=int(now.timestamp()),
        names=dict(newsroom.names),
        languages=list(newsroom.languages),
        colour=newsroom.colour,
        policy=policy,
        full=True,
        passes=[ring.passing],
        weeks=weeks,
    )


class Collector:
    """Goes round the letterboxes."""

    def __init__(self, taking: Taking, told: Told = lambda letterbox, letters: None) -> None:
        self.taking, self._told = taking, told

    def round(self, standing: Standing, now: datetime) -> Collected:
        """Fetch from each; one that is away is noted, and the others are not kept waiting for it."""
        self.taking.forget(now)
        done = Collected(mailed_later=self.taking.take_later(now))
        for box in Letterbox.objects.order_by("id"):
            try:
                self._empty(box.address, standing, now, done)
                box.heard, box.trouble = now, ""
            except Away as error:
                done.away += 1
                box.trouble = str(error)
            box.save()
        return done

    def _empty(self, address: str, standing: Standing, now: datetime, done: Collected) -> None:
        received: list[bytes] = []
        for _ in range(ROUNDS):
            letters = self._fetched(address, standing, received, now)
            if not letters:
                return
            received = []
            for letter in letters:
                done.lost += not self.taking.take(letter, now)
                done.letters += 1
                received.append(letter.name)
            self._told(address, done.letters)

    def _fetched(self, address: str, standing: Standing, received: list[bytes], now: datetime) -> list[Lying]:
        """Raises Away."""
        body, signature = signed(Wanted(address, now, standing, received), self.taking.ring.collector)
        try:
            return unpacked(call(address, "/-/collect", body, signature))
        except ValueError as error:
            raise not_a_letterbox(address) from error


def add(address: str) -> bool:
    """Fetch from this letterbox too; False when it was known."""
    with transaction.atomic(using="readers"):
        return Letterbox.objects.get_or_create(address=address)[1]
