"""Shelves: a full one never changes, and together they hold everything once."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tamizdat.press import filing
from tamizdat.press.lists import FIRST, shelf_size
from tamizdat.press.models import Entry, Shelf
from tamizdat.press.run import Press
from tamizdat.press.shelving import TOO_LONG, fill
from tests.press.folders import snapshot
from tests.press.rows import NOW, moment, story

LIST = "en/all"
SIZE = shelf_size(LIST)


def arrive(*hours: float) -> set[int]:
    """Stories of so many hours ago come in at once."""
    positions = [f"{moment(hour)}|{index:032}" for index, hour in enumerate(hours)]
    Entry.objects.bulk_create(
        [Entry(list=LIST, position=position, row="story:x") for position in positions], ignore_conflicts=True
    )
    return fill(LIST, min(positions))


def bounds() -> list[tuple[str, str]]:
    return list(Shelf.objects.filter(list=LIST).order_by("number").values_list("low", "high"))


def on_shelf(low: str, high: str) -> int:
    return Entry.objects.filter(list=LIST, position__gte=low, position__lt=high).count()


def assert_sound() -> None:
    """Numbered from one, each begins where the one before ends, none too short or long, few left over."""
    shelves = bounds()
    assert list(Shelf.objects.order_by("number").values_list("number", flat=True)) == list(range(1, len(shelves) + 1))
    edges = [FIRST, *(high for _, high in shelves)]
    assert [low for low, _ in shelves] == edges[:-1]
    assert all(low < high for low, high in shelves)
    held = [on_shelf(low, high) for low, high in shelves]
    assert all(SIZE <= count <= TOO_LONG * SIZE for count in held)
    loose = Entry.objects.filter(list=LIST, position__gte=edges[-1]).count()
    assert loose < SIZE
    assert sum(held) + loose == Entry.objects.filter(list=LIST).count()


def test_loose_stories_become_a_shelf_when_they_fill_one(books: None) -> None:
    assert arrive(*range(100, 100 - SIZE + 1, -1)) == set()
    assert arrive(50) == {1}
    assert_sound()


def test_new_stories_leave_full_shelves_alone(books: None) -> None:
    arrive(*range(200, 150, -1))
    before = bounds()

    changed = arrive(*range(100, 70, -1))

    assert bounds()[: len(before)] == before
    assert changed == {3, 4}
    assert_sound()


def test_an_old_story_goes_to_the_shelf_of_its_time(books: None) -> None:
    arrive(*range(200, 150, -1))
    before = bounds()

    assert arrive(190.5) == set()
    assert bounds() == before
    assert on_shelf(*before[0]) == SIZE + 1


def test_a_large_import_of_old_stories_cuts_the_list_anew_from_there_on(books: None) -> None:
    arrive(*range(400, 300, -1))
    before = bounds()

    changed = arrive(*(355 + number / 100 for number in range(TOO_LONG * SIZE)))

    assert bounds()[:2] == before[:2]
    assert changed == set(range(3, len(bounds()) + 1))
    assert_sound()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 5000), min_size=1, max_size=90, unique=True), max_size=8))
def test_however_stories_arrive_the_shelves_stay_sound(books: None, batches: list[list[int]]) -> None:
    Entry.objects.all().delete()
    Shelf.objects.all().delete()
    for batch in batches:
        changed_before = dict(zip(range(1, 999), bounds(), strict=False))
        changed = arrive(*batch)
        kept = {number: bound for number, bound in changed_before.items() if number not in changed}
        assert kept.items() <= dict(zip(range(1, 999), bounds(), strict=False)).items()
        assert_sound()


def test_a_printed_full_shelf_does_not_change_when_stories_are_added(press: Press) -> None:
    filing.file([story(number) for number in range(100, 100 - SIZE - 5, -1)])
    press.run(NOW)
    filing.file([story(number) for number in range(70, 75 - SIZE, -1)])

    before = snapshot(press.folder.folder)
    press.run(NOW)
    after = snapshot(press.folder.folder)

    # Its way to the newer page is part of it: that changes once, when the next shelf fills.
    assert before["en/all/1.html"].count(b"Story 1") == after["en/all/1.html"].count(b"Story 1")
    filing.file([story(number) for number in range(40, 20, -1)])
    press.run(NOW)
    assert snapshot(press.folder.folder)["en/all/1.html"] == after["en/all/1.html"]


def test_every_story_stands_on_the_pages_of_its_list(press: Press) -> None:
    numbers = random.Random(3).sample(range(1, 400), 130)
    for batch in (numbers[:50], numbers[50:60], numbers[60:]):
        filing.file([story(number) for number in batch])
        press.run(NOW)

    listed = b"".join(content for path, content in snapshot(press.folder.folder).items() if path.startswith("en/all/"))
    assert [number for number in numbers if f">Story {number}<".encode() not in listed] == []


@pytest.mark.parametrize("list_", ["en/all", "en/section/news", "ru/byline/lev", "en/topic/ferry"])
def test_a_page_of_a_list_holds_twenty(list_: str) -> None:
    assert shelf_size(list_) == 20
