"""While a newsroom is served, what is made slowly is made by a process of its own, when something is behind."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

from django.conf import settings

from tamizdat.press import filing
from tamizdat.press.models import Filed
from tamizdat.press.run import Press
from tamizdat.works.enclosing import Enclosing
from tests.press.conftest import whole_press
from tests.press.rows import story
from tests.press.test_issues import LETTERS, issue

__all__ = ["whole_press"]


def made() -> set[str]:
    return set(Filed.objects.filter(name__startswith="enclosure:").values_list("name", flat=True))


def test_a_round_makes_what_is_behind_and_the_next_finds_nothing(whole_press: Press) -> None:
    now = datetime.now(UTC)
    filing.file([story(1), story(2), LETTERS, issue()])
    whole_press.run(now)
    at_work = Enclosing(lambda: now)

    first = at_work.turn()
    whole_press.run(now)
    at_work._rests_until = now
    second = Enclosing(lambda: now).turn()

    assert (first, second) == (True, False)
    assert {"enclosure:book/1", "enclosure:archive/en/2026", "enclosure:search/en/2026"} <= made()
    assert (settings.EDITION / "en/newsletter/1.epub").exists()


def test_it_does_not_look_while_no_edition_is_printed(whole_press: Press) -> None:
    now = datetime.now(UTC)
    whole_press.run(now)
    at_work = Enclosing(lambda: now)
    at_work.turn()
    filing.file([story(1)])

    assert at_work.turn() is False
    assert made() == set()


def test_one_that_is_ended_in_the_midst_leaves_no_process(whole_press: Press) -> None:
    filing.file([story(number, published="2026-11-01T09:00:00Z") for number in range(1, 200)])
    whole_press.run(datetime.now(UTC))
    at_work = Enclosing(every=0.01)
    at_work.start()
    time.sleep(1.0)

    began = threading.active_count()
    at_work.stop()

    assert not at_work.at_work()
    assert threading.active_count() <= began
    whole_press.run(datetime.now(UTC) + timedelta(seconds=1))
