"""What is made outside a run: when it is behind, what it holds, and that what is withdrawn leaves it at once."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from tamizdat.press import copy, filing
from tamizdat.press.enclosures.making import Making
from tamizdat.press.intake import take_in
from tamizdat.press.models import Filed, Plate
from tamizdat.press.run import Press
from tests.press.enclosures.opened import words_of
from tests.press.folders import dead_ends, snapshot
from tests.press.rows import NOW, moment, passage, photo, story, use
from tests.press.test_issues import LETTERS, issue

BOOK, YEAR, INDEX = "en/newsletter/1.epub", "en/archive/2026.zim", "en/search/2026/pagefind-entry.json"


def make(press: Press, after: timedelta = timedelta(0), *, at_once: bool = True) -> int:
    """Returns how many were made."""
    return Making(press.store, NOW + after).make(at_once=at_once).made


def printed(press: Press, after: timedelta = timedelta(0)) -> dict[str, bytes]:
    press.run(NOW + after)
    return snapshot(press.folder.folder)


@pytest.fixture
def with_all(press: Press) -> Press:
    """Two stories, an issue of both, and everything made of them."""
    filing.file([story(1), story(2), LETTERS, issue()])
    press.run(NOW)
    make(press)
    press.run(NOW)
    return press


def test_an_issue_a_year_and_an_index_are_made_and_linked(with_all: Press) -> None:
    sheets = snapshot(with_all.folder.folder)

    assert {BOOK, YEAR, INDEX} <= set(sheets)
    assert b'href="1.epub"' in sheets["en/newsletter/1.html"]
    offline = sheets["en/offline/index.html"].decode()
    assert 'href="../archive/2026.zim"' in offline
    assert 'href="../newsletter/1.epub"' in offline
    assert "2 stories" in offline
    assert 'href="search/index.html"' in sheets["en/index.html"].decode()
    assert dead_ends(with_all.folder.folder) == []


def test_nothing_is_made_twice(with_all: Press) -> None:
    assert make(with_all) == 0
    assert with_all.run(NOW).changed == 0


def test_a_newsroom_that_makes_none_promises_none(press: Press) -> None:
    filing.file([story(1)])

    sheets = printed(press)

    assert [path for path in sheets if "search" in path or "offline" in path] == []
    assert b"search/index.html" not in sheets["en/index.html"]


def test_a_withdrawn_story_leaves_all_of_them_at_once_and_they_come_back_without_it(with_all: Press) -> None:
    filing.withdraw([story(2).name])

    without = printed(with_all)

    assert [path for path in (BOOK, YEAR, INDEX) if path in without] == []
    assert b"Body of 2" not in b"".join(words_of(content) for content in without.values())
    assert b"Story 2" not in b"".join(words_of(content) for content in without.values())
    assert b"made anew" in without["en/search/index.html"]
    assert b"1.epub" not in without["en/newsletter/1.html"]
    assert dead_ends(with_all.folder.folder) == []

    make(with_all, at_once=False)
    again = printed(with_all)

    assert {BOOK, YEAR, INDEX} <= set(again)
    said = b"".join(words_of(content) for content in again.values())
    assert b"Body of 1" in said
    assert b"Body of 2" not in said


def test_a_story_that_comes_back_with_other_words_does_not_bring_the_old_ones_back(with_all: Press) -> None:
    filing.withdraw([story(2).name])
    with_all.run(NOW)
    filing.file([story(2, headline="Another", deck="Others.", body=(passage("Other words."),))])

    after = printed(with_all)

    said = b"".join(words_of(content) for content in after.values())
    assert [path for path in (BOOK, YEAR, INDEX) if path in after] == []
    assert [word for word in (b"Story 2", b"Deck of 2", b"Body of 2") if word in said] == []
    make(with_all, at_once=False)
    assert {BOOK, YEAR, INDEX} <= set(printed(with_all))


@pytest.mark.parametrize("filed", [story(0), story(1, headline="Another", address="en/another.html")])
def test_a_story_that_is_new_or_edited_touches_none_of_them(with_all: Press, filed: copy.Story) -> None:
    filing.file([filed])

    take_in(NOW)

    touched = Plate.objects.filter(dirty=True).values_list("name", flat=True)
    assert "front/en" in touched
    assert [name for name in touched if name.startswith("enclosure/")] == []


def test_what_changed_rests_before_an_archive_is_made_anew(with_all: Press) -> None:
    filing.file([story(1, headline="Another headline", changed=moment(0))])
    with_all.run(NOW)

    at_first = make(with_all, at_once=False)
    after_ten_minutes = make(with_all, timedelta(minutes=11), at_once=False)
    after_a_day = make(with_all, timedelta(days=1), at_once=False)

    assert (at_first, after_ten_minutes, after_a_day) == (1, 1, 1)  # the book, the index, the archive
    said = words_of(printed(with_all)[YEAR])
    assert b"Another headline" in said


def test_a_year_that_has_ended_is_not_made_anew(with_all: Press) -> None:
    filing.file([story(3, published="2024-05-01T09:00:00Z", changed="2024-05-01T09:00:00Z")])
    with_all.run(NOW)
    make(with_all)
    before = printed(with_all)
    filing.file([story(4)])
    with_all.run(NOW)
    make(with_all)

    after = printed(with_all)

    assert before["en/archive/2024.zim"] == after["en/archive/2024.zim"]
    assert before[YEAR] != after[YEAR]


def test_a_piece_of_the_index_goes_with_its_story_and_the_others_stay(with_all: Press) -> None:
    pieces = {path for path in snapshot(with_all.folder.folder) if "/fragment/" in path}
    filing.withdraw([story(2).name])

    left = {path for path in printed(with_all) if "/fragment/" in path}

    assert (len(pieces), len(left)) == (2, 1)
    assert left < pieces


def test_lost_bytes_hold_up_nothing_and_are_made_again(with_all: Press) -> None:
    row = copy.from_json("enclosure", _filed("enclosure:archive/en/2026"))
    assert isinstance(row, copy.Enclosure)
    with_all.store.path(row.parts[0].digest).unlink()
    filing.withdraw([story(2).name])
    filing.file([story(5)])

    report = with_all.run(NOW)
    make(with_all, at_once=False)

    assert YEAR in printed(with_all)
    assert report.edition > 0


def _filed(name: str) -> str:
    return Filed.objects.get(name=name).body


def test_incremental_is_as_a_clean_reprint(with_all: Press) -> None:
    filing.withdraw([story(2).name])
    filing.file([story(6), issue(2)])
    with_all.run(NOW)
    make(with_all)
    before = printed(with_all)

    with_all.run(NOW, reprint=True)

    assert snapshot(with_all.folder.folder) == before


def test_links_between_stories_lead_inside_the_book_or_to_our_address(press: Press) -> None:
    linked = f'<p><a href="story:{story(2).key}">Two</a> <a href="story:{story(3).key}">Three</a></p>'
    filing.file([story(1, body=(copy.Passage(html=linked),)), story(2), story(3), LETTERS, issue()])
    press.run(NOW)
    make(press)

    book = printed(press)[BOOK]

    with ZipFile(io.BytesIO(book)) as zipped:
        chapter = zipped.read("book/story-1.xhtml").decode()
    assert '<a href="story-2.xhtml">Two</a>' in chapter
    assert re.search(r'<a href="https://herald\.example/en/2026/11/story-3\.html">Three</a>', chapter)


def test_photos_are_in_them_small(press: Press) -> None:
    picture = photo()
    filing.file([picture, story(1, photo=use(picture), body=(passage("Words."),)), story(2), LETTERS, issue()])
    press.run(NOW)
    make(press)

    book = printed(press)[BOOK]

    with ZipFile(io.BytesIO(book)) as zipped:
        names = [name for name in zipped.namelist() if name.endswith(".jpg")]
        assert len(names) == 1
        assert len(zipped.read(names[0])) <= 9_000
        assert b"O. Reed" in zipped.read("book/story-1.xhtml")


def test_a_language_that_was_given_up_takes_its_files_along(with_all: Press) -> None:
    from tests.press.rows import newsroom

    filing.file([newsroom(languages=("ru",))])
    with_all.run(NOW)
    make(with_all)

    assert [path for path in printed(with_all) if path in (BOOK, YEAR, INDEX)] == []


def test_a_new_author_makes_no_book_anew_and_a_renamed_one_his_own(with_all: Press) -> None:
    filing.file(
        [copy.Byline(key="olm", names={"en": "Olm"}), story(0, bylines=("olm",), published="2024-01-01T09:00:00Z")]
    )
    with_all.run(NOW)
    new = {one.key for one in Making(with_all.store, NOW)._compared(True)[0]}
    make(with_all)
    filing.file([copy.Byline(key="lev", names={"en": "L. Stork"}, sort="pseudonym")])
    with_all.run(NOW)

    renamed = {one.key for one in Making(with_all.store, NOW)._compared(True)[0]}

    assert new == {"archive/en/2024", "search/en/2024"}
    assert renamed == {"book/1", "archive/en/2026"}


def test_what_cannot_be_made_is_told_and_holds_up_nothing_else(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/usr/bin/false")
    filing.file([story(1), story(2), LETTERS, issue()])
    press.run(NOW)

    done = Making(press.store, NOW).make()

    assert done.made == 2
    assert [line.partition(":")[0] for line in done.problems] == ["search/en/2026 was not made"]
    assert {BOOK, YEAR} <= set(printed(press))


def test_a_killed_making_leaves_nothing_behind(with_all: Press, tmp_path: Path) -> None:
    left = with_all.store.folder / ".work-killed"
    left.mkdir()
    (left / "half.zim").write_bytes(b"half")

    make(with_all)

    assert not left.exists()
