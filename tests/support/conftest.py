"""Readers who give, a fake Stripe with books of its own, and a ledger that only asks."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tamizdat.demo.providers.stripe_books import Books
from tamizdat.demo.providers.stripe_interface import KEY, Interface
from tamizdat.demo.providers.stripe_readers import Card
from tamizdat.support import learning
from tamizdat.support.learning import Learnt
from tamizdat.support.models import Entry, Pledge
from tamizdat.support.providers.port import Wanted
from tamizdat.support.providers.stripe import Stripe

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
SECRET = "whsec_of_a_test"
AT_RISK = ("RU", "BY")


@dataclass
class House:
    """The private side, one provider, and its books."""

    pay: Interface
    stripe: Stripe
    moments: Iterator[int] = field(default_factory=lambda: itertools.count())
    keys: Iterator[int] = field(default_factory=lambda: itertools.count())

    @property
    def books(self) -> Books:
        return self.pay.books

    def clock(self) -> datetime:
        """The provider's time, and a moment later with each look."""
        return self.books.now + timedelta(microseconds=next(self.moments))

    def opens(self, rhythm: str = "once", amount: int = 500, currency: str = "USD", language: str = "en") -> Pledge:
        wanted = Wanted(
            amount=amount,
            currency=currency,
            rhythm=rhythm,
            language=language,
            variant="",
            back="https://herald.example/en/support/thanks.html",
            away="https://herald.example/en/support.html",
            key=f"key {next(self.keys)}",
        )
        opened = self.stripe.open(wanted)
        return Pledge.objects.create(
            provider="stripe",
            remote=opened.remote,
            rhythm=rhythm,
            amount=amount,
            currency=currency,
            language=language,
            opened=self.books.now.date(),
        )

    def pays(self, pledge: Pledge, card: Card | None = None) -> bool:
        return self.books.pay(pledge.remote, card or Card())

    def subscription(self, pledge: Pledge) -> str:
        return self.books.things[pledge.remote]["subscription"]

    def charge(self, pledge: Pledge) -> str:
        """The newest."""
        session = self.books.things[pledge.remote]
        by = {name: session[name] for name in ("payment_intent", "customer") if session[name]}
        return self.books.listed("charge", **by)[0]["id"]

    def sweeps(self) -> Learnt:
        return learning.sweep({"stripe": self.stripe}, self.clock, a_second=1_000_000)

    def follows(self) -> Learnt:
        return learning.follow({"stripe": self.stripe}, self.clock())


@pytest.fixture
def house(newsroom: Any) -> Iterator[House]:
    with Interface(Books(NOW, blocked=frozenset(AT_RISK))) as pay:
        yield House(pay, Stripe(KEY, "Reader support", AT_RISK, SECRET, pay.address, tries=0))


def balance(entries: Any = None) -> Counter[str]:
    """Minor units by currency, as our ledger has them."""
    found: Counter[str] = Counter()
    for entry in Entry.objects.all() if entries is None else entries:
        found[entry.currency] += entry.amount
    return found


def truth(books: Books) -> dict[str, tuple[str, int]]:
    """(state, sum of what came and went) of each checkout, from what the provider booked, not from its interface."""
    return {one["id"]: (_state(books, one), _sum(books, one)) for one in books.listed("checkout.session")}


def ours(pledges: Any = None) -> dict[str, tuple[str, int]]:
    found = Pledge.objects.prefetch_related("entries") if pledges is None else pledges
    return {one.remote: (one.state, sum(entry.amount for entry in one.entries.all())) for one in found}


def _state(books: Books, session: dict[str, Any]) -> str:
    if session["subscription"]:
        found = books.things[session["subscription"]]
        if found["status"] == "active":
            return "ending" if found["cancel_at_period_end"] else "active"
        return {"past_due": "past_due", "canceled": "ended"}[found["status"]]
    if session["payment_status"] == "paid":
        return "paid"
    if session["status"] == "expired":
        return "abandoned"
    tried = _charges(books, session)
    if any(one["payment_method_details"]["card"]["country"] in books.blocked for one in tried):
        return "refused"
    if tried:
        return "failed"
    return "pending" if session["status"] == "complete" else "opened"


def _charges(books: Books, session: dict[str, Any]) -> list[dict[str, Any]]:
    by = {name: session[name] for name in ("payment_intent", "customer") if session[name]}
    return books.listed("charge", **by) if by else []


def _sum(books: Books, session: dict[str, Any]) -> int:
    """By the movements of the balance, and what was given back."""
    total = 0
    for charge in _charges(books, session):
        if charge["paid"]:
            total += charge["balance_transaction"]["net"]
        for one in books.listed("dispute", charge=charge["id"]):
            total += sum(booked["net"] for booked in one["balance_transactions"])
        total -= charge["amount_refunded"]
    return total


def body(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()
