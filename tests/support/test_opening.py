"""A reader waits, a checkout is opened: or not, for each reason there is."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tamizdat.demo.providers.stripe_readers import Card
from tamizdat.letterbox.giving import Giving, Question
from tamizdat.support import switching, ways
from tamizdat.support.models import Alarm, Pledge
from tamizdat.support.opening import A_MINUTE, Opening
from tamizdat.support.switching import Refused
from tamizdat.support.terms import BadTerms, Offer, Terms, Till, refuse_telling
from tests.support.conftest import NOW, House

OFFER = Offer(currency="USD", least=200, most=100_000, once=(200, 500), monthly=(500,))
TERMS = Terms(offers=(OFFER,))
QUESTION: dict[str, Any] = {
    "kind": "checkout",
    "language": "en",
    "amount": 750,
    "currency": "USD",
    "rhythm": "monthly",
    "way": "stripe",
    "variant": "",
}


def opening(house: House, terms: Terms = TERMS, **more: Any) -> Opening:
    return Opening(lambda: (terms, {"stripe": house.stripe}), lambda: "https://herald.example", house.clock)


def test_a_checkout_of_ones_own_sum(house: House) -> None:
    answer = opening(house).answer(QUESTION | {"variant": "autumn"})

    pledge = Pledge.objects.get()
    assert answer == {"go": f"{house.pay.address}/pay/{pledge.remote}"}
    assert (pledge.rhythm, pledge.amount, pledge.currency, pledge.variant) == ("monthly", 750, "USD", "autumn")
    session = house.books.things[pledge.remote]
    assert session["success_url"] == "https://herald.example/en/support/thanks.html"
    assert session["cancel_url"] == "https://herald.example/en/support.html"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 199},
        {"amount": 0},
        {"amount": -500},
        {"amount": 10**12},
        {"amount": "750"},
        {"amount": 7.5},
        {"currency": "EUR"},
        {"currency": "XXX"},
        {"rhythm": "hourly"},
        {"way": "gold"},
        {"language": "ru"},
        {"who": "me"},
    ],
)
def test_what_a_letterbox_in_other_hands_might_ask(house: House, wrong: dict[str, Any]) -> None:
    assert opening(house).answer(QUESTION | wrong) == {}
    assert not Pledge.objects.exists()
    assert not house.books.listed("checkout.session")


def test_in_a_language_at_risk_only_while_somebody_answers_for_it(house: House) -> None:
    asked = QUESTION | {"language": "ru"}
    switching.sign("stripe", "ru", "keeper", NOW.date() + timedelta(days=30), NOW)

    assert opening(house).answer(asked)
    house.books.pass_time(31)
    assert opening(house).answer(asked) == {}


def test_a_way_that_is_off(house: House) -> None:
    switching.switch("stripe", off=True, why="many tries", by="keeper", now=NOW)
    assert opening(house).answer(QUESTION) == {}

    switching.switch("stripe", off=False, why="", by="keeper", now=NOW)
    assert opening(house).answer(QUESTION)


def test_after_an_alarm_somebody_must_look_first(house: House) -> None:
    switching.alarm("stripe", "cs_1", NOW)
    with pytest.raises(Refused, match="alarm"):
        switching.switch("stripe", off=False, why="", by="keeper", now=NOW)

    switching.looked_at(Alarm.objects.get().id, "keeper", NOW)
    with pytest.raises(Refused, match="no open alarm"):
        switching.looked_at(Alarm.objects.get().id, "keeper", NOW)
    switching.switch("stripe", off=False, why="", by="keeper", now=NOW)

    assert switching.is_on("stripe")


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_signature_is_for_half_a_year_at_most(house: House, days: int) -> None:
    with pytest.raises(Refused):
        switching.sign("stripe", "ru", "keeper", NOW.date() + timedelta(days=days), NOW)


@pytest.mark.parametrize("wrong", ["is_down", "talks_nonsense"])
def test_a_provider_that_is_down(house: House, wrong: str) -> None:
    setattr(house.pay.chaos, wrong, True)

    assert opening(house).answer(QUESTION) == {}
    assert not Pledge.objects.exists()


def test_hundreds_of_tries_a_minute_are_slowed_down(house: House) -> None:
    here = opening(house)
    answers = [bool(here.answer(QUESTION)) for _ in range(A_MINUTE + 20)]
    assert answers == [True] * A_MINUTE + [False] * 20

    house.books.pass_time(1 / 1_440)
    assert here.answer(QUESTION)


def test_nothing_is_set_up(house: House) -> None:
    assert Opening(lambda: None, lambda: "", house.clock).answer(QUESTION) == {}


def test_a_double_click_opens_two_of_which_one_is_paid(house: House) -> None:
    here = opening(house)
    threads = [threading.Thread(target=here._may, args=(NOW,)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    first, second = here.answer(QUESTION), here.answer(QUESTION)
    assert first != second
    house.pays(Pledge.objects.order_by("id")[0])
    house.books.pass_time(2)
    house.sweeps()

    assert list(Pledge.objects.order_by("id").values_list("state", flat=True)) == ["active", "abandoned"]


def test_letterboxes_are_told_what_is_offered_to_whom(house: House) -> None:
    known = {"stripe": house.stripe}
    told = ways.giving(TERMS, known, ("en", "ru"), NOW.date())

    assert set(told) == {"en"}
    assert Giving.of(told["en"].as_data()) == told["en"]
    assert told["en"].least == {"USD": 200}
    assert ways.giving(Terms(), known, ("en",), NOW.date()) == {}


def test_links_for_what_is_suggested_lead_to_the_ledger(house: House) -> None:
    linked = ways.link_up(TERMS, {"stripe": house.stripe})
    again = ways.link_up(linked, {"stripe": house.stripe})

    assert linked == again
    till = Till(provider="stripe", name="Reader support", key="rk_1")
    assert linked.with_till(till).with_till(replace(till, secret="s")).links == linked.links
    assert linked.with_till(till).with_till(replace(till, key="rk_of_another")).links == ()
    assert [(one.rhythm, one.amount) for one in linked.links] == [("once", 200), ("once", 500), ("monthly", 500)]
    for link in linked.links:
        session = house.pay.opened_by(link.address.rpartition("/")[2])
        house.books.pay(session, Card())
    house.sweeps()
    assert sorted(Pledge.objects.values_list("rhythm", "state")) == [
        ("monthly", "active"),
        ("once", "paid"),
        ("once", "paid"),
    ]


def test_terms_are_kept_for_their_owner_alone(tmp_path: Any) -> None:
    terms = TERMS.with_till(Till(provider="stripe", name="Reader support", key="rk_secret"))
    terms.keep(tmp_path)

    assert Terms.of(tmp_path) == terms
    assert (tmp_path / "support/terms.json").stat().st_mode & 0o077 == 0
    assert "rk_secret" not in repr(terms)
    (tmp_path / "support/terms.json").write_text("{")
    with pytest.raises(BadTerms, match="cannot be read"):
        Terms.of(tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "XXX"},
        {"least": 0},
        {"least": 600},
        {"once": (200,) * 7},
        {"most": 100},
    ],
)
def test_an_offer_that_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadTerms):
        Offer(**{"currency": "USD", "least": 200, "most": 1_000, "once": (500,)} | wrong)


@pytest.mark.parametrize("name", ["The Harbour", "HERALD fund", "Portovyi friends"])
def test_a_statement_that_names_the_newsroom(name: str) -> None:
    with pytest.raises(BadTerms, match="neutral"):
        refuse_telling(name, ["The Harbour Herald", "Портовый вестник"])


def test_a_neutral_name() -> None:
    refuse_telling("Reader support", ["The Harbour Herald", "Портовый вестник"])
    for name in ("x", "Поддержка", "a" * 40, "12345"):
        with pytest.raises(BadTerms):
            Till(provider="stripe", name=name, key="rk_1")
    assert Question.of(QUESTION).amount == 750


def test_a_way_that_is_switched_off_in_the_midst_is_asked_about_all_the_same(house: House) -> None:
    once, monthly = house.opens(), house.opens("monthly")
    house.pays(monthly)
    house.sweeps()
    switching.switch("stripe", off=True, why="", by="keeper", now=NOW)
    house.pays(once)
    house.books.pass_time(32)
    house.sweeps()

    assert [one.state for one in Pledge.objects.order_by("id")] == ["paid", "active"]
    assert monthly.entries.filter(sort="payment").count() == 2
