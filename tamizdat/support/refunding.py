"""Give a payment back: a person decides, by the name that its provider gave it.

Who paid is known at the provider alone: whoever asks for their money says what their receipt says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tamizdat.support import learning
from tamizdat.support.models import Entry
from tamizdat.support.providers.port import Provider
from tamizdat.support.truth import Sort


def payment(movement: str) -> Entry | None:
    """The payment of this name, when we know what it was for."""
    found = Entry.objects.filter(remote=movement, sort=Sort.PAYMENT, pledge__isnull=False)
    return found.select_related("pledge").first()


def payments(day: date, providers: Iterable[str], most: int) -> list[Entry]:
    """Of one day, at these providers, newest first."""
    found = Entry.objects.filter(day=day, sort=Sort.PAYMENT, pledge__isnull=False, provider__in=list(providers))
    return list(found.order_by("-id")[:most])


def give_back(entry: Entry, provider: Provider, now: datetime) -> None:
    """All of it, and bring it into the ledger.  Raises Trouble, Unknown: then nothing was given back."""
    provider.refund(entry.remote, f"refund {entry.remote}")
    assert entry.pledge
    learning.learn(provider, [entry.pledge.remote], now)
