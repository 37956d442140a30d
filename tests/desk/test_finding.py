"""Searching at the desk: what is found, in what order, and by how many walks through the index."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tamizdat.desk.models import Photo, Story
from tests import cast


@pytest.fixture
def stories(newsroom: Any) -> list[Any]:
    return [cast.story(headline=f"Night ferry {number}, the pilots' strike") for number in range(3)]


def _found(query: str, among: Any = None) -> list[Any]:
    return list((Story.objects.all() if among is None else among).autocomplete(query))


def test_every_word_and_the_beginning_of_the_last_are_looked_for_and_the_newest_is_first(stories: list[Any]) -> None:
    assert _found("night pil") == stories[::-1]
    assert _found("night 1 strike") == [stories[1]]
    assert _found("night train") == []


def test_what_is_sifted_already_stays_sifted(stories: list[Any]) -> None:
    section, stories[0].section = stories[0].section, None
    stories[0].save()

    assert _found("ferry", Story.objects.filter(section=section)) == stories[:0:-1]
    assert list(Story.objects.order_by("title").autocomplete("ferry", order_by_relevance=False)) == stories


def test_other_kinds_are_not_found_by_the_same_number(stories: list[Any]) -> None:
    photo = cast.photo(filename="ferry.jpg")

    assert list(Photo.objects.search(photo.title)) == [photo]
    assert _found("ferry") == stories[::-1]


@pytest.mark.parametrize("typed", ['"', '"night', "— ", "NOT NEAR(a", "50% *", "x'", "\\", "ferry OR", ":", "Ночь"])
def test_whatever_is_typed_the_desk_answers(stories: list[Any], typed: str) -> None:
    client = cast.sits(Client(), cast.vera())

    answer = client.get("/admin/stories/", {"q": typed})

    assert answer.status_code == 200
    assert ("Night ferry" in answer.text) == (typed == '"night')
    assert ("No stories match your query." in answer.text) == (typed != '"night')


SIFTED = ("state=draft", "state=changed", "section={section}", "byline={byline}", "language=1")
SORTED = ("title", "section__order", "-locale", "live", "latest_revision_created_at")


@pytest.mark.parametrize("more", [*SIFTED, *(f"ordering={column}" for column in SORTED)])
def test_what_is_found_may_be_sifted_and_sorted_as_the_list_offers(stories: list[Any], more: str) -> None:
    stories[1].publish()
    stories[1].edit(deck="Twenty ships wait outside.")
    known = {"section": stories[1].section_id, "byline": stories[1].bylines.get().byline_id}

    page = cast.sits(Client(), cast.vera()).get(f"/admin/stories/?q=ferry&{more.format(**known)}").text

    expected = {"state=draft": {0, 2}, "state=changed": {1}}.get(more, {0, 1, 2})
    assert {number for number in range(3) if f"Night ferry {number}" in page} == expected


@pytest.mark.parametrize("more", ["", "&locale=en", "&locale=en&printed=1", "&locale=ru"])
def test_a_story_to_choose_is_found(stories: list[Any], more: str) -> None:
    stories[1].publish()

    page = cast.sits(Client(), cast.vera()).get(f"/admin/story_chooser/results/?q=ferry{more}").text

    expected = {"&locale=en&printed=1": {1}, "&locale=ru": set()}.get(more, {0, 1, 2})
    assert {number for number in range(3) if f"Night ferry {number}" in page} == expected


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans are SQLite's")
@pytest.mark.parametrize("way", ["search", "autocomplete"])
def test_the_index_is_walked_once_and_not_for_each_row(stories: list[Any], way: str) -> None:
    results = getattr(Story.objects.all(), way)("night")

    plan = results.get_queryset().explain()

    walks = [line for line in plan.splitlines() if "VIRTUAL TABLE" in line]
    assert len(walks) == 1
    assert ":=" not in walks[0]  # how SQLite writes that it asks a full-text index about one row
    assert "CORRELATED" not in plan
