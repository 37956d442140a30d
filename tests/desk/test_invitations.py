"""Invitations: what a link does, once, for its person; and that no other kind of link does anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from tamizdat.desk import entering
from tamizdat.desk.entering import editor, invite, one_time_link
from tamizdat.desk.models import Invitation
from tamizdat.desk.refusal import Refused
from tamizdat.desk.roles import Role
from tests import cast
from tests.desk.coming_in import (
    MINUTE,
    PASSWORD,
    code_of,
    enrolled,
    is_in,
    nobody_tried_yet,
)

__all__ = ["nobody_tried_yet"]


def test_an_invitation_is_used_up_by_an_app_that_works_and_gives_ten_recovery_codes(newsroom: Any) -> None:
    client, _, codes = enrolled()

    assert is_in(client)
    assert len(set(codes)) == 10
    assert not Invitation.objects.exists()


def test_an_invitation_outlasts_looks_and_wrong_codes(newsroom: Any) -> None:
    _, path = invite("Olga", Role.EDITOR, timezone.now())
    client = Client()

    looks = [client.get(path).status_code, client.head(path).status_code]
    wrong = client.post(path, {"password": PASSWORD, "code": "000000"})

    assert looks == [200, 200]
    assert "not the code" in wrong.text
    assert not is_in(client)
    assert entering.invited(path.split("/")[2], timezone.now())


@pytest.mark.parametrize("password", ["short", "password1234", "OlgaOlgaOlga"])
def test_a_password_that_is_easily_guessed_is_refused_in_words(newsroom: Any, password: str) -> None:
    _, path = invite("OlgaOlgaOlga", Role.EDITOR, timezone.now())
    client = Client()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", client.get(path).text)
    assert secret

    answer = client.post(path, {"password": password, "code": code_of(secret[1])})

    assert "errorlist" in answer.text
    assert not is_in(client)


def test_a_used_an_old_and_a_made_up_link_are_told_apart_from_no_other(newsroom: Any) -> None:
    _, used = invite("Olga", Role.EDITOR, timezone.now())
    token = used.split("/")[2]
    assert Client().get(used).status_code == 200
    entering.consume(token, timezone.now())
    _, old = invite("Lev", Role.REPORTER, timezone.now() - 11 * MINUTE)

    answers = [Client().get(path) for path in (used, old, "/invited/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/")]

    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1


def test_who_copies_a_link_and_comes_second_keeps_nothing(newsroom: Any) -> None:
    _, path = invite("Olga", Role.EDITOR, timezone.now())
    thief = Client()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", thief.get(path).text)
    assert secret
    entering.consume(path.split("/")[2], timezone.now())  # Olga was quicker

    answer = thief.post(path, {"password": PASSWORD, "code": code_of(secret[1])})

    assert answer.status_code == 403
    assert not is_in(thief)
    assert not Authenticator.objects.exists()


def test_a_new_invitation_takes_the_place_of_the_one_before(newsroom: Any) -> None:
    _, first = invite("Olga", Role.EDITOR, timezone.now())
    _, second = invite("Olga", None, timezone.now())

    assert Client().get(first).status_code == 403
    assert Client().get(second).status_code == 200


def test_what_is_kept_of_a_link_opens_nothing(newsroom: Any) -> None:
    _, path = invite("Olga", Role.EDITOR, timezone.now())

    kept = Invitation.objects.get()

    assert path.split("/")[2] not in kept.digest
    assert Client().get(f"/invited/{kept.digest}/").status_code == 403


def test_a_link_is_not_posted_from_a_page_of_somebody_else(newsroom: Any) -> None:
    _, path = invite("Olga", Role.EDITOR, timezone.now())

    assert Client(enforce_csrf_checks=True).post(path, {"password": PASSWORD}).status_code == 403


def test_the_address_with_the_token_is_told_to_nobody(newsroom: Any) -> None:
    _, path = invite("Olga", Role.EDITOR, timezone.now())

    answer = Client().get(path)

    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["<b>", "", "a" * 61, "-rf"])
def test_an_account_has_a_name_that_can_be_said(newsroom: Any, name: str) -> None:
    with pytest.raises(Refused):
        invite(name, Role.EDITOR, timezone.now())


# The demo


@pytest.fixture
def demo(newsroom: Any) -> Iterator[Any]:
    """The newsroom is marked as a demo."""
    (settings.HOME / "demo").touch()
    yield newsroom
    (settings.HOME / "demo").unlink()


def link(age: timedelta = timedelta(0)) -> str:
    return one_time_link(cast.vera(), timezone.now() - age)


def test_the_demos_link_lets_its_person_in_once(demo: Any) -> None:
    address = link()
    looks = [Client().get(address), Client().head(address)]
    client, second = Client(), Client()

    answer = client.post(address)
    second.post(address)

    assert [look.status_code for look in looks] == [200, 200]
    assert answer.headers["Location"] == "/admin/"
    assert (is_in(client), is_in(second)) == (True, False)


def test_the_demos_link_opens_nothing_in_a_real_newsroom(newsroom: Any) -> None:
    client = Client()

    answer = client.post(link())

    assert answer.status_code == 403
    assert not is_in(client)


def test_a_demo_that_became_a_real_newsroom_is_left_by_whoever_came_by_its_link(demo: Any) -> None:
    client = Client()
    client.post(link())
    assert is_in(client)

    (settings.HOME / "demo").unlink()

    assert not is_in(client)
    (settings.HOME / "demo").touch()


@pytest.mark.parametrize("age", [11 * MINUTE, timedelta(days=2)])
def test_the_demos_link_is_good_for_ten_minutes(demo: Any, age: timedelta) -> None:
    client = Client()

    assert client.post(link(age)).status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize("where", ["10.0.0.9", "203.0.113.5", "2001:db8::1", ""])
def test_the_demos_link_opens_nothing_on_another_machine_and_stays_good_on_this_one(demo: Any, where: str) -> None:
    address = link()

    far = Client(REMOTE_ADDR=where).post(address)

    near = Client()
    near.post(address)
    assert far.status_code == 403
    assert is_in(near)


def test_an_account_made_for_the_demo_has_no_password(demo: Any) -> None:
    assert not editor("Olga").has_usable_password()


def test_the_demos_link_opens_nothing_where_the_desk_is_reached_from_elsewhere(demo: Any) -> None:
    client = Client()

    with override_settings(DESK_ADDRESS="https://desk.herald.example"):
        client.post(link())

    assert not is_in(client)
