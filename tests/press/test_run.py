"""Runs: only what changed, one at a time, and the same as a reprint."""

from __future__ import annotations

import fcntl
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tamizdat.press import copy, filing
from tamizdat.press.run import Busy, Press, edition_number, next_due
from tests.press.folders import dead_ends, page, snapshot
from tests.press.rows import NOW, newsroom, passage, photo, story, use


def test_the_second_run_changes_nothing_and_makes_no_edition(press: Press) -> None:
    filing.file([story(number) for number in range(1, 30)])
    press.run(NOW)
    before = snapshot(press.folder.folder)

    report = press.run(NOW)

    assert (report.rendered, report.changed, report.removed, report.edition) == (0, 0, 0, 1)
    assert snapshot(press.folder.folder) == before


def test_each_run_that_changes_something_is_an_edition(press: Press) -> None:
    filing.file([story(1)])
    assert press.run(NOW).edition == 1
    filing.file([story(2)])
    assert press.run(NOW).edition == 2
    assert edition_number() == 2


def test_a_reprint_of_what_stands_changes_nothing(press: Press) -> None:
    filing.file([story(number) for number in range(1, 30)])
    press.run(NOW)

    report = press.run(NOW, reprint=True)

    assert report.rendered > 30
    assert (report.changed, report.removed) == (0, 0)


def test_bytes_that_come_out_the_same_are_not_placed_again(press: Press) -> None:
    filing.file([story(1)])
    press.run(NOW)
    filing.file([story(1, former=("before/",))])

    report = press.run(NOW)

    assert report.changed == 1  # the redirect


def test_a_withdrawn_story_leaves_no_page_no_card_no_photo(press: Press) -> None:
    taken = photo()
    filing.file([taken, story(1, photo=use(taken), headline="Zanzalimor", former=("old-way/",)), story(2)])
    press.run(NOW)
    filing.withdraw([story(1).name])

    press.run(NOW)

    left = snapshot(press.folder.folder)
    assert [path for path in left if path.startswith("photos/") or "story-1" in path or "old-way" in path] == []
    assert [path for path, content in left.items() if b"Zanzalimor" in content] == []
    assert dead_ends(press.folder.folder) == []


def test_time_alone_prints_what_was_due(press: Press) -> None:
    filing.file([story(1)])
    press.run(NOW)
    due = next_due()
    assert due is not None
    assert "story-1" in page(press.folder.folder, "news-sitemap.xml")

    report = press.run(NOW + timedelta(days=3))

    assert report.changed == 1
    assert "story-1" not in page(press.folder.folder, "news-sitemap.xml")


def test_two_stories_with_one_address_are_told_and_the_page_is_one_of_them(press: Press) -> None:
    filing.file([story(1), replace(story(2), address=story(1).address)])

    report = press.run(NOW)

    assert len([problem for problem in report.problems if "holds already" in problem]) == 1
    assert "Story 1" in page(press.folder.folder, story(1).address)


def test_a_missing_photo_is_told_once_however_many_pages_show_it(press: Press) -> None:
    lost = copy.Photo(key="0" * 64, width=1, height=1)
    filing.file([lost, *(story(number, photo=use(lost)) for number in range(1, 6))])

    report = press.run(NOW)

    assert report.problems == ["the photo 000000000000 is missing or broken; printed without it"]
    assert "<img" not in page(press.folder.folder, story(1).address)


def test_no_newsroom_prints_nothing(books: None) -> None:
    filing.file([story(1)])

    report = Press().run(NOW)

    assert (report.changed, report.problems) == (0, [])


def test_a_newsroom_without_an_address_names_no_host(press: Press) -> None:
    taken = photo()
    filing.file([newsroom(address=""), taken, story(1, photo=use(taken))])

    press.run(NOW)

    left = snapshot(press.folder.folder)
    assert not any(b"https://herald" in content for content in left.values())
    assert "sitemap.xml" not in left
    assert dead_ends(press.folder.folder) == []


def test_a_language_that_is_given_up_takes_its_pages_along(press: Press) -> None:
    filing.file([story(1), story(2, language="ru", address="ru/2026/11/a.html", translation=story(1).translation)])
    press.run(NOW)
    filing.file([newsroom(languages=("en",))])

    press.run(NOW)

    left = snapshot(press.folder.folder)
    assert [path for path in left if path.startswith("ru/")] == []
    assert [path for path, content in left.items() if b"ru/2026" in content] == []
    assert dead_ends(press.folder.folder) == []


def test_a_link_to_a_story_that_is_not_published_is_words_alone_until_it_is(press: Press) -> None:
    filing.file([story(1, body=(passage(f'<a href="story:{story(2).key}">There</a>'),))])
    press.run(NOW)
    assert "<p>There</p>" in page(press.folder.folder, story(1).address)
    filing.file([story(2)])

    press.run(NOW)

    assert '<a href="story-2.html">There</a>' in page(press.folder.folder, story(1).address)


def test_a_run_waits_for_another_and_says_so_when_it_may_not(press: Press) -> None:
    press.store.folder.mkdir(parents=True, exist_ok=True)
    lock = open(press.store.folder / ".lock", "w")  # noqa: SIM115
    fcntl.flock(lock, fcntl.LOCK_EX)

    with pytest.raises(Busy, match="another run of the press is at work"):
        press.run(NOW, patience=0)
    filing.file([story(1)])
    released = threading.Timer(0.4, lock.close)
    released.start()
    started = time.monotonic()
    report = press.run(NOW, patience=30)

    assert time.monotonic() - started > 0.3
    assert report.changed > 5


def test_history_leaves_what_a_clean_reprint_prints(press: Press, tmp_path: Path) -> None:
    filing.file([story(number) for number in range(60, 0, -1)])
    press.run(NOW)
    filing.file([story(5, headline="New"), story(70), story(8, section="courts"), story(9, bylines=())])
    filing.withdraw([story(3).name, "byline:lev"])
    press.run(NOW)
    printed = snapshot(press.folder.folder)

    clean = Press(tmp_path, press.store.folder)
    clean.run(NOW, reprint=True)

    assert snapshot(tmp_path) == printed
