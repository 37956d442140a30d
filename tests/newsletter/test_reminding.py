"""Reminders by mail: two messages at most, an address sealed in between, and nothing of it afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tamizdat.letterbox.letters import Confirm, Remind
from tamizdat.newsletter import mails, persons, reminding
from tamizdat.newsletter.lists import opened
from tamizdat.newsletter.models import Count, Letterbox, Opening, Pending, Reminder
from tamizdat.newsletter.persons import Search
from tamizdat.newsletter.rotating import SEALED, rotate
from tamizdat.newsletter.taking import REMINDED_WITHIN, REMINDER
from tamizdat.outbox.spool import Spool
from tamizdat.vault import records
from tamizdat.works.issues import DRAFT_EVERY, IssueRounds
from tests.newsletter.conftest import LIST_PHRASE, NOW, Desk, _made, _ring, office
from tests.newsletter.test_hour import AtHand, Clock
from tests.newsletter.test_readers import own, quiet  # noqa: F401  # a fixture

READER = "masha@mail.example"
TENTH = date(2027, 2, 10)  # three months after NOW


def asked(desk: Desk, months: int = 3, address: str = READER) -> str:
    """Somebody asks; returns the token that is mailed."""
    before = set(desk.mails())
    desk.take(Remind(address=address, page="ru", months=months))
    return next(record["token"] for name, record in desk.mails().items() if name not in before)


def reminded(desk: Desk, at: datetime) -> int:
    with opened(desk.ring, desk.listing, "vera", "a test", at) as readers:
        return reminding.send_due(readers, desk.spool, at)


def test_who_confirms_is_written_to_once_in_that_month_and_forgotten(desk: Desk, tmp_path: Path) -> None:
    token = asked(desk)
    assert Reminder.objects.count() == 0
    desk.take(Confirm(token=token))
    desk.take(Confirm(token=token))

    row = Reminder.objects.get()
    assert row.day == TENTH
    with pytest.raises(records.Unopened):  # the keys that are at hand do not open it
        records.open_(bytes(row.sealed), desk.ring.intake.opening(NOW), REMINDER)
    assert Pending.objects.count() == 0
    assert reminded(desk, NOW) == 0
    desk.spool.paths()[0].unlink()  # the first message is sent

    then = datetime(2027, 2, 12, 18, tzinfo=UTC)
    assert reminding.due(then.date()) == 1
    desk.now = then
    assert reminded(desk, then) == 1
    assert reminded(desk, then) == 0
    assert [(one["kind"], one["address"], one["page"]) for one in desk.mails().values()] == [("reminder", READER, "ru")]
    assert Reminder.objects.count() == 0
    assert dict(Count.objects.values_list("what", "number")) == {"asked": 1, "to remind": 1, "reminded": 1}


def test_who_does_not_confirm_is_not_written_to(desk: Desk) -> None:
    token = asked(desk)
    desk.now = NOW + timedelta(days=8)
    desk.take(Confirm(token=token))
    desk.taking.forget(desk.now)

    assert (Reminder.objects.count(), Pending.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("day", "months", "due"), [(25, 1, date(2026, 12, 10)), (25, 6, date(2027, 5, 10)), (1, 9, date(2027, 8, 10))]
)
def test_all_who_ask_for_a_month_are_written_to_together(desk: Desk, day: int, months: int, due: date) -> None:
    desk.now = NOW.replace(day=day)
    desk.take(Confirm(token=asked(desk, months)))

    assert Reminder.objects.get().day == due


def test_what_nobody_opened_the_list_for_is_forgotten(desk: Desk) -> None:
    desk.take(Confirm(token=asked(desk)))
    late = datetime(2027, 2, 10, tzinfo=UTC) + REMINDED_WITHIN

    desk.taking.forget(late)
    assert Reminder.objects.count() == 1
    desk.taking.forget(late + timedelta(days=1))
    assert Reminder.objects.count() == 0


def test_nothing_is_sent_where_nothing_may_be(desk: Desk) -> None:
    desk.take(Confirm(token=asked(desk)))
    then = datetime(2027, 2, 12, tzinfo=UTC)
    with opened(desk.ring, desk.listing, "vera", "a test", then) as readers:
        readers.suppress(READER, "asked", then)

    assert reminded(desk, then) == 0
    assert Reminder.objects.count() == 0


def test_it_is_shown_and_forgotten_like_the_rest(desk: Desk) -> None:
    desk.take(Confirm(token=asked(desk)))
    desk.take(Confirm(token=asked(desk, address="other@mail.example")))
    with opened(desk.ring, desk.listing, "vera", "a test", NOW) as readers:
        held = Search(readers, desk.spool, NOW).of(READER)

    assert held.as_dict()["reminders"] == [{"address": READER, "page": "ru", "day": str(TENTH)}]
    persons.forget(held, NOW)
    assert Reminder.objects.count() == 1


def test_another_key_of_the_list_opens_it(own: Desk, tmp_path: Path) -> None:  # noqa: F811
    own.take(Confirm(token=asked(own)))
    assert rotate(own.ring, tmp_path, LIST_PHRASE, "the next", quiet) == 2  # and the key of marks

    own.listing = own.ring.unlocked("the next")
    own.now = datetime(2027, 2, 12, tzinfo=UTC)
    assert reminded(own, own.now) == 1
    assert {model.__name__ for model in SEALED} == {"Subscription", "Wish", "Reminder"}


@pytest.mark.parametrize(("kind", "link"), [("remind", "/-/ru/remind/t0ken"), ("reminder", "/ru/support.html")])
def test_the_messages_say_little_and_lead_to_one_page(kind: str, link: str) -> None:
    record = {"kind": kind, "address": READER, "page": "ru", "token": "t0ken"}
    message = mails.message(record, "Портовый вестник", "post@herald.example", "https://herald.example", NOW)

    assert f"https://herald.example{link}\n" in message.text
    assert "Портовый" not in message.subject
    assert "адрес" in message.text
    assert message.html == ""


def test_while_the_list_is_open_the_round_sends_what_is_due(home: Path, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    desk = Desk(_ring(settings.KEYS), _made()[1], Spool(home / "outbox" / "spool"), now=now)
    Letterbox.objects.create(address="https://herald.example")
    office()
    desk.take(Confirm(token=asked(desk)))
    Reminder.objects.update(day=now.date())
    clock, door = Clock(now), AtHand()
    rounds = IssueRounds(home, door, clock)
    before = Opening.objects.count()

    rounds.turn()
    assert Reminder.objects.count() == 1  # the list is locked
    door.stand_open(now)
    clock.now += DRAFT_EVERY
    rounds.turn()

    assert Reminder.objects.count() == 0
    assert sorted(one["kind"] for one in desk.mails().values()) == ["remind", "reminder"]
    assert [one.purpose for one in Opening.objects.order_by("pk")][before:] == ["remind readers who asked"]
