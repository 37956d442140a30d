"""Who comes in: whoever holds a fresh one-time link on this machine, once, and nobody by a password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tamizdat.desk.entering import editor, one_time_link
from tamizdat.desk.models import Invitation
from tests import cast

MINUTE = timedelta(minutes=1)


def link(age: timedelta = timedelta(0)) -> str:
    return one_time_link(cast.vera(), timezone.now() - age)


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def test_a_link_lets_its_person_in(newsroom: Any) -> None:
    client = Client()

    answer = client.post(link())

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert is_in(client)


def test_looking_at_a_link_does_not_use_it_up(newsroom: Any) -> None:
    address = link()
    looks = [Client().get(address), Client().head(address)]

    client = Client()
    client.post(address)

    assert [look.status_code for look in looks] == [200, 200]
    assert is_in(client)


def test_a_link_is_good_once(newsroom: Any) -> None:
    address = link()
    Client().post(address)

    second = Client()
    answer = second.post(address)

    assert answer.status_code == 403
    assert not is_in(second)
    assert Client().get(address).status_code == 403


@pytest.mark.parametrize("age", [11 * MINUTE, timedelta(days=2)])
def test_a_link_is_good_for_ten_minutes(newsroom: Any, age: timedelta) -> None:
    client = Client()

    answer = client.post(link(age))

    assert answer.status_code == 403
    assert not is_in(client)


def test_a_link_that_was_never_made_is_told_apart_from_no_other(newsroom: Any) -> None:
    used = link()
    Client().post(used)

    forged, spent = Client().get("/enter/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"), Client().get(used)

    assert forged.status_code == spent.status_code == 403
    assert forged.content == spent.content


@pytest.mark.parametrize("where", ["10.0.0.9", "203.0.113.5", "2001:db8::1", ""])
def test_a_link_opens_nothing_on_another_machine_and_stays_good_on_this_one(newsroom: Any, where: str) -> None:
    address = link()

    far = Client(REMOTE_ADDR=where).post(address)

    near = Client()
    near.post(address)
    assert far.status_code == 403
    assert is_in(near)


def test_a_link_does_not_let_in_who_has_left(newsroom: Any) -> None:
    address = link()
    vera = cast.vera()
    vera.is_active = False
    vera.save()

    assert Client().post(address).status_code == 403


def test_a_link_is_not_posted_from_a_page_of_somebody_else(newsroom: Any) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(link()).status_code == 403


def test_what_is_kept_of_a_link_opens_nothing(newsroom: Any) -> None:
    token = link().split("/")[2]

    kept = Invitation.objects.get()

    assert token not in kept.digest
    assert Client().get(f"/enter/{kept.digest}/").status_code == 403


def test_the_address_with_the_token_is_told_to_nobody(newsroom: Any) -> None:
    answer = Client().get(link())

    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"])
def test_there_is_nowhere_to_type_a_password(newsroom: Any, address: str) -> None:
    page = Client().get(address).text

    assert "<input" not in page
    assert "tamizdat enter" in page


def test_a_password_typed_anyway_opens_nothing(newsroom: Any) -> None:
    vera = cast.vera()
    vera.set_password("correct horse")
    vera.save()
    client = Client()

    client.post("/admin/login/", {"username": "vera", "password": "correct horse"})

    assert not is_in(client)


def test_an_account_made_at_the_door_has_no_password(newsroom: Any) -> None:
    assert not editor("Olga").has_usable_password()
