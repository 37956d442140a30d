"""Support at the desk: who sees it, who switches, who signs; sums and days, and nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tamizdat.desk.entering import invite
from tamizdat.desk.roles import Role
from tamizdat.support import switching
from tamizdat.support.models import Alarm, Entry, Orphan, Pledge, Signature
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
