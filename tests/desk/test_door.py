"""Who comes in: whoever shows two factors, and nobody by a password alone, a used link or a session that was ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tamizdat.desk import entering, factors, roles, seats
from tamizdat.desk.entering import editor, invite, one_time_link
from tamizdat.desk.models import Invitation, Seat
from tamizdat.desk.refusal import Refused
from tamizdat.desk.roles import Role
from tests import cast

MINUTE = timedelta(minutes=1)
PASSWORD = "herring under a fur coat"


@pytest.fixture(autouse=True)
def nobody_tried_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def demo(newsroom: Any) -> Iterator[Any]:
    """The newsroom is marked as a demo."""
    (settings.HOME / "demo").touch()
    yield newsroom
    (settings.HOME / "demo").unlink()


def link(age: timedelta = timedelta(0)) -> str:
    return one_time_link(cast.vera(), timezone.now() - age)


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def code_of(secret: str, now: datetime | None = None) -> str:
    """What the app shows."""
    moment = now or timezone.now()
    return totp.format_hotp_value(totp.hotp_value(secret, int(moment.timestamp()) // factors.PERIOD))


def enrolled(name: str = "Olga", role: Role = Role.EDITOR) -> tuple[Client, str, list[str]]:
    """Somebody who came by an invitation and chose an app: her browser, the app's secret, her sheet of codes."""
    client = Client()
    _, path = invite(name, role, timezone.now())
    page = client.get(path).text
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    sheet = client.post(path, {"password": PASSWORD, "code": code_of(secret[1])}).text
    return client, secret[1], re.findall(r"<li>(\d{8})</li>", sheet)


def signs_in(name: str, password: str, code: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"name": name, "password": password, "code": code})
    return client


def later(secret: str) -> str:
    """The app's next code: the one shown now was used already."""
    return code_of(secret, timezone.now() + timedelta(seconds=factors.PERIOD))


# Invitations


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


# Signing in


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


# Seats


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


def cast_olga() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username="Olga")


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


# The demo


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


# Roles


def test_each_role_may_what_its_name_says(newsroom: Any, story: Any) -> None:
    def may(role: Role) -> tuple[bool, ...]:
        user, _ = invite(f"A {role}", role, datetime.now(UTC))
        user = type(user).objects.get(pk=user.pk)
        here = story.permissions_for_user(user)
        client = cast.sits(Client(), user)
        return (
            is_in(client),
            here.can_edit(),
            here.can_publish(),
            user.has_perm("desk.change_section"),
            client.get("/admin/health/").status_code == 200,
            client.get("/admin/staff/").status_code == 200,
        )

    assert may(Role.REPORTER) == (True, False, False, False, False, False)
    assert may(Role.EDITOR) == (True, True, False, False, False, False)
    assert may(Role.PUBLISHER) == (True, True, True, True, False, False)
    assert may(Role.KEEPER) == (True, True, True, True, True, True)


def test_a_reporter_edits_what_he_began(newsroom: Any) -> None:
    user, _ = invite("Masha", Role.REPORTER, datetime.now(UTC))
    mine = cast.story(headline="Mine")
    mine.owner = user
    mine.save()

    assert mine.permissions_for_user(user).can_edit()
    assert not mine.permissions_for_user(user).can_publish()


def test_a_role_that_is_given_anew_takes_the_old_one_away(newsroom: Any) -> None:
    user, _ = invite("Olga", Role.KEEPER, datetime.now(UTC))

    user, _ = invite("Olga", Role.REPORTER, datetime.now(UTC))

    assert roles.of(user) is Role.REPORTER
    assert not user.is_superuser
    assert seats.taken_by(user, timezone.now()).count() == 0
