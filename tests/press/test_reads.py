"""The recorder: whatever a plate reads is noted, no less and not much more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tamizdat.press import copy
from tamizdat.press.aspects import aspect
from tamizdat.press.lists import FIRST, LAST
from tamizdat.press.reads import Reader
from tests.press.rows import NOW, key, newsroom, story


class FewBooks:
    """Books with the stories 1 to 5 in the list "en/all", of which the oldest two are on a full shelf."""

    def __init__(self) -> None:
        self.rows = {row.name: row for row in (newsroom(), *(story(number) for number in range(1, 6)))}
        self.list = sorted((f"{row.published}|{row.key}", name) for name, row in self.rows.items() if "story" in name)
        self.bounds = [("", self.list[1][0] + "~")]

    def seen(self, name: str, part: str) -> copy.Row | None:
        row = self.rows.get(name)
        return aspect(row, part) if row else None

    def newest(self, list_: str, limit: int) -> list[tuple[str, str]]:
        return self.list[::-1][:limit] if list_ == "en/all" else []

    def oldest(self, list_: str, limit: int, low: str = "") -> list[tuple[str, str]]:
        return [one for one in self.list if one[0] >= low][:limit] if list_ == "en/all" else []

    def between(self, list_: str, low: str, high: str) -> list[tuple[str, str]]:
        return [one for one in self.oldest(list_, 99, low) if one[0] < high]

    def shelf(self, list_: str, number: int) -> tuple[str, str] | None:
        return self.bounds[number - 1] if list_ == "en/all" and number <= len(self.bounds) else None

    def shelves(self, list_: str) -> int:
        return len(self.bounds) if list_ == "en/all" else 0

    def standing(self, language: str) -> dict[str, Any]:
        return {"newsroom": "Herald"}

    def pictures(self, photo: copy.Photo) -> None:
        return None

    def content(self, made: Any) -> bytes:
        return b""


@pytest.fixture
def read() -> Reader:
    return Reader(FewBooks(), NOW)


def numbers(names: list[str]) -> list[int]:
    return [number for name in names for number in range(9) if name == f"story:{key(number)}"]


def position(number: int) -> str:
    return f"{story(number).published}|{key(number)}"


def test_a_row_is_noted_with_its_aspect(read: Reader) -> None:
    seen = read.story(key(1), "card")

    assert seen is not None
    assert seen.headline == "Story 1"
    assert read.points == {f"story:{key(1)}#card"}


def test_an_aspect_shows_nothing_else(read: Reader) -> None:
    seen = read.story(key(1), "link")

    assert seen is not None
    assert (seen.deck, seen.body, seen.bylines) == ("", (), ())


def test_a_row_that_is_not_there_is_noted_too(read: Reader) -> None:
    assert read.story(key(8)) is None
    assert read.points == {f"story:{key(8)}#whole"}


def test_standing_type_and_shelves_are_points(read: Reader) -> None:
    read.standing("en")
    read.shelves("en/all")

    assert read.points == {"standing:en", "shelves:en/all"}


def test_the_newest_note_the_stretch_from_the_last_one_up(read: Reader) -> None:
    assert numbers(read.newest("en/all", 2)) == [1, 2]
    assert read.ranges == {("en/all", position(2), LAST)}


def test_when_there_are_fewer_the_whole_list_is_noted(read: Reader) -> None:
    assert numbers(read.newest("en/all", 9)) == [1, 2, 3, 4, 5]
    assert read.ranges == {("en/all", FIRST, LAST)}


def test_an_empty_list_is_noted_as_a_whole(read: Reader) -> None:
    assert read.newest("ru/all", 3) == []
    assert read.first("ru/all") is None
    assert read.ranges == {("ru/all", FIRST, LAST)}


def test_the_oldest_notes_the_stretch_up_to_it(read: Reader) -> None:
    assert read.first("en/all") == f"story:{key(5)}"
    assert read.ranges == {("en/all", FIRST, position(5))}


def test_a_full_shelf_notes_itself_and_its_stretch(read: Reader) -> None:
    assert numbers(read.shelf("en/all", 1) or []) == [5, 4]
    assert read.points == {"shelf:en/all:1"}
    assert read.ranges == {("en/all", "", position(4) + "~")}


def test_a_shelf_that_is_not_full_is_noted_as_a_point(read: Reader) -> None:
    assert read.shelf("en/all", 2) is None
    assert read.points == {"shelf:en/all:2"}


def test_the_open_shelf_notes_how_many_are_full_and_all_after_them(read: Reader) -> None:
    assert numbers(read.open_shelf("en/all")) == [3, 2, 1]
    assert read.points == {"shelves:en/all"}
    assert read.ranges == {("en/all", position(4) + "~", LAST)}


def test_asking_for_an_open_shelf_notes_no_more_than_its_first(read: Reader) -> None:
    assert read.has_open_shelf("en/all")
    assert read.ranges == {("en/all", position(4) + "~", position(3))}


def test_a_moment_to_come_makes_the_plate_due(read: Reader) -> None:
    soon, later = NOW + timedelta(hours=1), NOW + timedelta(hours=2)

    assert not read.has_come(later)
    assert not read.has_come(soon)
    assert read.has_come(NOW)
    assert read.due == soon


def test_a_moment_that_has_come_makes_nothing_due(read: Reader) -> None:
    assert read.has_come(NOW - timedelta(seconds=1))
    assert read.due is None


def test_the_month_is_due_again_when_the_next_one_begins(read: Reader) -> None:
    assert read.month().isoformat() == "2026-11-01T00:00:00+00:00"
    assert read.due is not None
    assert read.due.isoformat() == "2026-12-01T00:00:00+00:00"


def test_a_photo_that_is_not_there_is_noted_and_told(read: Reader) -> None:
    assert read.pictures("f" * 64) is None
    assert read.points == {f"photo:{'f' * 64}#whole"}
    assert read.problems == ["the photo ffffffffffff is missing or broken; printed without it"]
