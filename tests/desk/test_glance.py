"""A glance files what editors have just done, as the sweep would, and knows when it is not enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tamizdat.desk import marks
from tamizdat.desk.actions.rename import rename
from tamizdat.desk.actions.withdraw import withdraw
from tamizdat.desk.models import Byline, Newsroom, Story
from tamizdat.desk.sweep import GLANCED, glance, sweep
from tamizdat.press import copy
from tamizdat.press import filing as press
from tests import cast

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def held() -> dict[str, dict[str, str]]:
    return {kind: press.held(kind) for kind in copy.KINDS}


@pytest.fixture
def quiet(newsroom: Any) -> None:
    """A newsroom with a printed story, in which nothing is marked."""
    cast.story(headline="The first").publish(now=NOW - timedelta(days=1))
    sweep(NOW)


def test_what_was_published_is_filed_with_all_it_names_as_a_sweep_files_it(quiet: None) -> None:
    before = held()
    cast.story(headline="Another", bylines=("Somebody New",), topics=("Tides",), photo=cast.draft_photo()).publish(
        now=NOW
    )

    done = glance(NOW)

    assert done
    assert not done.whole
    assert not marks.Mark.objects.exists()
    for kind in ("story", "byline", "topic", "photo"):
        assert len(press.held(kind)) > len(before[kind])
    after = held()
    assert sweep(NOW).filed == 0
    assert held() == after


def test_a_changed_story_and_a_renamed_one_are_filed(quiet: None) -> None:
    (key, stamp) = next(iter(press.held("story").items()))
    story = Story.objects.get(key=key)
    rename(story, "elsewhere")

    assert glance(NOW)
    assert press.held("story")[key] != stamp
    assert sweep(NOW).filed == 0


def test_a_renamed_byline_is_filed_where_it_is_printed(quiet: None) -> None:
    byline = Byline.objects.get()
    byline.name = "B. Stork"
    byline.save()
    Byline.objects.create(name="Of no story")
    cast.photo()

    done = glance(NOW)

    assert done
    assert done.filed == 1
    assert len(press.held("byline")) == 1
    assert press.held("photo") == {}
    assert sweep(NOW).filed == 0


def test_what_is_scheduled_is_filed_at_its_moment(quiet: None) -> None:
    cast.story(headline="Later").schedule(NOW + timedelta(hours=1))
    glance(NOW)
    assert len(press.held("story")) == 1

    done = glance(NOW + timedelta(hours=1))

    assert done
    assert len(press.held("story")) == 2


def test_more_than_pages_asks_for_a_sweep(quiet: None) -> None:
    assert glance(NOW) is None  # nothing is marked

    Newsroom.load().save()
    assert glance(NOW) is None
    sweep(NOW)
    Byline.objects.create(name="Nobody").delete()
    assert glance(NOW) is None
    sweep(NOW)

    cast.story(headline="Another").publish(now=NOW)
    story = Story.objects.get(headline="Another")
    sweep(NOW)
    withdraw(story)
    assert glance(NOW) is None
    assert len(press.held("story")) == 2  # and the sweep takes it out
    sweep(NOW)
    assert len(press.held("story")) == 1

    marks.leave(f"desk.Story {story.pk + 1_000}")
    assert glance(NOW) is None
    sweep(NOW)
    for _ in range(GLANCED + 1):
        marks.leave(f"desk.Story {Story.objects.get(headline='The first').pk}")
    assert glance(NOW) is None


def test_a_story_hidden_by_hand_is_not_filed(quiet: None) -> None:
    cast.story(headline="Hidden").publish(now=NOW)
    Story.objects.filter(headline="Hidden").update(live=False)

    assert glance(NOW)
    assert len(press.held("story")) == 1
