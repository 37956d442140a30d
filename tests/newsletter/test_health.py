"""What `doctor` says of the newsletter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from tamizdat.doctor import State
from tamizdat.newsletter.health import MANY, newsletter
from tamizdat.newsletter.hour import LOCKED
from tamizdat.newsletter.models import Issue, Letterbox
from tamizdat.outbox.inbox import Inbox
from tamizdat.outbox.office import Office
from tests.newsletter.conftest import NOW, Desk, office
from tests.outbox.mail import relay


def said() -> tuple[State, str]:
    found = newsletter(NOW)
    assert found.state is State.FINE or found.mend
    return found.state, found.says


def test_a_demo_needs_no_relay(desk: Desk) -> None:
    Letterbox.objects.create(address="http://localhost:8000")
    mark = Path(settings.HOME) / "demo"
    mark.touch()
    try:
        assert said() == (State.FINE, "All mail of a demo is caught on this machine.")
    finally:
        mark.unlink()


def test_it_tells_the_worst_and_all_is_well_when_it_is(desk: Desk) -> None:
    assert said() == (State.FINE, "There is no newsletter.")
    box = Letterbox.objects.create(address="https://herald.example")
    assert said()[0] is State.WRONG
    office()
    assert "no relay" in said()[1]
    office(relay(2525))
    state, says = said()
    assert (state, "Nobody reads what comes back" in says) == (State.SOON, True)
    found = Office.of(settings.KEYS)
    assert found
    secret = Path(settings.KEYS) / "outbox" / "x"
    replace(found, inbox=Inbox(host="mail.example", port=993, user="b", secret=secret)).keep(settings.KEYS)
    assert said() == (State.WRONG, "The letterbox https://herald.example has not answered for an hour.")
    box.heard = NOW
    box.save()
    assert said()[0] is State.FINE
    Letterbox.objects.create(address="https://second.example", heard=NOW - timedelta(hours=2))
    assert said()[0] is State.SOON
    Letterbox.objects.filter(address="https://second.example").delete()

    spool = Path(settings.HOME) / "outbox" / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    for number in range(MANY):
        (spool / f"m{number}").write_bytes(b"x")
    assert said() == (State.SOON, f"{MANY} messages to readers were tried, and wait.")

    issue = Issue.objects.create(language="en", subject="S", due=NOW - timedelta(minutes=1), state="approved")
    assert said()[0] is State.SOON  # its rounds have not come to it yet
    for waits, word in ((LOCKED, "locked"), ("there is no room.", "there is no room.")):
        Issue.objects.update(waits=waits)
        assert said() == (State.WRONG, said()[1])
        assert word in said()[1]
        assert str(issue.pk) in said()[1]
