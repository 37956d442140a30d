"""What is printed together is fetched together."""

from __future__ import annotations

from dataclasses import replace

from django.db import connections
from django.test.utils import CaptureQueriesContext

from tamizdat.press import filing
from tamizdat.press.books import FiledBooks
from tamizdat.press.impression import Impression, pull, pull_all
from tamizdat.press.models import Plate
from tamizdat.press.run import Press
from tests.press.rows import NOW, story

STORIES = 12


def printed(press: Press) -> list[tuple[int, str]]:
    """Plates of stories, with a translation among them."""
    told = [story(number) for number in range(STORIES, 0, -1)]
    filing.file([*told, replace(story(STORIES + 1), language="ru", translation=told[0].translation)])
    press.run(NOW)
    return list(Plate.objects.filter(name__startswith="story/").values_list("pk", "name"))


def test_rows_and_short_lists_of_many_stories_are_asked_for_twice(press: Press) -> None:
    plates = printed(press)
    with CaptureQueriesContext(connections["press"]) as one_by_one:
        apart = [pull(FiledBooks(press.store), press.store, row, name, NOW) for row, name in plates]
    with CaptureQueriesContext(connections["press"]) as at_once:
        together: list[Impression] = pull_all(FiledBooks(press.store), press.store, plates, NOW)

    assert together == apart
    assert len(one_by_one) >= 3 * STORIES
    assert len(at_once) <= 2 + STORIES // 3
