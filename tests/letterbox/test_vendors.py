"""What mail vendors tell: proven, sealed as what happened to which message, and nothing of whom."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tamizdat.letterbox import vendors
from tamizdat.letterbox.forms import Request
from tamizdat.letterbox.letters import Event, Join
from tests.letterbox import vendors as told_by
from tests.letterbox.post import Box, standing

ID = "0123456789abcdef0123456789abcdef"
MESSAGE, TO = f"{ID}@herald.example", "reader@mail.example"
VENDORS = {"brevo": told_by.brevo, "mailgun": told_by.mailgun, "postal": told_by.postal}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = Box(tmp_path / "box")
    made.collect(told=standing(hints=told_by.secrets()))
    return made


def test_every_vendor_is_tried() -> None:
    assert VENDORS.keys() == vendors.VENDORS.keys()


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_bounce_is_kept_by_our_id_of_the_message(box: Box, vendor: str) -> None:
    answer = box.app.answer(told_by.request(vendor, *VENDORS[vendor](MESSAGE, TO)))

    assert answer.status == 200, answer.body
    assert box.read() == [Event(why="bounced", message=ID, said=told_by.DEAD.format(to=TO))]


@pytest.mark.parametrize(
    ("vendor", "event", "why"),
    [
        ("brevo", "spam", "complained"),
        ("brevo", "unsubscribe", "left"),
        ("mailgun", "complained", "complained"),
        ("mailgun", "unsubscribed", "left"),
        *(("brevo", event, "") for event in ("soft_bounce", "deferred", "delivered", "opened", "click", "?")),
        *(("mailgun", event, "") for event in ("opened", "clicked", "delivered")),
        *(("postal", event, "") for event in ("Sent", "SoftFail", "Held")),
    ],
)
def test_what_asks_nothing_of_us_is_not_kept(box: Box, vendor: str, event: str, why: str) -> None:
    assert box.app.answer(told_by.request(vendor, *VENDORS[vendor](MESSAGE, TO, event))).status == 200

    assert [one.why for one in box.read() if isinstance(one, Event)] == ([why] if why else [])


def test_a_passing_refusal_of_mailgun_is_no_bounce(box: Box) -> None:
    headers, event = told_by.mailgun(MESSAGE, TO)
    event["event-data"]["severity"] = "temporary"

    assert box.app.answer(told_by.request("mailgun", headers, event)).status == 200
    assert box.read() == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_no_vendor_signed_is_not_kept(box: Box, vendor: str) -> None:
    headers, event = VENDORS[vendor](MESSAGE, TO)
    good = told_by.request(vendor, headers, event)
    forged = {
        "brevo": replace(good, headers={"authorization": "Basic bGV0dGVyczp3cm9uZw=="}),
        "mailgun": replace(good, body=good.body.replace(b'"fff', b'"eee')),
        "postal": replace(good, body=good.body + b" "),
    }[vendor]
    for asked in (
        forged,
        replace(good, headers={}, body=good.body.replace(b"f" * 50, b"")),
        *(told_by.request(vendor, headers, body) for body in (b"", b"[]", b"null", b'"x"', b"\xff", b"[" * 50_000)),
        told_by.request(vendor, headers, b'{"event-data": 1, "payload": [], "event": {}}' + b" " * 200_000),
    ):
        answer = box.app.answer(asked)
        assert answer.status == 400 or box.collect() == [], asked
        assert TO.encode() not in answer.body
    assert box.app.answer(Request("GET", f"/-/hint/{vendor}")).status == 404
    assert box.collect() == []


def test_a_message_that_is_not_ours_is_nobodys(box: Box) -> None:
    for other in ("<20261125.1234@relay.example>", "0" * 31 + "@herald.example", "0" * 33 + "@herald.example"):
        assert box.app.answer(told_by.request("brevo", *told_by.brevo(other, TO))).status == 200

    assert box.read() == []


def test_what_a_mailbox_said_fits_into_a_letter(box: Box) -> None:
    said = "550 5.1.1 нет такого\r\n" * 200
    assert box.app.answer(told_by.request("brevo", *told_by.brevo(MESSAGE, TO, said=said))).status == 200

    (event,) = box.read()
    assert isinstance(event, Event)
    assert len(event.said) == 200
    assert event.said.startswith("550 5.1.1 ??? ??????")


def test_thousands_of_bounces_take_no_room_of_who_wants_to_leave(tmp_path: Path) -> None:
    made = Box(tmp_path / "box", each=2)
    made.collect(told=standing(hints=told_by.secrets()))
    bounce = told_by.request("mailgun", *told_by.mailgun(MESSAGE, TO))

    assert [made.app.answer(bounce).status for _ in range(3)] == [200, 200, 503]
    assert made.slots.waiting() == {"join": 0, "ask": 2, "kept": 0}
    assert made.post("/-/en/join", email=TO).status == 200
    assert any(isinstance(one, Join) for one in made.read())


@pytest.mark.parametrize(
    ("vendor", "secret"),
    [("brevo", ""), ("brevo", "nobody"), ("brevo", "a:short"), ("mailgun", "é"), ("postal", "x"), ("postal", "MEUx")],
)
def test_what_proves_nothing_is_refused_when_it_is_set(vendor: str, secret: str) -> None:
    with pytest.raises(vendors.BadSecret, match=vendor):
        vendors.refuse_bad(vendor, secret)


def test_what_proves_something_is_taken() -> None:
    for vendor, secret in told_by.secrets().items():
        vendors.refuse_bad(vendor, secret)


def test_the_library_needs_no_settings_of_django() -> None:
    words = "from tamizdat.letterbox import vendors; vendors.load(); "
    words += "[vendors._view(one, 'YTpi') for one in vendors.VENDORS]; print('read')"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, env={}, check=False)

    assert (done.stdout, done.stderr) == ("read\n", "")
