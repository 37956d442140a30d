"""Readers whose mail comes back, who complain, or who leave by mail."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tamizdat.letterbox import letters
from tamizdat.newsletter import issues, returning
from tamizdat.newsletter.models import Count, Gone, Heard, Issue, Letterbox, Subscription
from tamizdat.newsletter.room import Room
from tamizdat.newsletter.sending import Sender
from tamizdat.outbox import inbox
from tamizdat.outbox.inbox import Inbox
from tamizdat.outbox.returned import Why
from tamizdat.outbox.smtp import Tls
from tamizdat.outbox.spool import Spool
from tamizdat.works.letters import Letters
from tamizdat.works.round import make_round
from tests import cast
from tests.letterbox.post import running as letterbox
from tests.letterbox.vendors import mailgun, request
from tests.newsletter.conftest import NOW, Desk, _made, _ring, office
from tests.outbox.mail import relay
from tests.outbox.mailbox import mailbox
from tests.outbox.sink import sinking
from tests.outbox.test_returned import report

DAY = timedelta(days=1)


def counted() -> dict[str, int]:
    return dict(Count.objects.filter(what__in=list(Why)).values_list("what", "number"))


def test_one_evening_of_bounces_is_forgiven_and_another_week_ends_it(desk: Desk) -> None:
    token = desk.confirmed("reader@mail.example")
    for _ in range(3):
        assert returning.take(Why.BOUNCED, token, NOW)
    assert returning.take(Why.BOUNCED, token, NOW + DAY)
    assert Subscription.objects.exists()

    assert returning.take(Why.BOUNCED, token, NOW + 7 * DAY)

    assert not Subscription.objects.exists()
    assert counted() == {"bounced": 1}
    assert not returning.take(Why.BOUNCED, token, NOW + 14 * DAY)


def test_a_bounce_of_long_ago_is_forgotten(desk: Desk) -> None:
    token = desk.confirmed("reader@mail.example")
    returning.take(Why.BOUNCED, token, NOW)
    returning.take(Why.BOUNCED, token, NOW + 90 * DAY)
    assert Subscription.objects.exists()

    returning.take(Why.BOUNCED, token, NOW + 97 * DAY)
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("why", [Why.LEFT, Why.COMPLAINED])
def test_who_complains_or_leaves_by_mail_gets_nothing_more(desk: Desk, why: Why) -> None:
    token = desk.confirmed("reader@mail.example")
    desk.confirmed("other@mail.example")

    assert returning.take(why, token, NOW)
    assert not returning.take(why, token, NOW)
    assert not returning.take(why, "of nobody at all", NOW)

    assert Subscription.objects.count() == 1
    assert Gone.objects.count() == 1
    assert counted() == {str(why): 1}


def test_what_a_relay_calls_dead_twice_is_taken_off_the_list(home: Path, tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    cast.story().publish(now=now - timedelta(hours=1))
    make_round(now)
    Letterbox.objects.create(address="https://herald.example")
    office()
    readers = Desk(_ring(settings.KEYS), _made()[1], Spool(tmp_path / "spool"), now=now)
    for name in ("never", "good1", "good2"):
        readers.confirmed(f"{name}@mail.example")
    Subscription.objects.update(bounced=(now - 7 * DAY).date())
    room = Room.of(home)
    issue = issues.draft(room.newsroom, "en", now, "vera")
    room.approve(issue, "lev", others=True)
    room.freeze(issue, readers.listing, "vera", now, lambda done, total: None)

    with sinking() as sink:
        Sender(home, issue, [relay(sink.port)]).send(readers.listing, now)

    assert Issue.objects.get().figures == {"sent": 2, "refused": 1, "skipped": 0}
    assert Subscription.objects.count() == 2
    assert counted() == {"bounced": 1}


def test_a_round_reads_the_mailbox_and_a_mailbox_that_is_away_holds_nothing_up(home: Path, tmp_path: Path) -> None:
    readers = Desk(_ring(settings.KEYS), _made()[1], Spool(tmp_path / "spool"), now=datetime.now(UTC))
    token, other = (readers.confirmed(f"{name}@mail.example") for name in ("leaves", "complains"))
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with mailbox() as served:
        of = Inbox(host="127.0.0.1", port=served.port, user="bounces", secret=secret, tls=Tls.NONE)
        replace(office(), inbox=of).keep(settings.KEYS)
        inbox.read(of, tmp_path / "first", lambda content: False)  # its folders are made
        served.put("1", f"To: leave+{token}@herald.example\r\n\r\n".encode())
        served.put("2", report("feedback-report", token=other))
        letters = Letters(home)
        done = letters.round(datetime.now(UTC))
        assert (done.returned, done.trouble) == (2, "")
        assert len(served) == 0
        served.put("3", report(token=token))  # late, of one who is gone
        assert letters.round(datetime.now(UTC)).returned == 1
        assert len(served) == 0
        assert not Subscription.objects.exists()

    done = letters.round(datetime.now(UTC))
    assert "cannot be read" in done.trouble


@pytest.mark.parametrize("edition", [False, True])
def test_a_vendors_event_ends_whom_its_message_went_to(home: Path, tmp_path: Path, edition: bool) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    cast.story().publish(now=now - timedelta(hours=1))
    make_round(now)
    Letterbox.objects.create(address="https://herald.example")
    office()
    readers = Desk(_ring(settings.KEYS), _made()[1], Spool(tmp_path / "spool"), now=now)
    for name in ("complains", "dies", "stays"):
        readers.confirmed(f"{name}@mail.example", full=edition)
    room = Room.of(home)
    issue = issues.draft(room.newsroom, "en", now, "vera")
    room.approve(issue, "lev", others=True)
    room.freeze(issue, readers.listing, "vera", now, lambda done, total: None)
    with sinking() as sink:
        Sender(home, issue, [relay(sink.port)]).send(readers.listing, now)
    ids = {
        to.partition("@")[0]: re.search(rb"\r\nMessage-ID: <(\w+)@", content)[1].decode()  # type: ignore[index]
        for to, content in sink.taken
    }
    assert len(set(ids.values())) == 3

    dead = "550 5.1.1 no such user"
    for letter in [
        letters.Event(why="complained", message=ids["complains"], said=""),
        letters.Event(why="complained", message=ids["complains"], said=""),  # told twice
        letters.Event(why="bounced", message=ids["dies"], said=dead),
        letters.Event(why="bounced", message=ids["stays"], said="550 5.7.1 the sender is on our blocklist"),
        letters.Event(why="left", message="0" * 32, said=""),
        letters.Event(why="owns us", message=ids["stays"], said=""),
    ]:
        readers.take(letter)

    assert Heard.objects.count() == 4
    assert returning.place(now) == 2  # one left; one bounced, which is forgiven once
    assert Heard.objects.count() == 0
    assert Subscription.objects.count() == 2
    readers.take(letters.Event(why="bounced", message=ids["dies"], said=dead))
    assert returning.place(now + 7 * DAY) == 1
    assert Subscription.objects.count() == 1
    assert counted() == {"complained": 1, "bounced": 1}
    readers.take(letters.Event(why="left", message=ids["stays"], said=""))
    assert returning.place(now + 31 * DAY) == 0  # of an issue of long ago


def test_a_round_tells_letterboxes_by_what_vendors_prove_their_events(home: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("key-of-a-test\n")
    replace(office(), webhooks={"mailgun": secret}).keep(settings.KEYS)
    readers = Desk(_ring(settings.KEYS), _made()[1], Spool(tmp_path / "spool"), now=datetime.now(UTC))
    readers.confirmed("reader@mail.example")
    key = base64.b64encode(readers.ring.collector.public_key().public_bytes_raw()).decode()
    with letterbox(tmp_path / "box", collector=key) as box:
        Letterbox.objects.create(address=f"http://127.0.0.1:{box.port}")
        now = datetime.now(UTC)
        rounds = Letters(home)
        assert rounds.round(now).trouble == ""
        asked = mailgun(f"{'0' * 32}@herald.example", "reader@mail.example", "complained")
        event = request("mailgun", *asked)
        assert box.ask("POST", event.path, event.body)[0] == 200
        done = rounds.round(now)
        assert (done.collected.letters, done.returned) == (1, 0)
        assert Heard.objects.count() == 0
        secret.unlink()
        with pytest.raises(FileNotFoundError):
            rounds.round(now)
