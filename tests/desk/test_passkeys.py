"""Passkeys: one opens the desk when it asked for a finger, here and now, and in no other case."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tamizdat.desk import entering, factors
from tamizdat.desk.entering import invite
from tamizdat.desk.roles import Role
from tamizdat.desk.screens import trying
from tests.desk.coming_in import PASSWORD, cast_olga, is_in, nobody_tried_yet
from tests.desk.passkey import Passkey

__all__ = ["nobody_tried_yet"]


def browser() -> Client:
    return Client(SERVER_NAME="localhost")


def is_invited(client: Client, passkey: Passkey) -> Any:
    _, path = invite("Olga", Role.EDITOR, timezone.now())
    credential = passkey.is_made(client.get(path).text)
    return client.post(path, {"password": PASSWORD, "credential": credential})


@pytest.fixture
def olgas(newsroom: Any) -> Passkey:
    """She came by an invitation and made this one."""
    passkey = Passkey()
    is_invited(browser(), passkey)
    return passkey


def test_a_passkey_is_made_and_opens_the_desk(olgas: Passkey) -> None:
    client = browser()

    client.post("/sign-in/", {"credential": olgas.is_shown(client.get("/sign-in/").text)})

    assert is_in(client)


def test_a_passkey_opens_a_door_that_strangers_flood_with_tries(olgas: Passkey) -> None:
    stranger, client = browser(), browser()
    for number in range(trying.ALL):
        trying.failed(f"name {number}")
    flooded = stranger.post("/sign-in/", {"name": "Olga", "password": PASSWORD, "code": "123456"}).text

    client.post("/sign-in/", {"credential": olgas.is_shown(client.get("/sign-in/").text)})

    assert "Too many tries" in flooded
    assert is_in(client)


def test_a_passkey_that_asks_for_no_finger_is_not_kept(newsroom: Any) -> None:
    client = browser()

    is_invited(client, Passkey(asks_for_a_finger=False))

    assert not is_in(client)
    assert not factors.devices(cast_olga()).exists()


def test_a_passkey_that_asked_for_no_finger_this_time_opens_nothing(olgas: Passkey) -> None:
    client, olgas.asks_for_a_finger = browser(), False

    client.post("/sign-in/", {"credential": olgas.is_shown(client.get("/sign-in/").text)})

    assert not is_in(client)


def test_what_a_passkey_said_once_opens_nothing_twice(olgas: Passkey) -> None:
    client = browser()
    said = olgas.is_shown(client.get("/sign-in/").text)
    client.post("/sign-in/", {"credential": said})
    client.post("/admin/logout/")
    other = browser()
    other.get("/sign-in/")

    for again in (client, other):
        again.post("/sign-in/", {"credential": said})

        assert not is_in(again)


def test_what_a_passkey_said_to_another_site_opens_nothing(olgas: Passkey) -> None:
    client = browser()

    client.post("/sign-in/", {"credential": olgas.is_shown(client.get("/sign-in/").text, at="https://desk.example")})

    assert not is_in(client)


def test_somebody_elses_passkey_that_says_it_is_olgas_opens_nothing(olgas: Passkey) -> None:
    client, forged = browser(), Passkey(id=olgas.id, owner=olgas.owner)

    client.post("/sign-in/", {"credential": forged.is_shown(client.get("/sign-in/").text)})

    assert not is_in(client)


def test_a_passkey_of_somebody_who_left_opens_nothing(olgas: Passkey) -> None:
    client = browser()
    entering.end(cast_olga())

    client.post("/sign-in/", {"credential": olgas.is_shown(client.get("/sign-in/").text)})

    assert not is_in(client)


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", ["AAAA", "%", 7])
def test_what_no_passkey_says_is_refused_in_words(olgas: Passkey, part: str, value: object) -> None:
    client = browser()
    said = json.loads(olgas.is_shown(client.get("/sign-in/").text))
    said["response"][part] = value

    answer = client.post("/sign-in/", {"credential": json.dumps(said)})

    assert "did not open the desk" in answer.text
    assert not is_in(client)


@pytest.mark.parametrize("said", ["[]", "{", "7", pytest.param("[" * 20_000, id="deep")])
def test_what_is_no_passkey_at_all_is_refused_in_words(newsroom: Any, said: str) -> None:
    client = browser()
    client.get("/sign-in/")

    assert "did not open the desk" in client.post("/sign-in/", {"credential": said}).text
