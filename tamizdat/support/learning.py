"""Learn from providers what became of pledges: after a hint, and in a sweep that needs none.

A provider's message is never believed.  It only makes us ask; and since it may never come, we ask anyhow, about
everything that may still change by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from tamizdat.support import switching
from tamizdat.support.models import Cursor, Hint, Orphan, Pledge
from tamizdat.support.providers.port import Provider, Trouble, Unknown
from tamizdat.support.truth import LIVE, Reached, Snapshot, State

Providers = Mapping[str, Provider]
Told = Callable[[str, int, int], None]  # hears (provider, done, of how many)
A_SECOND = 25  # requests that a provider allows
OVERLAP = timedelta(hours=1)  # lists of what moved may be late
LISTED = timedelta(days=30)  # as far back as providers list what moved
QUIET = timedelta(hours=20)  # what repeats is asked about once a day, unless something is due
OPEN_FOR = timedelta(days=2)  # a checkout
KEPT = timedelta(days=30)  # hints


@dataclass
class Learnt:
    """What one round brought."""

    asked: int = 0
    changed: int = 0
    orphans: int = 0
    alarms: int = 0
    troubles: dict[str, str] = field(default_factory=dict)  # by provider


def note(provider: str, event: str, thing: str, now: datetime) -> bool:
    """Keep a hint; False when it was known.  It is on disk when this returns."""
    with transaction.atomic(using="ledger"):
        row = {"object": thing, "day": now.date()}
        return Hint.objects.get_or_create(provider=provider, event=event, defaults=row)[1]


def follow(providers: Providers, now: datetime) -> Learnt:
    """Ask about everything that hints point at."""
    done = Learnt()
    for slug, provider in providers.items():
        waiting = Hint.objects.filter(provider=slug, done=False)
        try:
            for thing in dict.fromkeys(waiting.order_by("id").values_list("object", flat=True)):
                upto = list(waiting.filter(object=thing).values_list("id", flat=True))
                _learn(provider, thing, now, done)
                Hint.objects.filter(id__in=upto).update(done=True)
        except Trouble as error:
            done.troubles[slug] = str(error)
    Hint.objects.filter(done=True, day__lt=now.date() - KEPT).delete()
    return done


def learn(provider: Provider, names: Iterable[str], now: datetime) -> Learnt:
    """Ask about these."""
    done = Learnt()
    try:
        for name in names:
            _learn(provider, name, now, done)
    except Trouble as error:
        done.troubles[provider.slug] = str(error)
    return done


def sweep(
    providers: Providers,
    clock: Callable[[], datetime],
    told: Told = lambda provider, done, of: None,
    a_second: float = A_SECOND,
) -> Learnt:
    """Ask each provider what moved, and about every pledge that may have changed by itself."""
    done = Learnt()
    for slug, provider in providers.items():
        pace = _Pace(a_second / provider.can.questions)
        try:
            _sweep(provider, clock, told, pace, done)
        except Trouble as error:
            done.troubles[slug] = str(error)
    return done


def _sweep(provider: Provider, clock: Callable[[], datetime], told: Told, pace: _Pace, done: Learnt) -> None:
    """Raises Trouble."""
    began = clock()
    cursor = Cursor.objects.filter(provider=provider.slug).first()
    heard = cursor.until if cursor else began - LISTED
    for remote in provider.changes(heard - OVERLAP):
        pace.wait()
        pace.wait()  # the list took a question of its own
        _learn(provider, remote, clock(), done)
    Cursor.objects.update_or_create(provider=provider.slug, defaults={"until": began})
    # Who was away for longer than the list reaches back asks about everything, what had ended too.
    due = _all(provider.slug, began) if began - heard >= LISTED else _due(provider.slug, began)
    for number, remote in enumerate(due, 1):
        pace.wait()
        _learn(provider, remote, clock(), done)
        told(provider.slug, number, len(due))


def _due(slug: str, now: datetime) -> list[str]:
    """Checkouts to ask about, those first that were not asked about for longest."""
    soon = Q(state__in=[State.OPENED, State.PENDING, State.PAST_DUE]) | Q(renews__lte=now.date())
    # A checkout that a card was turned down at stays open for a day.
    again = Q(state__in=[State.FAILED, State.REFUSED], opened__gte=now.date() - OPEN_FOR)
    live = Q(state__in=LIVE) & (soon | Q(asked__lt=now - QUIET))
    return _oldest_first(Pledge.objects.filter(live | again, provider=slug), now)


def _all(slug: str, now: datetime) -> list[str]:
    return _oldest_first(Pledge.objects.filter(provider=slug), now)


def _oldest_first(found: QuerySet[Pledge], now: datetime) -> list[str]:
    """Without what was learnt a moment ago."""
    found = found.filter(Q(asked__isnull=True) | Q(asked__lt=now))
    return list(found.order_by(F("asked").asc(nulls_first=True), "id").values_list("remote", flat=True))


def _learn(provider: Provider, name: str, now: datetime, done: Learnt) -> None:
    """Raises Trouble."""
    done.asked += 1
    try:
        found = provider.fetch(name, now)
    except Unknown:
        found = {}
    if not found:
        done.orphans += _orphan(provider.slug, name, "the provider knows of no checkout that it belongs to", now)
    for remote, snapshot in found.items():
        _write(provider.slug, remote, snapshot, now, done)


def _write(slug: str, remote: str, snapshot: Snapshot, now: datetime, done: Learnt) -> None:
    if snapshot.reached is Reached.BANK:
        done.alarms += switching.alarm(slug, remote, now)
    pledge = Pledge.objects.filter(provider=slug, remote=remote).first() or _adopted(slug, remote, snapshot, now)
    if pledge is None:
        done.orphans += _orphan(slug, remote, "a checkout that was not opened here", now)
        return
    changes = pledge.learn(snapshot)
    done.changed += bool(changes.state or changes.entries or changes.amount)


def _adopted(slug: str, remote: str, snapshot: Snapshot, now: datetime) -> Pledge | None:
    """A checkout that we opened, though nobody here remembers: by a payment link, or just before a power cut."""
    if snapshot.origin is None:
        return None
    made, _ = Pledge.objects.get_or_create(
        provider=slug,
        remote=remote,
        defaults={
            "rhythm": snapshot.origin.rhythm[:8],
            "language": snapshot.origin.language[:35],
            "variant": snapshot.origin.variant[:60],
            "amount": snapshot.amount,
            "currency": snapshot.currency,
            "opened": now.date(),
        },
    )
    return made


def _orphan(slug: str, remote: str, why: str, now: datetime) -> bool:
    """Returns whether it is a new one."""
    row = {"why": why, "day": now.date()}
    return Orphan.objects.get_or_create(provider=slug, remote=remote, defaults=row)[1]


class _Pace:
    """No more than so many a second."""

    def __init__(self, a_second: float) -> None:
        self._between, self._next = 1 / a_second, time.monotonic()

    def wait(self) -> None:
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._between
