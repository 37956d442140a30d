"""The list of readers, opened: by somebody, for something, and written down that it was."""

from __future__ import annotations

import hashlib
import secrets
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from tamizdat.newsletter.leaving import end
from tamizdat.newsletter.models import Opening, Subscription, Suppressed, Token, Wish
from tamizdat.newsletter.ring import Ring
from tamizdat.newsletter.taking import LIST, WISH
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
            yield self._reader(row)
            self._told(number, total)

    def those(self, numbers: Sequence[int]) -> Iterator[Reader]:
        """The readers of these subscriptions, in this order; who left meanwhile is not among them."""
        rows = Subscription.objects.in_bulk(numbers)
        yield from (self._reader(rows[number]) for number in numbers if number in rows)

    def _reader(self, row: Subscription) -> Reader:
        record = self.open(bytes(row.sealed), LIST)
        return Reader(row.pk, record["address"], record["leave"], tuple(row.languages), row.full, record)

    def open(self, sealed: bytes, purpose: str) -> dict[str, Any]:
        """One record that was sealed for the list.  Raises Unopened."""
        record = records.open_(sealed, [self._key], purpose)
        self.opened += 1
        return record

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
        index = _Index((reader.address, reader.subscription) for reader in self.readers())
        for wish in Wish.objects.order_by("id"):
            record = records.open_(bytes(wish.sealed), [self._key], WISH)
            numbers = self._same(record["address"], index.of(record["address"]))
            with transaction.atomic(using="readers"):
                done[self._do(record, numbers, now)] += 1
                wish.delete()
        for numbers in index.doubles():
            found = list(self.those(numbers))
            for double in (one for one in found[:-1] if normal(one.address) == normal(found[-1].address)):
                with transaction.atomic(using="readers"):
                    # Links in older mail lead to the one that stays.
                    tokens = Token.objects.filter(subscription=double.subscription)
                    tokens.update(subscription=found[-1].subscription)
                    Subscription.objects.filter(pk=double.subscription).delete()
                done["doubles"] += 1
        return done

    def _same(self, address: str, numbers: Sequence[int]) -> list[int]:
        """Those of the subscriptions that are really of this address."""
        return [one.subscription for one in self.those(numbers) if normal(one.address) == normal(address)]

    def _do(self, record: dict[str, Any], numbers: list[int], now: datetime) -> str:
        rows = Subscription.objects.filter(pk__in=numbers)
        if record["do"] == "choose":
            rows.update(languages=record["languages"], full=record["full"])
        else:
            for row in rows:
                end(row, now)
        return str(record["do"])


class _Index:
    """Subscriptions by a hash of their address: a million of them take some fifty megabytes."""

    def __init__(self, those: Iterable[tuple[str, int]]) -> None:
        self._key = secrets.token_bytes(16)
        self._found = sorted(self._hash(address) << 64 | number for address, number in those)

    def _hash(self, address: str) -> int:
        return int.from_bytes(hashlib.blake2b(normal(address).encode(), key=self._key, digest_size=8).digest())

    def of(self, address: str) -> list[int]:
        low = self._hash(address) << 64
        first, last = bisect_left(self._found, low), bisect_left(self._found, low + (1 << 64))
        return [one & _NUMBER for one in self._found[first:last]]

    def doubles(self) -> Iterator[list[int]]:
        """Numbers that share a hash, the newest last."""
        for _, group in groupby(self._found, key=lambda one: one >> 64):
            numbers = [one & _NUMBER for one in group]
            if len(numbers) > 1:
                yield numbers


_NUMBER = (1 << 64) - 1


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
