"""Appeals: on the fronts and the newest stories, and nowhere in the archive."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tamizdat.front import budget
from tamizdat.press import filing
from tamizdat.press.copy import Appeal, BadCopy, Sums, Support, Way, from_json
from tamizdat.press.run import Press
from tests.press.folders import page, snapshot
from tests.press.rows import NOW, key, passage, story

SUPPORT = Support(
    countries=("RU",),
    sums=(Sums(currency="USD", least=200, once=(500,)),),
    ways=(Way(slug="stripe", company="Pay Example", languages=("en",), rhythms=("once",), asks=True),),
)
WORDS = "Winter is dear"


def appeal(*numbers: int, **more: object) -> Appeal:
    """On the stories of these numbers."""
    given = {"key": "winter", "language": "en", "place": "banner", "headline": WORDS, "button": "Give"}
    given |= {"text": "We heat.\n\nYou read <on>.", "stories": tuple(key(number) for number in numbers)}
    return Appeal(**{**given, **more})  # type: ignore[arg-type]


@pytest.fixture
def paper(press: Press) -> Press:
    """Thirty stories, ten of them about courts, in a paper that takes support."""
    filing.file([story(number, section="news" if number % 3 else "courts") for number in range(30)])
    filing.file([SUPPORT])
    press.run(NOW)
    return press


def carrying(press: Press) -> set[str]:
    folder = press.folder.folder
    return {str(path.relative_to(folder)) for path in folder.rglob("*.html") if WORDS in path.read_text()}


def on(*numbers: int) -> set[str]:
    return {f"en/2026/11/story-{number}.html" for number in numbers}


FRONTS = {"index.html", "en/index.html", "en/news/index.html", "en/courts/index.html"}
ITS_OWN = {"en/support/winter.html"}


def test_it_stands_on_fronts_and_on_the_stories_it_names(paper: Press) -> None:
    filing.file([appeal(0, 1, 2)])
    paper.run(NOW)

    assert carrying(paper) == FRONTS | ITS_OWN | on(0, 1, 2)
    assert 'href="../../support/winter.html"' in page(paper.folder.folder, "en/2026/11/story-1.html")
    assert "<p>You read &lt;on&gt;.</p>" in page(paper.folder.folder, "en/2026/11/story-1.html")


def test_starting_and_ending_it_prints_what_carries_it_and_nothing_else(paper: Press) -> None:
    before = snapshot(paper.folder.folder)
    filing.file([appeal(0, 1, 2)])

    started = paper.run(NOW)
    assert started.changed == len(FRONTS | ITS_OWN) + 3
    assert started.rendered <= started.changed + 3
    filing.withdraw(["appeal:winter"])
    ended = paper.run(NOW)

    assert ended.changed <= started.changed
    assert snapshot(paper.folder.folder) == before | {
        path: content for path, content in snapshot(paper.folder.folder).items() if path not in before
    }
    assert carrying(paper) == set()


def test_whatever_the_archive_three_hundred_sheets_at_most(press: Press) -> None:
    filing.file([story(number, section="news" if number % 2 else "courts") for number in range(700)])
    filing.file([SUPPORT])
    press.run(NOW)
    filing.file([appeal(*range(200))])

    started = press.run(NOW)
    assert started.changed <= 300
    assert started.rendered <= 300
    assert len(carrying(press)) == started.changed == 200 + len(FRONTS | ITS_OWN)
    filing.withdraw(["appeal:winter"])
    ended = press.run(NOW)

    assert ended.changed <= 300
    assert ended.rendered <= 300


def test_one_more_story_and_one_less_prints_two(paper: Press) -> None:
    filing.file([appeal(*range(0, 20))])
    paper.run(NOW)
    filing.file([appeal(*range(1, 21))])

    assert paper.run(NOW).changed == 2
    assert carrying(paper) == FRONTS | ITS_OWN | on(*range(1, 21))


def test_other_words_print_all_that_carries_it(paper: Press) -> None:
    filing.file([appeal(0, 1)])
    paper.run(NOW)
    filing.file([appeal(0, 1, text="Other words.")])

    assert paper.run(NOW).changed == len(FRONTS | ITS_OWN) - 1 + 2  # its own page says the headline alone


def test_of_a_section_on_its_front_alone(paper: Press) -> None:
    filing.file([appeal(0, 3, section="courts")])
    paper.run(NOW)

    assert carrying(paper) == {"en/courts/index.html"} | ITS_OWN | on(0, 3)


def test_a_letter_stands_after_the_story_and_on_no_front(paper: Press) -> None:
    filing.file([appeal(1, place="letter")])
    paper.run(NOW)

    assert carrying(paper) == ITS_OWN | on(1)
    text = page(paper.folder.folder, "en/2026/11/story-1.html")
    assert text.index("Body of 1") < text.index('class="letter"') < text.index('class="give"')
    assert "<script>" not in text


def test_a_box_says_other_words_in_place_of_the_standing_ones(paper: Press) -> None:
    filing.file([appeal(1, place="box")])
    paper.run(NOW)

    assert carrying(paper) == ITS_OWN | on(1)
    (box,) = re.findall(r'class="give">(.*?)</section>', page(paper.folder.folder, "en/2026/11/story-1.html"), re.S)
    assert WORDS in box
    assert 'href="../../support/winter.html">Give</a>' in box
    assert "How to support us" not in box


def test_gifts_that_it_brings_are_told_by_its_page(paper: Press) -> None:
    filing.file([appeal(0)])
    paper.run(NOW)

    own = page(paper.folder.folder, "en/support/winter.html")
    assert '<input type="hidden" name="variant" value="winter">' in own
    assert 'name="variant"' not in page(paper.folder.folder, "en/support.html")
    assert own.index("Russia") < own.index("<form")


def test_without_support_it_asks_for_nothing(press: Press) -> None:
    filing.file([story(1), appeal(1)])
    press.run(NOW)

    assert carrying(press) == set()


def test_its_one_script_may_run_where_it_stands_and_nowhere_else(paper: Press) -> None:
    filing.file([appeal(0)])
    paper.run(NOW)

    for path in FRONTS | on(0):
        assert re.search(r"script-src 'sha256-[\w+/=]+'", page(paper.folder.folder, path))
    for path in ITS_OWN | on(1):
        assert "script-src" not in page(paper.folder.folder, path)


def test_a_story_as_long_as_a_page_may_be_is_not_parted_by_it(press: Press) -> None:
    filing.file([SUPPORT])
    body = tuple(passage(f"<p>{' '.join(f'{n}x{m * 7919 % 9973}' for m in range(90))}</p>") for n in range(40))
    long = next(
        story(1, body=body[:count]) for count in range(40, 0, -1) if not _parts(press, story(1, body=body[:count]))
    )
    filing.file([long])
    press.run(NOW)
    bare = budget.weight(page(press.folder.folder, "en/2026/11/story-1.html").encode())
    filing.file([appeal(1, text="Please. " * 150), replace(appeal(1, place="letter"), key="letter")])
    press.run(NOW)

    text = page(press.folder.folder, "en/2026/11/story-1.html")
    assert budget.weight(text.encode()) <= max(budget.AIM, bare)
    assert not _parts(press, long, run=False)


def _parts(press: Press, row: object, run: bool = True) -> bool:
    if run:
        filing.file([row])  # type: ignore[list-item]
        press.run(NOW)
    return (Path(press.folder.folder) / "en/2026/11/story-1.2.html").exists()


@pytest.mark.parametrize("wrong", [{"key": "Winter!"}, {"headline": " "}, {"button": ""}, {"place": "wall"}])
def test_one_that_cannot_be_printed_is_not_filed(paper: Press, wrong: dict) -> None:
    with pytest.raises(BadCopy):
        filing.file([appeal(1, **wrong)])


def test_the_row_comes_back_from_json() -> None:
    assert from_json("appeal", appeal(1, 2).as_json()) == appeal(1, 2)
