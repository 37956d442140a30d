"""The door: two factors open it, and a password alone, a guess or Wagtail's own ways do not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.desk.coming_in import (
    PASSWORD,
    enrolled,
    is_in,
    later,
    nobody_tried_yet,
    signs_in,
)

__all__ = ["nobody_tried_yet"]


def test_name_password_and_code_open_the_desk(newsroom: Any) -> None:
    _, secret, _ = enrolled()

    assert is_in(signs_in("olga", PASSWORD, later(secret)))


def test_a_password_alone_opens_nothing(newsroom: Any) -> None:
    _, secret, _ = enrolled()
    assert is_in(signs_in("Olga", PASSWORD, later(secret)))

    refused = [signs_in("Olga", PASSWORD, code) for code in ("", "000000", "00000000")]
    by_wagtail = Client()
    by_wagtail.post("/admin/login/", {"username": "Olga", "password": PASSWORD})
    by_django = Client()
    assert by_django.login(username="Olga", password=PASSWORD)  # a session of Django's own, without a seat

    assert [is_in(client) for client in (*refused, by_wagtail, by_django)] == [False] * 5


def test_a_code_alone_opens_nothing(newsroom: Any) -> None:
    _, secret, codes = enrolled()

    assert not is_in(signs_in("Olga", "wrong horse battery", later(secret)))
    assert not is_in(signs_in("Olga", "wrong horse battery", codes[0]))


def test_a_code_of_the_app_is_good_once(newsroom: Any) -> None:
    _, secret, _ = enrolled()
    code = later(secret)
    assert is_in(signs_in("Olga", PASSWORD, code))

    assert not is_in(signs_in("Olga", PASSWORD, code))


def test_a_recovery_code_is_good_once_and_not_after_a_new_sheet(newsroom: Any) -> None:
    client, _, codes = enrolled()
    assert is_in(signs_in("Olga", PASSWORD, f"{codes[0][:4]} {codes[0][4:]}"))
    assert not is_in(signs_in("Olga", PASSWORD, codes[0]))

    fresh = re.findall(r"<li>(\d{8})</li>", client.post("/admin/devices/").text)

    assert len(fresh) == 10
    assert not is_in(signs_in("Olga", PASSWORD, codes[1]))
    assert is_in(signs_in("Olga", PASSWORD, fresh[1]))


def test_nobody_learns_which_names_there_are_or_what_was_wrong(newsroom: Any) -> None:
    _, secret, _ = enrolled()
    tries = [("Nobody", PASSWORD, later(secret)), ("Olga", "wrong horse", later(secret)), ("Olga", PASSWORD, "000000")]

    pages = []
    for name, password, code in tries:
        page = Client().post("/sign-in/", {"name": name, "password": password, "code": code}).text
        told = re.search(r'id="refused">([^<]+)<', page)
        pages.append(told and told[1])

    assert pages[0]
    assert len(set(pages)) == 1


def test_guessing_is_slow_and_then_refused_even_with_the_right_code(newsroom: Any) -> None:
    _, secret, _ = enrolled()
    for _ in range(5):
        signs_in("Olga", PASSWORD, "000000")

    assert not is_in(signs_in("Olga", PASSWORD, later(secret)))


def test_a_page_asked_for_before_signing_in_comes_after_it_but_no_other_site(newsroom: Any) -> None:
    _, secret, codes = enrolled()
    first = Client().post(
        "/sign-in/?next=/admin/stories/", {"name": "Olga", "password": PASSWORD, "code": later(secret)}
    )
    other = Client().post(
        "/sign-in/?next=https://elsewhere.example/", {"name": "Olga", "password": PASSWORD, "code": codes[0]}
    )

    assert (first.headers["Location"], other.headers["Location"]) == ("/admin/stories/", "/admin/")


# Wagtail's own ways


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"])
def test_wagtails_own_ways_in_lead_to_the_door(newsroom: Any, address: str) -> None:
    assert Client().get(address).headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("address", ["/admin/users/", "/admin/users/new/", "/admin/groups/"])
def test_nobody_is_made_in_wagtails_own_rooms(newsroom: Any, address: str) -> None:
    client = cast.sits(Client(), cast.vera())

    assert client.get(address).headers["Location"] == "/admin/staff/"


def test_by_number_one_is_sent_to_the_name(newsroom: Any) -> None:
    answer = Client().get("/sign-in/?next=/admin/", HTTP_HOST="127.0.0.1:8001")

    assert answer.headers["Location"] == "http://localhost:8001/sign-in/?next=/admin/"
