"""From a form to the mailbox and back, over sockets: letterbox, collector, spool, relay."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import dkim
import pytest
from django.conf import settings
from django.db import OperationalError

from tamizdat.newsletter.at_hand import NoNewsletter
from tamizdat.newsletter.models import Came, Letterbox, Pending, Subscription, Token
from tamizdat.newsletter.taking import WAITS
from tamizdat.outbox.office import records
from tamizdat.vault import records as records_of
from tamizdat.vault.keys import OpeningKey
from tamizdat.vault.prints import fingerprint
from tamizdat.works.letters import Letters
from tests.letterbox.post import running
from tests.mirrors.servers import free_port
from tests.newsletter.conftest import PHRASE, lay_keys, office
from tests.outbox.mail import relay
from tests.outbox.sink import sinking

READER = "reader@mail.example"


def text_of(content: bytes) -> str:
    message = message_from_bytes(content, policy=policy.default)
    return message.get_content()


def test_sign_up_confirm_and_leave_over_the_wire(home: Path, tmp_path: Path) -> None:
    with sinking() as sink:
        office(relay(sink.port))
        letters = Letters(home)
        port = free_port()
        with running(tmp_path / "box", collector=letters.ring.collector_name, port=port) as box:
            assert box.ask("GET", "/-/en/join")[0] == 503
            Letterbox.objects.create(address=f"http://127.0.0.1:{port}")
            letters.round(datetime.now(UTC))
            assert box.post("/-/ru/join", email=READER) == 200
            first = letters.round(datetime.now(UTC))
            assert (first.collected.letters, first.sent.sent) == (1, 1)

            recipient, content = sink.taken[0]
            link = re.search(r"http://127\.0\.0\.1:\d+(/-/ru/confirm/\S+)", text_of(content))
            assert recipient == READER
            assert link
            assert box.ask("GET", link[1])[0] == 200
            assert letters.round(datetime.now(UTC)).collected.letters == 0
            assert box.ask("POST", link[1])[0] == 200
            letters.round(datetime.now(UTC))
            assert Subscription.objects.count() == 1

            away = re.search(r"(/-/ru/leave/(\S+))", text_of(sink.taken[1][1]))
            assert away
            assert Token.objects.get().print == fingerprint(away[2])
            assert box.ask("POST", f"/-/leave/{away[2]}", b"List-Unsubscribe=One-Click")[0] == 200
            letters.round(datetime.now(UTC))

        assert not Subscription.objects.exists()
        assert Letterbox.objects.get().trouble == ""


def test_the_confirmation_is_signed_and_neutral(home: Path, tmp_path: Path) -> None:
    with sinking() as sink:
        made = office(relay(sink.port))
        letters = Letters(home)
        letters.spool.put(
            "join-1",
            {"kind": "join", "address": READER, "page": "en", "token": "t" * 32},
            letters.ring.intake.sealing(datetime.now(UTC)),
            datetime.now(UTC),
        )
        letters.round(datetime.now(UTC))

    content = sink.taken[0][1].removesuffix(b".\r\n")
    zone = dict(records(made, made.signing(settings.KEYS, PHRASE)))
    assert dkim.verify(content, dnsfunc=lambda name, timeout=5: zone[name.decode().rstrip(".")].encode())
    message = message_from_bytes(content, policy=policy.default)
    assert "Herald" not in message["Subject"] + message["From"].addresses[0].display_name
    assert message["List-Id"] is None
    assert message["List-Unsubscribe"] is None
    assert message["X-Mailer"] is None
    assert "Herald" in message.get_content()
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


def test_a_letterbox_that_is_away_keeps_nobody_waiting(home: Path, tmp_path: Path) -> None:
    with sinking() as sink:
        office(relay(sink.port))
        letters = Letters(home)
        port = free_port()
        Letterbox.objects.create(address=f"http://127.0.0.1:{free_port()}")
        Letterbox.objects.create(address=f"http://127.0.0.1:{port}")
        with running(tmp_path / "box", collector=letters.ring.collector_name, port=port) as box:
            letters.round(datetime.now(UTC))
            box.post("/-/en/join", email=READER)
            done = letters.round(datetime.now(UTC))

    assert (done.collected.letters, done.collected.away) == (1, 1)
    assert "does not answer" in Letterbox.objects.order_by("id")[0].trouble
    assert sink.recipients == {READER: 1}


def test_while_the_database_is_locked_letters_stay_where_they_are(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office()
    letters = Letters(home)
    port = free_port()
    with running(tmp_path / "box", collector=letters.ring.collector_name, port=port) as box:
        Letterbox.objects.create(address=f"http://127.0.0.1:{port}")
        letters.round(datetime.now(UTC))
        assert box.post("/-/en/join", email=READER) == 200

        def locked(**named: object) -> None:
            raise OperationalError("database is locked")

        with monkeypatch.context() as patch:
            patch.setattr(Came.objects, "create", locked)
            with pytest.raises(OperationalError):
                letters.round(datetime.now(UTC))
        assert not Pending.objects.exists()

        assert letters.round(datetime.now(UTC)).collected.letters == 1
    assert Pending.objects.count() == 1


def test_mail_waits_for_a_relay_and_says_why(home: Path) -> None:
    now = datetime.now(UTC)
    away = relay(free_port())
    office(away)
    letters = Letters(home)
    record = {"kind": "join", "address": READER, "page": "en", "token": "t" * 32}
    letters.spool.put("join-1", record, letters.ring.intake.sealing(now), now)

    done = letters.round(now)

    assert (done.sent.sent, done.sent.waiting) == (0, 1)
    assert "does not answer" in done.sent.why
    with sinking() as sink:
        office().without_relay(away.name).with_relay(relay(sink.port)).keep(settings.KEYS)
        assert Letters(home).round(now).sent.sent == 1


def test_a_relay_that_is_added_while_the_newsroom_is_served_is_used(home: Path) -> None:
    now = datetime.now(UTC)
    office()
    letters = Letters(home)
    record = {"kind": "join", "address": READER, "page": "en", "token": "t" * 32}
    letters.spool.put("join-1", record, letters.ring.intake.sealing(now), now)
    assert letters.round(now).sent.why == "there is no relay to send over."
    with sinking() as sink:
        office(relay(sink.port))
        assert letters.round(now).sent.sent == 1


def test_a_machine_that_was_off_for_weeks_goes_on(home: Path) -> None:
    """What waited for an answer is sealed for a key that is destroyed by now."""
    then, now = datetime.now(UTC) - timedelta(weeks=4), datetime.now(UTC)
    office()
    letters = Letters(home)
    for kind, day in (("later", then), ("later", now), ("join", then)):
        sealed = records_of.seal({"kind": kind}, OpeningKey.new().sealing, WAITS)
        Pending.objects.create(kind=kind, print=os.urandom(16), sealed=sealed, day=day.date())

    done = letters.round(now)

    assert done.collected.mailed_later == 0
    assert Pending.objects.count() == 1


def test_what_a_relay_puts_off_is_tried_again_and_what_it_refuses_is_not(home: Path) -> None:
    now = datetime.now(UTC)
    with sinking() as sink:
        office(relay(sink.port))
        letters = Letters(home)
        for name in ("later", "never"):
            record = {"kind": "join", "address": f"{name}@mail.example", "page": "en", "token": "t" * 32}
            letters.spool.put(f"join-{name}", record, letters.ring.intake.sealing(now), now)
        done = letters.round(now)

    assert (done.sent.refused, done.sent.waiting) == (1, 1)
    assert [path.name for path in letters.spool.paths()] == ["join-later"]


def test_without_keys_or_a_sender_it_says_how_to_begin(newsroom: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAMIZDAT_KEYS_PASSPHRASE", PHRASE)
    Path(settings.KEYS).mkdir(exist_ok=True)
    with pytest.raises(NoNewsletter, match="letters add"):
        Letters(Path(settings.HOME))
    lay_keys(settings.KEYS)
    with pytest.raises(NoNewsletter, match="relay from"):
        Letters(Path(settings.HOME))
