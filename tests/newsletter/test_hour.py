"""The hour: drafts before it, what was approved at it, and waiting while the list is locked or a relay is away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tamizdat.newsletter import issues
from tamizdat.newsletter.door import LONGEST, Door
from tamizdat.newsletter.hour import LOCKED
from tamizdat.newsletter.models import Issue, Letterbox, Opening, Rhythm
from tamizdat.newsletter.room import Room
from tamizdat.newsletter.sending import Sender
from tamizdat.outbox.spool import Spool
from tamizdat.vault.keys import BadKey
from tamizdat.works.issues import AGAIN, DRAFT_EVERY, IssueRounds
from tamizdat.works.round import make_round
from tests import cast
from tests.mirrors.servers import free_port
from tests.newsletter.conftest import LIST_PHRASE, Desk, _made, _ring, office
from tests.outbox.mail import relay
from tests.outbox.sink import sinking

FRIDAY = datetime(2026, 12, 4, 18, 0, tzinfo=UTC)


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class AtHand(Door):
    """A door whose key is taken from a shelf: opening one costs a second."""

    def stand_open(self, now: datetime, hours: int = 2) -> None:
        self._key, self._until, self._by = _made()[1], now + timedelta(hours=hours), "vera"


@pytest.fixture
def clock() -> Clock:
    return Clock(FRIDAY - timedelta(hours=4))


@pytest.fixture
def readers(home: Path, clock: Clock, tmp_path: Path) -> Desk:
    cast.story(headline="Harbour pilots stop work").publish(now=clock.now - timedelta(hours=1))
    make_round(clock.now)
    Letterbox.objects.create(address="https://herald.example")
    office()
    return Desk(_ring(settings.KEYS), _made()[1], Spool(tmp_path / "spool"), now=clock.now)


@pytest.fixture
def rounds(home: Path, readers: Desk, clock: Clock) -> IssueRounds:
    return IssueRounds(home, AtHand(), clock)


def approved(home: Path, readers: Desk, due: datetime = FRIDAY, number: int = 2) -> Issue:
    for one in range(number):
        readers.confirmed(f"r{one}@mail.example")
    room = Room.of(home)
    issue = issues.draft(room.newsroom, "en", readers.now, "vera")
    issues.change(issue, "vera", {}, due)
    room.approve(issue, "lev", others=True)
    return issue


def now_is(issue: Issue) -> tuple[str, str]:
    issue.refresh_from_db()
    return issue.state, issue.waits


def test_an_approved_issue_is_frozen_before_its_hour_and_posted_at_it(
    home: Path, readers: Desk, rounds: IssueRounds, clock: Clock
) -> None:
    issue = approved(home, readers)
    with sinking() as sink:
        office(relay(sink.port))
        rounds.door.stand_open(clock.now, hours=8)  # type: ignore[attr-defined]
        rounds.turn()
        assert now_is(issue) == ("approved", "")
        clock.now = FRIDAY - timedelta(minutes=5)
        rounds.turn()
        assert now_is(issue) == ("frozen", "")
        assert sink.taken == []
        clock.now = FRIDAY
        for _ in range(2):
            rounds.turn()

    assert now_is(issue) == ("sent", "")
    assert issue.figures == {"sent": 2, "refused": 0, "skipped": 0}
    assert set(sink.recipients.values()) == {1}


def test_while_the_list_is_locked_it_waits_says_so_and_goes_out_when_it_is_opened(
    home: Path, readers: Desk, rounds: IssueRounds, clock: Clock
) -> None:
    issue = approved(home, readers)
    clock.now = FRIDAY - timedelta(minutes=5)
    rounds.turn()
    assert now_is(issue) == ("approved", "")  # nobody is late yet
    clock.now = FRIDAY + timedelta(minutes=1)
    rounds.turn()
    assert now_is(issue) == ("approved", LOCKED)
    with sinking() as sink:
        office(relay(sink.port))
        clock.now = FRIDAY + timedelta(hours=3)
        rounds.door.stand_open(clock.now)  # type: ignore[attr-defined]
        rounds.turn()

    assert now_is(issue) == ("sent", "")
    assert len(sink.taken) == 2


def test_nothing_goes_out_that_was_not_approved_as_it_is(
    home: Path, readers: Desk, rounds: IssueRounds, clock: Clock
) -> None:
    issue = approved(home, readers)
    issue.picks.update(headline="Another headline")
    clock.now = FRIDAY
    rounds.door.stand_open(clock.now)  # type: ignore[attr-defined]
    rounds.turn()

    state, waits = now_is(issue)
    assert state == "approved"
    assert "not approved as it is now" in waits
    Room.of(home).approve(issue, "lev", others=True)
    rounds.turn()
    assert now_is(issue)[0] == "frozen"  # at once


def test_a_relay_that_is_away_is_asked_again_later(
    home: Path, readers: Desk, rounds: IssueRounds, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = approved(home, readers)
    office(relay(free_port()))
    clock.now = FRIDAY
    rounds.door.stand_open(clock.now)  # type: ignore[attr-defined]
    rounds.turn()
    state, waits = now_is(issue)
    assert state == "frozen"
    assert waits

    tries: list[int] = []
    real = Room.post
    monkeypatch.setattr(Room, "post", lambda *given: tries.append(1) or real(*given))
    rounds.turn()
    assert tries == []  # not at once
    with sinking() as sink:
        for one in Room.of(home).office.relays:
            Room.of(home).office.without_relay(one.name).keep(settings.KEYS)
        office(relay(sink.port))
        clock.now += AGAIN
        rounds.turn()

    assert tries == [1]
    assert now_is(issue) == ("sent", "")


def test_when_the_first_are_refused_it_stops_until_somebody_has_looked(
    home: Path, readers: Desk, rounds: IssueRounds, clock: Clock
) -> None:
    issue = approved(home, readers, number=25)
    with sinking(at_data=lambda number: "550" if number <= 20 else "") as sink:
        office(relay(sink.port))
        clock.now = FRIDAY
        rounds.door.stand_open(clock.now)  # type: ignore[attr-defined]
        rounds.turn()
        state, waits = now_is(issue)
        assert state == "frozen"
        assert "were refused" in waits
        rounds.door.shut()
        clock.now += AGAIN
        rounds.turn()
        assert now_is(issue) == ("frozen", waits)  # a locked list does not hide why it was stopped
        rounds.door.stand_open(clock.now)  # type: ignore[attr-defined]
        rounds.turn()
        assert sink.taken == []
        assert Sender(home, issue, ()).is_stopped

        Sender(home, issue, ()).resume()
        rounds.turn()

    assert now_is(issue) == ("sent", "")
    figures = issue.figures
    assert 10 < figures["refused"] <= 20  # the relay was paused before all of the first were tried
    assert figures == {"sent": 25 - figures["refused"], "refused": figures["refused"], "skipped": 0}
    assert len(sink.taken) == figures["sent"]


def test_an_issue_is_drafted_for_each_language_that_somebody_reads_some_days_before(
    home: Path, readers: Desk, rounds: IssueRounds, clock: Clock
) -> None:
    readers.confirmed("reader@mail.example")

    def drafted() -> list[tuple[str, datetime]]:
        clock.now += DRAFT_EVERY
        rounds.turn()
        return [(one.language, one.due) for one in Issue.objects.order_by("pk")]

    clock.now = FRIDAY - timedelta(days=2, hours=1)
    assert drafted() == []  # nobody has set a rhythm
    Rhythm.objects.create(weekday=4, hour=18)
    rounds = IssueRounds(home, rounds.door, clock)
    clock.now = FRIDAY - timedelta(days=5)
    assert drafted() == []
    clock.now = FRIDAY - timedelta(days=2)
    due = drafted()
    assert [language for language, _ in due] == ["en"]
    assert abs(due[0][1] - FRIDAY) < timedelta(hours=14)  # at six on the newsroom's own clock
    assert drafted() == due
    readers.confirmed("russian@mail.example", page="ru", languages=["ru"])
    assert [language for language, _ in drafted()] == ["en", "ru"]


def test_the_door_shuts_by_itself_and_every_opening_is_written_down(readers: Desk) -> None:
    door, now = Door(), FRIDAY
    with pytest.raises(BadKey, match="does not open"):
        door.open(readers.ring, "of another list", "vera", now, now + timedelta(hours=1))
    assert door.key(now) is None
    assert not Opening.objects.exists()

    door.open(readers.ring, LIST_PHRASE, "vera", now, now + timedelta(days=3))
    assert door.until(now) == now + LONGEST
    assert door.key(now) == readers.listing
    assert door.key(now + LONGEST) is None
    assert door.by == ""
    assert [row.who for row in Opening.objects.all()] == ["vera"]

    door.open(readers.ring, LIST_PHRASE, "vera", now, now + timedelta(hours=1))
    door.shut()
    assert door.key(now) is None
