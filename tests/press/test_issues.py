"""The newsletter's issues as pages."""

from __future__ import annotations

import pytest

from tamizdat.press import copy, filing
from tamizdat.press.copy import BadCopy, Issue, Picked
from tamizdat.press.run import Press
from tests.press.folders import snapshot
from tests.press.rows import NOW, story

LETTERS = copy.Letters(promises={"en": "Each Friday.", "ru": "По пятницам."})


def issue(number: int = 1, **more: object) -> Issue:
    given = {
        "language": "en",
        "sent": "2026-11-20T18:00:00Z",
        "subject": f"The week {number}",
        "intro": "One.\n\nTwo <3.",
    }
    picks = (Picked(story=story(1).key, headline="Our own", blurb="And why."), Picked(story=story(2).key))
    return Issue(key=str(number), **given | {"picks": picks} | more)  # type: ignore[arg-type]


def printed(press: Press) -> dict[str, str]:
    files = snapshot(press.folder.folder)
    return {path: content.decode() for path, content in files.items() if path.endswith(".html")}


def test_an_issue_is_a_page_with_its_own_words_and_todays_stories(press: Press) -> None:
    filing.file([story(1), story(2), LETTERS, issue()])
    press.run(NOW)

    page = printed(press)["en/newsletter/1.html"]

    assert [
        said for said in ("The week 1", '<p class="deck">One.', "Two &lt;3.", "Our own", "And why.") if said not in page
    ] == []
    assert story(2).headline in page
    assert 'href="../2026/11/story-1.html"' in page
    assert "Each Friday." in page


def test_withdrawn_stories_are_gone_from_it_and_moved_ones_are_found(press: Press) -> None:
    filing.file([story(1), story(2), LETTERS, issue()])
    press.run(NOW)
    filing.withdraw([story(1).name])
    filing.file([story(2, address="en/2026/11/moved.html")])
    press.run(NOW)

    page = printed(press)["en/newsletter/1.html"]

    assert "Our own" not in page
    assert 'href="../2026/11/moved.html"' in page


def test_all_are_listed_newest_first_and_a_new_one_prints_two_sheets(press: Press) -> None:
    filing.file([*(story(number) for number in range(1, 20)), LETTERS, issue()])
    press.run(NOW)
    before = printed(press)
    filing.file([issue(2, sent="2026-11-27T18:00:00Z", picks=())])

    report = press.run(NOW)

    after = printed(press)
    assert {path for path in after if after[path] != before.get(path)} == {
        "en/newsletter/2.html",
        "en/newsletter/index.html",
    }
    assert report.changed == 2
    index = after["en/newsletter/index.html"]
    assert index.index("The week 2") < index.index("The week 1")
    assert "Пока ни одного" in after["ru/newsletter/index.html"]
    assert 'href="newsletter/index.html"' in after["en/index.html"]


def test_without_a_letterbox_there_is_no_list_and_no_link(press: Press) -> None:
    filing.file([story(1), issue()])
    press.run(NOW)

    sheets = printed(press)
    assert "en/newsletter/1.html" in sheets
    assert "en/newsletter/index.html" not in sheets
    assert "newsletter/index.html" not in sheets["en/index.html"]


@pytest.mark.parametrize("wrong", [{"subject": " "}, {"sent": "Friday"}, {"language": "English!"}])
def test_what_cannot_be_printed_is_refused(press: Press, wrong: dict[str, str]) -> None:
    with pytest.raises(BadCopy, match="cannot be printed"):
        filing.file([issue(**wrong)])


def test_incremental_is_as_a_clean_reprint(press: Press) -> None:
    filing.file([story(1), LETTERS, issue()])
    press.run(NOW)
    filing.file([story(2), issue(2)])
    press.run(NOW)
    before = printed(press)

    press.run(NOW, reprint=True)

    assert printed(press) == before
