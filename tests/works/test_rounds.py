"""The loop that joins desk and press."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from tamizdat.works.round import make_round
from tamizdat.works.rounds import Rounds
from tests import cast


def until(happens: Any, patience: float = 30.0) -> bool:
    """Wait for something another thread does; gives up rather than hang."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.05)
    return False


def test_a_round_prints_what_was_published(newsroom: Any, story: Any) -> None:
    story.publish(now=cast.NOW)

    done = make_round(cast.NOW)

    assert done.report.edition == 1
    assert (Path(settings.EDITION) / story.address).exists()


def test_a_round_says_when_the_next_story_is_due(newsroom: Any, story: Any) -> None:
    story.schedule(cast.NOW + timedelta(hours=3))

    done = make_round(cast.NOW)

    assert done.swept.due == cast.NOW + timedelta(hours=3)
    assert not (Path(settings.EDITION) / "en/2026").exists()


def test_the_loop_prints_a_story_soon_after_it_is_published(whole_newsroom: Any) -> None:
    rounds = Rounds()
    rounds.start()
    try:
        assert until(lambda: (Path(settings.EDITION) / "index.html").exists())

        story = cast.story()
        story.publish()

        assert until(lambda: (Path(settings.EDITION) / story.address).exists())
    finally:
        rounds.stop()
