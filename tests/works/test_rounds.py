"""The loop that joins desk and press."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from tamizdat.press.models import Run
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


def test_a_story_set_for_nine_is_printed_by_a_run_that_began_within_five_seconds(whole_newsroom: Any) -> None:
    nine = cast.NOW.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    story = cast.story()
    story.schedule(nine)
    began = time.monotonic()
    rounds = Rounds(lambda: nine - timedelta(seconds=3) + timedelta(seconds=time.monotonic() - began))
    rounds.start()
    try:
        assert until(lambda: (Path(settings.EDITION) / "index.html").exists())
        assert not list(Path(settings.EDITION).glob("en/2026/*/*.html"))

        assert until(lambda: list(Path(settings.EDITION).glob("en/2026/*/*.html")))
        assert until(lambda: Run.objects.filter(started__gte=nine).exclude(finished=None).exists())
    finally:
        rounds.stop()

    assert Run.objects.filter(started__gte=nine).earliest("started").started < nine + timedelta(seconds=5)


def test_what_was_missed_while_the_machine_slept_is_caught_up(whole_newsroom: Any) -> None:
    story, moment = cast.story(), [cast.NOW]
    story.schedule(cast.NOW + timedelta(hours=1))
    rounds = Rounds(lambda: moment[0])
    rounds.start()
    try:
        assert until(lambda: (Path(settings.EDITION) / "index.html").exists())

        moment[0] += timedelta(hours=30)

        assert until(lambda: list(Path(settings.EDITION).glob("en/2026/*/*.html")))
    finally:
        rounds.stop()
