"""Stripe, from a checkout to the ledger, over its own package and a fake that keeps books."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError

from tamizdat.demo.providers.stripe_interface import signature
from tamizdat.demo.providers.stripe_readers import Card
from tamizdat.support import switching
from tamizdat.support.models import Alarm, Entry, Hint, Orphan, Pledge, Switch
from tamizdat.support.providers.port import Forged, Trouble, Unknown, Wanted
from tamizdat.support.providers.stripe import Stripe
from tests.support.conftest import NOW, SECRET, House, balance, ours, truth


def test_two_dollars_once(house: House) -> None:
    pledge = house.opens(amount=200)
    assert house.sweeps().changed == 0

    house.pays(pledge)
    house.sweeps()

    pledge.refresh_from_db()
    assert pledge.state == "paid"
    assert {(one.sort, one.amount) for one in pledge.entries.all()} == {("payment", 200), ("fee", -36)}
    assert ours() == truth(house.books)


def test_every_month_for_a_year_and_ended(house: House) -> None:
    pledge = house.opens("monthly", 700, "EUR")
    house.pays(pledge)
    for _ in range(12):
        house.sweeps()
        house.books.pass_time(31)
    house.stripe.cancel(house.subscription(pledge))
    house.sweeps()
    pledge.refresh_from_db()
    assert pledge.state == "ending"
    house.books.pass_time(31)
    house.sweeps()

    pledge.refresh_from_db()
    assert (pledge.state, pledge.renews) == ("ended", None)
    assert pledge.entries.filter(sort="payment").count() == 13
    assert ours() == truth(house.books)


def test_once_a_year_renews_after_a_year(house: House) -> None:
    pledge = house.opens("yearly", 5_000)
    house.pays(pledge)
    house.sweeps()
    pledge.refresh_from_db()

    assert str(pledge.renews) == "2027-11-25"
    house.books.pass_time(366)
    house.sweeps()
    assert pledge.entries.filter(sort="payment").count() == 2


def test_a_renewal_that_is_refused_is_tried_again_and_a_new_card_mends_it(house: House) -> None:
    pledge = house.opens("monthly")
    house.pays(pledge, Card(good_for=1))
    house.sweeps()
    house.books.pass_time(32)
    house.sweeps()
    pledge.refresh_from_db()
    assert pledge.state == "past_due"

    house.books.new_card(house.subscription(pledge), Card())
    house.sweeps()

    pledge.refresh_from_db()
    assert pledge.state == "active"


def test_a_renewal_that_stays_refused_ends(house: House) -> None:
    pledge = house.opens("monthly")
    house.pays(pledge, Card(good_for=1))
    house.books.pass_time(60)
    house.sweeps()

    pledge.refresh_from_db()
    assert pledge.state == "ended"


def test_a_sum_that_is_changed(house: House) -> None:
    pledge = house.opens("monthly", 500)
    house.pays(pledge)
    house.sweeps()
    house.books.change(house.subscription(pledge), 900)
    house.books.pass_time(32)
    house.sweeps()

    pledge.refresh_from_db()
    assert pledge.amount == 900
    assert sorted(pledge.entries.filter(sort="payment").values_list("amount", flat=True)) == [500, 900]


def test_a_debit_is_known_after_days(house: House) -> None:
    pledges = [house.opens(), house.opens()]
    for pledge, card in zip(pledges, (Card(slow=True), Card(slow=True, declines=True)), strict=True):
        house.pays(pledge, card)
    house.sweeps()
    assert {one.state for one in Pledge.objects.all()} == {"pending"}

    for pledge in pledges:
        house.books.settle(pledge.remote)
    house.sweeps()

    assert [one.state for one in Pledge.objects.order_by("id")] == ["paid", "failed"]


def test_a_card_that_is_turned_down_and_another_that_is_not(house: House) -> None:
    pledge = house.opens()
    assert not house.pays(pledge, Card(declines=True))
    house.sweeps()
    pledge.refresh_from_db()
    assert pledge.state == "failed"

    house.pays(pledge)
    house.sweeps()

    pledge.refresh_from_db()
    assert pledge.state == "paid"


def test_a_checkout_that_nobody_goes_through_is_abandoned(house: House) -> None:
    house.opens()
    house.opens("monthly")
    house.books.pass_time(2)
    house.sweeps()

    assert {one.state for one in Pledge.objects.all()} == {"abandoned"}


def test_money_given_back_and_disputed_and_won(house: House) -> None:
    given_back, disputed, won = (house.opens(amount=1_000) for _ in range(3))
    for pledge in (given_back, disputed, won):
        house.pays(pledge)
    house.stripe.refund(house.charge(given_back), "once")
    house.stripe.refund(house.charge(given_back), "once")  # asked again, given back once
    house.books.dispute(house.charge(disputed))
    house.books.win(house.books.dispute(house.charge(won))["id"])
    house.sweeps()

    assert {one.state for one in Pledge.objects.all()} == {"paid"}
    assert sum(given_back.entries.values_list("amount", flat=True)) == -59
    assert sum(disputed.entries.values_list("amount", flat=True)) == -1_559
    assert sum(won.entries.values_list("amount", flat=True)) == 941
    assert ours() == truth(house.books)


def test_a_card_at_risk_that_was_stopped_is_refused(house: House) -> None:
    pledge = house.opens()
    assert not house.pays(pledge, Card(country="RU"))
    house.sweeps()

    pledge.refresh_from_db()
    assert pledge.state == "refused"
    assert switching.is_on("stripe")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("rhythm", ["once", "monthly"])
def test_a_card_at_risk_that_reached_its_bank_is_an_alarm_and_the_way_is_off(house: House, rhythm: str) -> None:
    house.books.asks_first = True  # 3-D Secure before the rule
    pledge = house.opens(rhythm)
    house.pays(pledge, Card(country="BY"))

    assert [house.sweeps().alarms for _ in range(2)] == [1, 0]

    assert Alarm.objects.get().remote == pledge.remote
    assert Switch.objects.get().why == switching.REACHED
    assert not switching.is_on("stripe")


def test_a_card_at_risk_that_was_tried_at_no_checkout_of_ours_is_an_alarm_too(house: House) -> None:
    house.books.asks_first = True
    charge = house.books._charge(Card(country="BY"), 500, "usd")
    house.books._charge(Card(country="DE", declines=True), 500, "usd")  # of something else the account is used for

    assert house.sweeps().alarms == 1
    assert Alarm.objects.get().remote == charge["id"]
    assert not switching.is_on("stripe")


def test_a_card_at_risk_that_paid_is_an_alarm_and_nothing_is_given_back(house: House) -> None:
    house.books.blocked = frozenset()  # somebody took the rule away
    house.pays(house.opens(), Card(country="RU"))

    assert house.sweeps().alarms == 1
    assert not house.books.listed("refund")
    assert {one.sort for one in Entry.objects.all()} == {"payment", "fee"}


def test_what_is_asked_of_stripe_names_nobody(house: House) -> None:
    house.opens("monthly")

    (asked,) = (params for method, path, params in house.pay.asked if method == "POST")
    assert asked["phone_number_collection"] == {"enabled": "false"}
    assert not {"customer_email", "client_reference_id", "shipping_address_collection"} & set(asked)
    assert asked["line_items"]["0"]["price_data"]["product_data"]["name"] == "Reader support"


def test_a_request_that_is_made_again_opens_one_checkout(house: House) -> None:
    wanted = Wanted(
        amount=500,
        currency="USD",
        rhythm="once",
        language="en",
        variant="",
        back="https://a.example/",
        away="https://a.example/",
        key="the same",
    )
    first, second = house.stripe.open(wanted), house.stripe.open(wanted)

    assert first == second
    assert len(house.books.listed("checkout.session")) == 1


def test_a_checkout_that_was_opened_before_a_power_cut_is_found_again(house: House) -> None:
    pledge = house.opens("monthly", 800, "EUR", "ru")
    remote = pledge.remote
    house.pays(pledge)
    pledge.delete()

    house.sweeps()

    found = Pledge.objects.get()
    assert (found.remote, found.rhythm, found.language, found.state) == (remote, "monthly", "ru", "active")


def test_money_that_nobody_can_place_is_shown(house: House) -> None:
    params = {"line_items": {"0": {"quantity": "1", "price_data": {}}}, "mode": "payment", "success_url": "x"}
    params["line_items"]["0"]["price_data"] = {
        "currency": "usd",
        "unit_amount": "900",
        "product_data": {"name": "A mug"},
    }
    session = house.books.open(params)
    house.books.pay(session["id"], Card())

    assert [house.sweeps().orphans for _ in range(2)] == [1, 0]

    assert Orphan.objects.get().remote == session["id"]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("wrong", ["is_down", "talks_nonsense"])
def test_a_provider_that_is_down_changes_nothing_and_is_asked_again(house: House, wrong: str) -> None:
    pledge = house.opens()
    house.pays(pledge)
    setattr(house.pay.chaos, wrong, True)
    done = house.sweeps()

    assert list(done.troubles) == ["stripe"]
    assert "stripe" in done.troubles["stripe"].lower()
    pledge.refresh_from_db()
    assert pledge.state == "opened"

    setattr(house.pay.chaos, wrong, False)
    house.sweeps()
    pledge.refresh_from_db()
    assert pledge.state == "paid"


def test_a_hint_makes_us_ask_and_is_done_when_there_was_an_answer(house: House) -> None:
    from tamizdat.support import learning

    pledge = house.opens("monthly")
    house.pays(pledge)
    for event in house.books.events:
        assert learning.note("stripe", event["id"], event["data"]["object"]["id"], NOW)
        assert not learning.note("stripe", event["id"], event["data"]["object"]["id"], NOW)
    house.pay.chaos.is_down = True
    assert house.follows().troubles
    assert Hint.objects.filter(done=False).count() == len(house.books.events)
    house.pay.chaos.is_down = False
    house.follows()

    pledge.refresh_from_db()
    assert pledge.state == "active"
    assert not Hint.objects.filter(done=False).exists()
    house.books.now += timedelta(days=60)
    learning.follow({}, house.books.now)
    assert not Hint.objects.exists()


def test_a_hint_of_what_the_provider_does_not_know_is_an_orphan(house: House) -> None:
    from tamizdat.support import learning

    learning.note("stripe", "evt_1", "cs_test_never", NOW)

    assert house.follows().orphans == 1


def test_hints_are_believed_for_their_signature_alone(house: House) -> None:
    body = json.dumps({"id": "evt_1", "data": {"object": {"id": "cs_1"}}}).encode()
    at = int(NOW.timestamp())

    (noted,) = house.stripe.hints({"stripe-signature": signature(body, SECRET, at)}, body, NOW)

    assert (noted.event, noted.object) == ("evt_1", "cs_1")
    for headers, later in (({}, 0), ({"stripe-signature": signature(body, SECRET, at)}, 600)):
        with pytest.raises(Forged):
            house.stripe.hints(headers, body, NOW + timedelta(seconds=later))


def test_the_page_where_a_reader_changes_it(house: House) -> None:
    pledge = house.opens("monthly")
    house.pays(pledge)

    assert house.stripe.manage(house.subscription(pledge), "https://herald.example/").startswith(house.pay.address)
    with pytest.raises(Unknown):
        house.stripe.manage("sub_none", "https://herald.example/")


def test_another_key_opens_nothing(house: House) -> None:
    stranger = Stripe(SECRET, "Reader support", address=house.pay.address, tries=0)

    with pytest.raises(Trouble):
        stranger.fetch("cs_test_1", NOW)


def test_an_entry_is_written_once_and_never_changed(house: House) -> None:
    house.pays(house.opens())
    house.sweeps()
    entry = Entry.objects.first()
    assert entry

    for change in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(amount=1)):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(IntegrityError):
        Entry.objects.create(provider=entry.provider, remote=entry.remote, sort="fee", amount=1, day=entry.day)


def test_balance_is_what_stripe_booked(house: House) -> None:
    for amount in (200, 500, 1_234):
        house.pays(house.opens(amount=amount))
    house.sweeps()

    assert balance()["USD"] == sum(one["net"] for one in house.books.listed("balance_transaction"))
