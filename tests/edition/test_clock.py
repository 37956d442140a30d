"""A clock confirms the newest genuine head, and nothing that is lower, forked or forged."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tamizdat.edition import head, layout
from tamizdat.edition.clock import Clock, Nothing, Ticked
from tamizdat.edition.reading import Memory
from tamizdat.edition.refusals import Forked, Refused
from tests.edition.world import HOUR, Newsroom, Place

DAY = timedelta(days=1)


@pytest.fixture
def newsroom() -> Newsroom:
    room = Newsroom()
    room.prints(room.some_sheets(5))
    return room


@pytest.fixture
def clock(newsroom: Newsroom, tmp_path: Path) -> Clock:
    return Clock(tmp_path, newsroom.root)


def ticks(clock: Clock, newsroom: Newsroom, *places: Place) -> Ticked:
    named = {f"mirror {number}": place for number, place in enumerate(places, 1)}
    return clock.tick(named, newsroom.held["timestamp"][1], newsroom.now)


def with_head(place: Place, done: Ticked) -> Place:
    """The place after the clock has brought what it signed."""
    timed = place.copy()
    timed.files |= {layout.HEAD: done.head, layout.metadata("timestamp", 0): done.timestamp}
    return timed


def test_what_a_clock_confirms_is_current_after_the_press_has_been_silent_for_days(
    newsroom: Newsroom, clock: Clock
) -> None:
    newsroom.now += 5 * DAY
    with pytest.raises(Refused, match="timestamp expired"):
        newsroom.checks(newsroom.place)

    done = ticks(clock, newsroom, newsroom.place)

    timed = with_head(newsroom.place, done)
    assert newsroom.checks(timed).confirmed == newsroom.now
    assert done.edition == 1


def test_press_and_clock_take_turns_without_asking_each_other(newsroom: Newsroom, clock: Clock) -> None:
    memory = newsroom.reader()
    place = newsroom.place
    for _ in range(30):
        newsroom.now += timedelta(minutes=7)
        place = with_head(place, ticks(clock, newsroom, place))
        memory = newsroom.checks(place, memory).memory
        newsroom.now += timedelta(minutes=3)
        for number in range(3):
            place = newsroom.prints({f"{number}.html": str(newsroom.now).encode()})
            memory = newsroom.checks(place, memory).memory

    assert memory.roles["press"] == 91


def test_no_version_is_ever_signed_twice_by_press_and_clock() -> None:
    now = Newsroom().now

    for seen in range(0, 2_000_000, 99_991):
        assert head.press_version(seen, now) % 2 == 0
        assert head.clock_version(seen, now) % 2 == 1
        assert seen < min(head.press_version(seen, now), head.clock_version(seen, now))
        assert head.clock_version(seen, now) < head.press_version(max(seen, head.clock_version(seen, now)), now)


def test_a_clock_confirms_the_newest_of_several_places(newsroom: Newsroom, clock: Clock) -> None:
    behind = newsroom.place.copy()
    newsroom.prints({"new.html": b"new"})

    done = ticks(clock, newsroom, behind, newsroom.place)

    assert done.edition == 2


def test_a_clock_that_has_seen_the_newer_edition_does_not_confirm_the_older(newsroom: Newsroom, clock: Clock) -> None:
    behind = newsroom.place.copy()
    newsroom.prints({"new.html": b"new"})
    ticks(clock, newsroom, newsroom.place)
    newsroom.now += HOUR

    with pytest.raises(Nothing, match="older"):
        ticks(clock, newsroom, behind)


def test_a_clock_asked_twice_in_a_moment_signs_once(newsroom: Newsroom, clock: Clock) -> None:
    place = with_head(newsroom.place, ticks(clock, newsroom, newsroom.place))

    again = ticks(clock, newsroom, place)

    assert again.version == 0
    assert again.timestamp == place.files[layout.metadata("timestamp", 0)]


def test_two_signed_heads_of_one_number_are_kept_and_nothing_is_confirmed(newsroom: Newsroom, clock: Clock) -> None:
    before, stolen = newsroom.head, newsroom.place.copy()
    newsroom.prints({"true.html": b"true"})
    forged = head.publish(before, newsroom.tree, newsroom.signers(), newsroom.now + timedelta(seconds=5))
    stolen.files |= dict(forged.files())

    with pytest.raises(Forked, match="both signed"):
        ticks(clock, newsroom, newsroom.place, stolen)

    assert len(list((clock.folder / "evidence").iterdir())) == 2
    assert not (clock.folder / "memory.json").exists()


def test_a_held_clock_confirms_what_it_knew_and_no_newer_edition(newsroom: Newsroom, clock: Clock) -> None:
    ticks(clock, newsroom, newsroom.place)
    clock.hold(newsroom.now)
    newsroom.now += HOUR
    newsroom.prints({"forged.html": b"forged"})

    held = ticks(clock, newsroom, newsroom.place)
    clock.release()
    newsroom.now += HOUR
    freed = ticks(clock, newsroom, newsroom.place)

    assert (held.edition, held.held, freed.edition, freed.held) == (1, True, 2, False)


def test_there_is_nothing_to_hold_before_the_first_confirmation(newsroom: Newsroom, clock: Clock) -> None:
    with pytest.raises(Nothing, match="nothing to hold"):
        clock.hold(newsroom.now)


def test_an_expired_snapshot_is_not_a_clocks_to_confirm(newsroom: Newsroom, clock: Clock) -> None:
    newsroom.now += 15 * DAY

    with pytest.raises(Nothing, match="snapshot expired"):
        ticks(clock, newsroom, newsroom.place)


def test_a_place_that_lies_is_named_and_another_is_confirmed(newsroom: Newsroom, clock: Clock) -> None:
    liar = Place({layout.HEAD: b"<html>502</html>"})

    done = ticks(clock, newsroom, liar, Place(), newsroom.place)

    assert done.edition == 1
    assert set(done.wrong) == {"mirror 1", "mirror 2"}


def test_a_key_that_is_no_clocks_signs_nothing_that_is_given_out(newsroom: Newsroom, clock: Clock) -> None:
    with pytest.raises(Refused, match="timestamp is signed by 0"):
        clock.tick({"mirror": newsroom.place}, newsroom.held["press"][0], newsroom.now)

    assert not (clock.folder / "memory.json").exists()


def test_a_clock_remembers_over_its_restart(newsroom: Newsroom, clock: Clock) -> None:
    done = ticks(clock, newsroom, newsroom.place)

    kept = Memory.from_json(json.loads((clock.folder / "memory.json").read_text()))

    assert kept.timestamp == done.version
    assert kept.roles["press"] == 1
