"""The list of readers, opened: by somebody, for something, and written down that it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tamizdat.newsletter.models import Opening, Subscription, Suppressed, Wish
from tamizdat.newsletter.ring import Ring
from tamizdat.newsletter.taking import LIST, WISH, end
from tamizdat.vault import records
from tamizdat.vault.keys import OpeningKey
from tamizdat.vault.marks import normal

Told = Callable[[int, int], None]  # hears (records opened, of how many)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody on the list."""

    subscription: int
    address: str
    leave: str  # the token that only leaves
    languages: tuple[str, ...]
    full: bool
    record: dict[str, Any]


class OpenList:
    """The list while it is open."""

    def __init__(self, ring: Ring, key: OpeningKey, told: Told = lambda done, total: None) -> None:
        self.ring, self._key, self._told = ring, key, told
        self.opened = 0
        self._marking = ring.marking(key)

    def readers(self) -> Iterator[Reader]:
        """All of them, in the order in which they came."""
        total = Subscription.objects.count()
        for number, row in enumerate(Subscription.objects.order_by("id").iterator(chunk_size=2_000), 1):
            record = records.open_(bytes(row.sealed), [self._key], LIST)
            self.opened += 1
            self._told(number, total)
            yield Reader(row.pk, record["address"], record["leave"], tuple(row.languages), row.full, record)

    @property
    def keys(self) -> list[OpeningKey]:
        """What opens its records."""
        return [self._key]

    def suppressed(self) -> Callable[[str], bool]:
        """A question, answered by marks as they are now: may nothing be sent to this address?"""
        marks = {bytes(mark) for mark in Suppressed.objects.values_list("mark", flat=True)}
        return lambda address: self._mark(address) in marks

    def suppress(self, address: str, why: str, now: datetime) -> None:
        """Send nothing more there, whoever signs it up again."""
        Suppressed.objects.get_or_create(mark=self._mark(address), defaults={"why": why, "day": now.date()})

    def _mark(self, address: str) -> bytes:
        return self._marking.mark("suppressed", address)

    def settle(self, now: datetime) -> Counter[str]:
        """Do what waits for the list to be open: wishes by mailed links, doubles.  Returns what was done, counted."""
        done: Counter[str] = Counter()
        by_address: dict[str, list[int]] = {}
        for reader in self.readers():
            by_address.setdefault(normal(reader.address), []).append(reader.subscription)
        for wish in Wish.objects.order_by("id"):
            record = records.open_(bytes(wish.sealed), [self._key], WISH)
            with transaction.atomic(using="readers"):
                done[self._do(record, by_address.get(normal(record["address"]), []), now)] += 1
                wish.delete()
        for numbers in (those for those in by_address.values() if len(those) > 1):
            rows = list(Subscription.objects.filter(pk__in=numbers).order_by("id"))
            for double in rows[:-1]:
                with transaction.atomic(using="readers"):
                    double.tokens.update(subscription=rows[-1])  # links in older mail lead to the one that stays
                    double.delete()
                done["doubles"] += 1
        return done

    def _do(self, record: dict[str, Any], numbers: list[int], now: datetime) -> str:
        rows = Subscription.objects.filter(pk__in=numbers)
        if record["do"] == "choose":
            rows.update(languages=record["languages"], full=record["full"])
        else:
            for row in rows:
                end(row, now)
        return str(record["do"])


@contextmanager
def opened(
    ring: Ring, key: OpeningKey, who: str, purpose: str, now: datetime, told: Told = lambda done, total: None
) -> Iterator[OpenList]:
    """Open the list; who did, when, what for and how many records is written down, and nothing of what they say."""
    row = Opening.objects.create(at=now, who=who, purpose=purpose)
    found = OpenList(ring, key, told)
    try:
        yield found
    finally:
        row.records = found.opened
        row.save()
