"""Seats: whoever has none sees nothing, and one that was ended is worth nothing at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from tamizdat.desk import entering, factors, roles, seats
from tamizdat.desk.entering import invite
from tamizdat.desk.models import Seat
from tamizdat.desk.roles import Role
from tests import cast
from tests.desk.coming_in import (
    MINUTE,
    PASSWORD,
    cast_olga,
    enrolled,
    is_in,
    later,
    nobody_tried_yet,
    signs_in,
)

__all__ = ["nobody_tried_yet"]


@pytest.mark.parametrize("address", ["/admin/", "/admin/stories/", "/media/x.jpg", "/proof/photos/x", "/nowhere/"])
def test_without_a_seat_every_address_leads_to_the_door(newsroom: Any, address: str) -> None:
    client = Client()
    client.force_login(cast.vera())  # a session, and nothing more

    answers = [client.get(address), client.post(address)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert answers[0].headers["Location"].startswith("/sign-in/")


def test_a_person_who_has_left_is_out_at_once_and_comes_in_no_more(newsroom: Any) -> None:
    client, secret, codes = enrolled()
    _, path = invite("Olga", None, timezone.now())
    assert is_in(client)

    entering.end(cast_olga())

    assert not is_in(client)
    assert not is_in(signs_in("Olga", PASSWORD, later(secret)))
    assert not is_in(signs_in("Olga", PASSWORD, codes[0]))
    assert Client().get(path).status_code == 403


def test_somebody_who_left_comes_back_by_invitation_and_with_nothing_of_before(newsroom: Any) -> None:
    _, secret, _ = enrolled()
    entering.end(cast_olga())

    invite("Olga", None, timezone.now())

    assert roles.of(cast_olga()) is Role.EDITOR
    assert not is_in(signs_in("Olga", PASSWORD, later(secret)))


@pytest.mark.parametrize(("used", "taken"), [(13 * 60, 13 * 60), (1, 8 * 24 * 60)], ids=["idle", "too long"])
def test_a_seat_that_was_left_or_kept_for_too_long_is_free(newsroom: Any, used: int, taken: int) -> None:
    client, _, _ = enrolled()
    now = timezone.now()
    Seat.objects.update(used=now - used * MINUTE, taken=now - taken * MINUTE)

    assert not is_in(client)


def test_a_keeper_ends_a_session_and_an_account_and_others_cannot(newsroom: Any) -> None:
    olga, _, _ = enrolled()
    seat, person = Seat.objects.get(), cast_olga()
    lev = cast.sits(Client(), cast.lev())
    vera = cast.sits(Client(), cast.vera())

    tried = [
        lev.get("/admin/staff/"),
        lev.post(f"/admin/staff/{person.pk}/end/"),
        lev.post(f"/admin/seats/{seat.pk}/end/"),
    ]
    assert [answer.status_code for answer in tried] == [404, 404, 404]
    assert is_in(olga)
    vera.post(f"/admin/seats/{seat.pk}/end/")
    assert not is_in(olga)
    vera.post(f"/admin/staff/{person.pk}/end/")

    person.refresh_from_db()
    assert not person.is_active
    assert "Olga" in vera.get("/admin/staff/").text


def test_when_somebody_was_last_seen_outlasts_the_seat(newsroom: Any) -> None:
    enrolled()
    moment = timezone.now() + timedelta(hours=3)
    Seat.objects.update(used=moment)

    seats.end(Seat.objects.all())

    assert seats.last_seen(cast_olga()) == moment


def test_seats_that_were_left_for_too_long_are_swept_away_when_somebody_comes_in(newsroom: Any) -> None:
    enrolled("Masha")
    Seat.objects.update(used=timezone.now() - seats.IDLE)

    enrolled("Olga")

    assert [seat.user.get_username() for seat in Seat.objects.all()] == ["Olga"]


def test_leaving_gives_up_the_seat(newsroom: Any) -> None:
    client, _, _ = enrolled()
    key = client.session.session_key

    client.post("/admin/logout/")

    assert not Seat.objects.filter(session=key).exists()


def test_a_new_session_is_begun_at_the_door(newsroom: Any) -> None:
    client = Client()
    client.get("/sign-in/")
    before = client.session.session_key
    _, secret, _ = enrolled()

    client.post("/sign-in/", {"name": "Olga", "password": PASSWORD, "code": later(secret)})

    assert client.session.session_key != before


# One's own devices


def test_a_lost_app_is_removed_but_not_the_last_thing_one_comes_in_with(newsroom: Any) -> None:
    client, _, _ = enrolled()
    olga = cast_olga()
    app = factors.devices(olga).get()
    passkey = Authenticator.objects.create(user=olga, type="webauthn", data={})

    client.post(f"/admin/devices/{app.pk}/remove/")
    client.post(f"/admin/devices/{passkey.pk}/remove/")

    assert list(factors.devices(olga)) == [passkey]


def test_nobody_removes_a_device_of_somebody_else(newsroom: Any) -> None:
    enrolled()
    device = factors.devices(cast_olga()).get()
    Authenticator.objects.create(user=cast_olga(), type="webauthn", data={})
    vera = cast.sits(Client(), cast.vera())

    answer = vera.post(f"/admin/devices/{device.pk}/remove/")

    assert answer.status_code == 404
    assert factors.devices(cast_olga()).count() == 2
