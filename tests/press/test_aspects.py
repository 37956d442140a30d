"""What part of a story a change touches."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import pytest

from tamizdat.press import copy, filing
from tamizdat.press.aspects import ASPECTS, aspect, touched
from tamizdat.press.intake import take_in
from tamizdat.press.models import Plate
from tamizdat.press.run import Press
from tests.press.rows import NOW, moment, page, passage, photo, story, use

CHANGES: dict[str, tuple[Any, set[str]]] = {
    "language": ("ru", {"link", "card", "changed", "corrections"}),
    "translation": ("other", {"changed"}),
    "address": ("en/other.html", {"link", "card", "changed", "corrections"}),
    "former": (("old/",), set()),
    "genre": ("opinion", {"card"}),
    "section": ("courts", {"card"}),
    "topics": (("ferry",), set()),
    "bylines": ((), {"card"}),
    "headline": ("Other", {"link", "card", "corrections"}),
    "deck": ("Other", {"card"}),
    "dateline": ("Eastquay", set()),
    "social_headline": ("Other", set()),
    "photo": (copy.PhotoUse(photo="f", caption="", credit="c", alt=""), {"card"}),
    "body": ((passage("Other"),), set()),
    "related": (("f",), set()),
    "corrections": ((copy.Correction(day="2026-11-20", kind="update", wrong="", right="x"),), {"corrections"}),
    "published": (moment(50), {"card", "changed"}),
    "changed": (moment(0), {"changed"}),
}


def test_every_part_of_a_story_is_in_the_table() -> None:
    assert {field.name for field in dataclasses.fields(copy.Story)} - {"key"} == set(CHANGES)


@pytest.mark.parametrize("part", CHANGES)
def test_a_change_touches_the_aspects_that_show_it(part: str) -> None:
    value, aspects = CHANGES[part]
    before = story(1)

    names = touched(before, replace(before, **{part: value}))

    assert names == {f"{before.name}#{name}" for name in aspects | {"whole"}}


def test_a_change_of_every_part_leaves_a_story_there() -> None:
    before = story(1)
    after = replace(before, **{part: value for part, (value, _) in CHANGES.items()})

    assert f"{before.name}#there" not in touched(before, after)


@pytest.mark.parametrize("row", [story(1), page(1)], ids=["story", "page"])
def test_coming_and_going_touch_every_aspect(row: copy.Row) -> None:
    every = {f"{row.name}#{name}" for name in ASPECTS[row.kind]}

    assert touched(None, row) == touched(row, None) == every
    assert touched(row, row) == set()


def test_a_row_without_aspects_is_read_whole() -> None:
    section = copy.Section(key="news", names={"en": "News"})

    assert aspect(section, "whole") == section
    assert touched(section, replace(section, order=2)) == {"section:news#whole"}


def dirty_after(press: Press, *rows: copy.Row) -> set[str]:
    press.run(NOW)
    filing.file(rows)
    take_in(NOW)
    return set(Plate.objects.filter(dirty=True).values_list("name", flat=True))


def test_a_new_deck_prints_the_story_and_its_cards_but_not_what_only_links_to_it(press: Press) -> None:
    link = passage(f'<a href="story:{story(1).key}">There</a>')
    filing.file([story(1), story(2, body=(link,)), story(3, related=(story(1).key,))])

    dirty = dirty_after(press, story(1, deck="Another."))

    assert {f"story/{story(1).key}", f"story/{story(3).key}", "front/en", "list/en/all"} <= dirty
    assert f"story/{story(2).key}" not in dirty
    assert "corrections/en" not in dirty


def test_a_new_body_prints_no_list(press: Press) -> None:
    filing.file([story(1), story(2)])

    dirty = dirty_after(press, story(1, body=(passage("Other"),)))

    assert f"story/{story(1).key}" in dirty
    assert {name.partition("/")[0] for name in dirty} == {"story", "feeds"}


def test_a_new_name_of_a_byline_prints_only_what_names_it(press: Press) -> None:
    filing.file([story(1), story(2, bylines=())])

    dirty = dirty_after(press, copy.Byline(key="lev", names={"en": "B. Crane"}))

    assert f"story/{story(1).key}" in dirty
    assert f"story/{story(2).key}" not in dirty


def test_a_photo_touches_the_story_that_shows_it(press: Press) -> None:
    taken = photo()
    filing.file([taken, story(1), story(2)])

    dirty = dirty_after(press, story(1, body=(copy.Passage(photo=use(taken)),)))

    assert f"photo/{taken.key}" in dirty
    assert f"story/{story(2).key}" not in dirty
