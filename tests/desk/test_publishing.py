"""From a draft to copy at the press."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tamizdat.desk.sweep import sweep
from tamizdat.press import filing as press

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_draft_is_not_filed(story: Any) -> None:
    sweep(NOW)

    assert press.held("story") == {}
    assert press.held("byline") == {}


def test_a_published_story_is_filed_with_all_it_names(story: Any) -> None:
    story.publish(now=NOW)

    sweep(NOW)

    assert list(press.held("story")) == [story.key]
    assert list(press.held("byline")) == ["a-stork"]
    assert list(press.held("section")) == ["harbour"]
    assert story.address == "en/2026/11/harbour-pilots-stop-work.html"
