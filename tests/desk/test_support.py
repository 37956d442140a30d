"""Support at the desk: who sees it, who switches, who signs; sums and days, and nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tamizdat.demo.providers.stripe_books import Books
from tamizdat.demo.providers.stripe_interface import KEY, Interface
from tamizdat.demo.providers.stripe_readers import Card
from tamizdat.desk.entering import invite
from tamizdat.desk.roles import Role
from tamizdat.support import learning, switching, ways
from tamizdat.support.models import Alarm, Entry, Orphan, Pledge, Signature
from tamizdat.support.providers.port import Wanted
from tamizdat.support.terms import Offer, Terms, Till
from tests import cast

NOW = datetime.now(UTC)
HERE = "/admin/support/"


@pytest.fixture
def terms(newsroom: Any) -> Terms:
    settings.KEYS.mkdir(exist_ok=True)
    made = Terms(
        offers=(Offer(currency="USD", least=200, most=1_000, once=(500,)),),
        tills=(Till(provider="stripe", name="Reader support", key="rk_1"),),
    )
    made.keep(settings.KEYS)
    return made


def sits(role: Role, language: str = "en") -> Client:
    user, _ = invite("Olga", role, NOW)
    client = Client(headers={"accept-language": language})
    cast.sits(client, type(user).objects.get(pk=user.pk))
    return client


def gave(amount: int, day: date, rhythm: str = "once", variant: str = "") -> None:
    number = Pledge.objects.count()
    state = "paid" if rhythm == "once" else "active"
    parts = {"rhythm": rhythm, "amount": amount, "currency": "USD", "variant": variant, "opened": day, "state": state}
    pledge = Pledge.objects.create(provider="stripe", remote=f"cs_{number}", **parts)
    for sort, sum_ in (("payment", amount), ("fee", -50)):
        names = {"provider": "stripe", "remote": f"{sort} {number}", "sort": sort}
        Entry.objects.create(pledge=pledge, amount=sum_, currency="USD", day=day, **names)


def test_publishers_and_keepers_see_it(terms: Terms) -> None:
    assert sits(Role.REPORTER).get(HERE).status_code != 200
    assert sits(Role.EDITOR).get(HERE).status_code != 200
    for role in (Role.PUBLISHER, Role.KEEPER):
        assert sits(role).get(HERE).status_code == 200


def test_without_support_it_says_how_to_begin(newsroom: Any) -> None:
    assert "Readers can give nothing yet" in sits(Role.KEEPER).get(HERE).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("What months brought", "$14", "1 give every month: $5", "winter", "$9.50")),
        ("ru", ("Что принесли месяцы", "14 ", "1 поддерживают каждый месяц", "winter", "Банковская карта")),
    ],
)
def test_what_came_is_told_in_sums_and_months(terms: Terms, language: str, words: tuple[str, ...]) -> None:
    today = NOW.date()
    gave(1_000, today, variant="winter")
    gave(500, today, "monthly")
    gave(700, today - timedelta(days=800))
    page = sits(Role.PUBLISHER, language).get(HERE).text

    for word in words:
        assert word in page.replace("\u00a0", " ")
    assert "cs_" not in page


def test_a_way_is_switched_off_and_on(terms: Terms) -> None:
    olga = sits(Role.PUBLISHER)
    olga.post(HERE + "switch/", {"provider": "stripe", "off": "yes", "why": "many tries"})
    assert not switching.is_on("stripe")

    olga.post(HERE + "switch/", {"provider": "stripe", "off": ""})

    assert switching.is_on("stripe")
    assert olga.post(HERE + "switch/", {"provider": "gold", "off": "yes"}).status_code != 200
    assert not switching.Switch.objects.filter(provider="gold").exists()


def test_after_an_alarm_a_keeper_looks_first(terms: Terms) -> None:
    switching.alarm("stripe", "cs_1", NOW)
    olga = sits(Role.PUBLISHER)
    assert "reached its bank" in olga.get(HERE).text
    olga.post(HERE + "switch/", {"provider": "stripe", "off": ""})
    assert "A keeper looks at it first" in olga.get(HERE).text
    number = str(Alarm.objects.get().pk)
    olga.post(HERE + "seen/", {"number": number})
    assert Alarm.objects.get().by == ""

    keeper = sits(Role.KEEPER)
    keeper.post(HERE + "seen/", {"number": number})
    keeper.post(HERE + "seen/", {"number": "x"})
    keeper.post(HERE + "switch/", {"provider": "stripe", "off": ""})

    assert Alarm.objects.get().by
    assert switching.is_on("stripe")


def test_keepers_sign_for_a_while(terms: Terms) -> None:
    given = {"provider": "stripe", "language": "ru", "days": "90"}
    sits(Role.PUBLISHER).post(HERE + "sign/", given)
    assert not Signature.objects.exists()

    keeper = sits(Role.KEEPER)
    keeper.post(HERE + "sign/", given)
    keeper.post(HERE + "sign/", given | {"language": "en"})
    keeper.post(HERE + "sign/", given | {"provider": "gold"})

    assert Signature.objects.get().until == NOW.date() + timedelta(days=90)
    assert "ru:" in keeper.get(HERE).text


def test_what_nobody_can_place_is_listed(terms: Terms) -> None:
    Orphan.objects.create(provider="stripe", remote="cs_9", why="a checkout that was not opened here", day=NOW.date())

    assert "a checkout that was not opened here" in sits(Role.PUBLISHER).get(HERE).text


def test_what_nobody_could_place_is_settled_by_a_person(terms: Terms) -> None:
    Orphan.objects.create(provider="stripe", remote="ch_9", why="was not opened here", day=NOW.date())
    number = str(Orphan.objects.get().pk)
    sits(Role.EDITOR).post(HERE + "settle/", {"number": number})
    assert not Orphan.objects.get().settled
    olga = sits(Role.PUBLISHER)
    assert "ch_9" in olga.get(HERE).text

    olga.post(HERE + "settle/", {"number": number})

    assert Orphan.objects.get().settled
    assert "ch_9" not in olga.get(HERE).text
    olga.post(HERE + "settle/", {"number": number})
    assert "Somebody has looked at it already" in olga.get(HERE).text


@pytest.fixture
def pay(terms: Terms) -> Iterator[Interface]:
    """An account where 25 dollars were paid, and the ledger knows it."""
    with Interface(Books(NOW)) as company:
        till = Till(provider="stripe", name="Reader support", key=KEY, address=company.address)
        terms.with_till(till).keep(settings.KEYS)
        ways.providers(Terms.of(settings.KEYS) or Terms())["stripe"].open(
            Wanted(
                amount=2_500,
                currency="USD",
                rhythm="once",
                language="en",
                variant="",
                back="https://herald.example/en/support/thanks.html",
                away="https://herald.example/en/support.html",
                key="one",
            )
        )
        company.books.pay(company.books.listed("checkout.session")[0]["id"], Card())
        learning.sweep(ways.providers(Terms.of(settings.KEYS) or Terms()), lambda: datetime.now(UTC))
        yield company


def test_a_payment_is_given_back_after_a_second_look(pay: Interface) -> None:
    name, olga = pay.books.listed("charge")[0]["id"], sits(Role.PUBLISHER)
    assert "Give a payment back" in olga.get(HERE).text
    for asked in ({"name": f" {name} "}, {"day": f"{NOW:%Y-%m-%d}"}):
        page = olga.post(HERE + "refund/", asked).text
        assert name in page
        assert "$25" in page
    assert "second line" in olga.post(HERE + "refund/", {"payment": name}).text
    assert not pay.books.listed("refund")

    for _ in range(2):  # a double click
        olga.post(HERE + "refund/", {"payment": name, "sure": "yes"})

    assert len(pay.books.listed("refund")) == 1
    assert Entry.objects.get(sort="refund").amount == -2_500
    assert "It is given back" in olga.get(HERE).text
    assert "given back already" in olga.post(HERE + "refund/", {"payment": name}).text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "ch_none"}, "no such payment"),
        ({"day": "2001-01-01"}, "no such payment"),
        ({"day": "the tenth"}, "That is no day"),
    ],
)
def test_what_is_not_found_is_said(pay: Interface, asked: dict[str, str], said: str) -> None:
    page = sits(Role.KEEPER).post(HERE + "refund/", asked).text

    assert said in page
    assert next(iter(asked.values())) in page


def test_nothing_is_given_back_by_others_nor_while_the_company_is_away(pay: Interface) -> None:
    asked = {"payment": pay.books.listed("charge")[0]["id"], "sure": "yes"}
    for role in (Role.REPORTER, Role.EDITOR):
        assert sits(role).post(HERE + "refund/", asked).status_code != 200
    olga = sits(Role.PUBLISHER)
    assert olga.post(HERE + "refund/", asked | {"payment": "fee 0"}).status_code != 200
    pay.chaos.is_down = True

    assert "Nothing was given back" in olga.post(HERE + "refund/", asked).text

    assert not pay.books.listed("refund")
    assert not Entry.objects.filter(sort="refund").exists()


def test_without_a_way_that_gives_back_it_is_said(terms: Terms) -> None:
    bank = Till(provider="transfer", name="Reader support", key="", details=("Reader support", "IBAN ZZ"))
    terms.without_till("stripe").with_till(bank).keep(settings.KEYS)

    assert "Do it at the bank" in sits(Role.KEEPER).get(HERE + "refund/").text
