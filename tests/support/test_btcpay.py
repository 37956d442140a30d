"""BTCPay Server, from an invoice to the ledger: coins whole, in part, over, late and never."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from tamizdat.demo.providers import btcpay as fake
from tamizdat.demo.providers.btcpay import KEY, STORE, Books, Interface, signature
from tamizdat.support import learning
from tamizdat.support.learning import Learnt
from tamizdat.support.models import Cursor, Entry, Hint, Orphan, Pledge
from tamizdat.support.providers.btcpay import BTCPay
from tamizdat.support.providers.port import Forged, Refuses, Trouble, Unknown, Wanted
from tests.counts import SCHEDULES
from tests.support.conftest import NOW, ours

SECRET = "of a test"


@dataclass
class House:
    pay: Interface
    btcpay: BTCPay
    moments: Iterator[int]

    @property
    def books(self) -> Books:
        return self.pay.books

    def clock(self) -> datetime:
        return self.books.now + timedelta(microseconds=next(self.moments))

    def opens(self, amount: int = 500, currency: str = "USD") -> Pledge:
        wanted = Wanted(
            amount=amount,
            currency=currency,
            rhythm="once",
            language="en",
            variant="",
            back="https://herald.example/en/support/thanks.html",
            away="https://herald.example/en/support.html",
            key="k",
        )
        opened = self.btcpay.open(wanted)
        assert opened.go == f"{self.pay.address}/i/{opened.remote}"
        return Pledge.objects.create(
            provider="btcpay", remote=opened.remote, rhythm="once", amount=amount, currency=currency, opened=NOW.date()
        )

    def sweeps(self) -> Learnt:
        return learning.sweep({"btcpay": self.btcpay}, self.clock, a_second=1_000_000)


@pytest.fixture
def house(newsroom: Any) -> Iterator[House]:
    with Interface(Books(NOW)) as pay:
        yield House(pay, BTCPay(pay.address, STORE, KEY, SECRET), count())


def truth(books: Books) -> dict[str, tuple[str, int]]:
    states = {"New": "opened", "Processing": "pending", "Settled": "paid", "Expired": "abandoned", "Invalid": "failed"}
    found = {}
    for one in books.invoices.values():
        # Each is booked by itself, in whole cents; several parts may come to a cent more or less than their sum.
        parts = [Decimal(part["value"]) for part in one["payments"] if part["status"] == "Settled"]
        came = sum(int((part * fake.RATE * 100).to_integral_value()) for part in parts)
        state = "paid" if one["additionalStatus"] == "PaidLate" else states[one["status"]]
        found[one["id"]] = (state, came)
    return found


def test_two_dollars_in_coins(house: House) -> None:
    pledge = house.opens(200)
    house.books.pay(pledge.remote)
    house.sweeps()
    pledge.refresh_from_db()
    assert (pledge.state, pledge.entries.count()) == ("pending", 0)

    house.books.confirm(pledge.remote)
    house.sweeps()

    pledge.refresh_from_db()
    assert (pledge.state, [one.amount for one in pledge.entries.all()]) == ("paid", [200])
    assert ours() == truth(house.books)


@pytest.mark.parametrize(
    ("parts", "late", "state", "came"),
    [
        (["0.5"], False, "abandoned", 250),
        (["0.5", "0.5"], False, "paid", 500),
        (["1", "0.5"], False, "paid", 750),
        (["1"], True, "paid", 500),
        (["0.5"], True, "abandoned", 250),
        ([], True, "abandoned", 0),
    ],
)
def test_in_part_over_and_late(house: House, parts: list[str], late: bool, state: str, came: int) -> None:
    pledge = house.opens()
    house.sweeps()
    if late:
        house.books.pass_time(0.1)
        house.sweeps()
    for part in parts:
        house.books.pay(pledge.remote, part)
    house.books.pass_time(0.1)
    house.books.confirm(pledge.remote)
    house.sweeps()

    pledge.refresh_from_db()
    assert (pledge.state, sum(pledge.entries.values_list("amount", flat=True))) == (state, came)


def test_what_never_got_into_the_chain(house: House) -> None:
    pledge = house.opens()
    house.books.pay(pledge.remote)
    house.books.spoil(pledge.remote)
    house.sweeps()

    pledge.refresh_from_db()
    assert (pledge.state, pledge.entries.count()) == ("failed", 0)


def test_the_ledger_holds_nothing_that_leads_to_a_chain(house: House) -> None:
    pledge = house.opens()
    house.books.pay(pledge.remote)
    house.books.confirm(pledge.remote)
    house.sweeps()

    (payment,) = house.books.find(pledge.remote)["payments"]
    kept = str(list(Entry.objects.values())) + str(list(Pledge.objects.values()))
    assert payment["id"][:64] not in kept
    assert payment["destination"] not in kept


def test_an_invoice_of_somebody_else_is_an_orphan(house: House) -> None:
    made = house.books.open({"amount": "9", "currency": "EUR"})

    assert [house.sweeps().orphans for _ in range(2)] == [1, 0]
    assert Orphan.objects.get().remote == made["id"]


@pytest.mark.parametrize("wrong", ["is_down", "talks_nonsense"])
def test_a_server_that_is_down(house: House, wrong: str) -> None:
    pledge = house.opens()
    house.books.pay(pledge.remote)
    setattr(house.pay.chaos, wrong, True)

    assert list(house.sweeps().troubles) == ["btcpay"]
    with pytest.raises(Trouble):
        house.opens()
    setattr(house.pay.chaos, wrong, False)
    house.sweeps()
    pledge.refresh_from_db()
    assert pledge.state == "pending"


def test_a_server_that_is_not_there_and_a_key_that_is_not_ours(house: House) -> None:
    for stranger in (BTCPay("http://127.0.0.1:9", STORE, KEY), BTCPay(house.pay.address, STORE, SECRET)):
        with pytest.raises(Trouble):
            stranger.fetch("inv000001", NOW)
    with pytest.raises(Unknown):
        house.btcpay.fetch("never", NOW)


def test_hints(house: House) -> None:
    body = json.dumps({"deliveryId": "d1", "invoiceId": "i1"}).encode()

    assert [one.object for one in house.btcpay.hints({"btcpay-sig": signature(body, SECRET)}, body, NOW)] == ["i1"]
    with pytest.raises(Forged):
        house.btcpay.hints({"btcpay-sig": signature(body, "another")}, body, NOW)


def test_what_it_cannot_do_it_says(house: House) -> None:
    assert house.btcpay.can.refuses is Refuses.NO
    assert house.btcpay.can.rhythms == ("once",)
    for act in (
        lambda: house.btcpay.cancel("x"),
        lambda: house.btcpay.manage("x", "y"),
        lambda: house.btcpay.refund("x", "y"),
    ):
        with pytest.raises(Unknown):
            act()


def test_more_invoices_than_one_answer_holds(house: House) -> None:
    for _ in range(120):
        house.books.open({"amount": "5", "currency": "USD", "metadata": {"rhythm": "once"}})
    house.sweeps()

    assert Pledge.objects.count() == 120


@pytest.mark.parametrize("part", range(2))
def test_no_gift_of_coins_ends_in_a_wrong_state(house: House, part: int) -> None:
    """Hints are lost, doubled and late: each is drawn from all that were ever sent, or never."""
    for seed in range(part, SCHEDULES // 4, 2):
        _one_gift(house, random.Random(seed))
        assert ours() == truth(house.books), seed


def _one_gift(house: House, chance: random.Random) -> None:
    house.books.invoices.clear()
    house.books.now = NOW
    Entry.objects.all()._raw_delete("ledger")
    for kind in (Pledge, Hint, Orphan, Cursor):
        kind.objects.all()._raw_delete("ledger")
    sent: list[dict[str, Any]] = []
    house.books.told = sent.append
    name = house.opens(chance.choice((200, 500, 1_234))).remote
    acts = [
        lambda: house.books.pay(name, chance.choice(("1", "0.5", "0.3"))),
        lambda: house.books.confirm(name),
        lambda: house.books.spoil(name),
        lambda: house.books.pass_time(chance.choice((0.001, 0.02, 0.5))),
        house.sweeps,
    ]
    for _ in range(10):
        chance.choice(acts)()
        for event in chance.sample(sent, min(len(sent), chance.randrange(3))):
            learning.note("btcpay", event["deliveryId"], event["invoiceId"], house.books.now)
        if chance.random() < 0.5:
            learning.follow({"btcpay": house.btcpay}, house.clock())
    house.sweeps()
