"""Long bodies in parts: nothing lost, nothing too heavy, no heading left behind."""

from __future__ import annotations

import random
import re

import pytest

from tamizdat.front.budget import AIM, weight
from tamizdat.press import copy, filing
from tamizdat.press.copy import Passage
from tamizdat.press.dividing import broken, divided
from tamizdat.press.run import Press
from tamizdat.press.sheet import Unprintable
from tests.press.folders import page
from tests.press.rows import NOW, passage, story

LIMIT = 1_000  # letters


def fits(number: int, body: tuple[Passage, ...]) -> bool:
    return sum(len(one.html) for one in body) <= LIMIT


def words(parts: list[tuple[Passage, ...]]) -> list[str]:
    return re.sub(r"<[^>]+>", " ", " ".join(one.html for part in parts for one in part)).split()


def bodies() -> list[tuple[Passage, ...]]:
    rng = random.Random(4)
    found = []
    for _ in range(40):
        body = []
        for number in range(rng.randint(0, 25)):
            heading = Passage(html=f"<h2>Heading {number}</h2>")
            sentences = " ".join(f"Sentence {rng.random()} of {number}." for _ in range(rng.choice((1, 3, 10, 90))))
            body.append(heading if rng.random() < 0.3 else passage(sentences))
        found.append((*body, passage("The end.")))
    return found


@pytest.mark.parametrize("body", bodies(), ids=len)
def test_parts_hold_the_whole_body_each_is_light_and_none_ends_in_a_heading(body: tuple[Passage, ...]) -> None:
    parts = divided(body, fits)

    assert words(parts) == words([body])
    assert all(fits(1, part) for part in parts)
    assert [part[-1].html for part in parts if part[-1].html.startswith("<h2")] == []


def test_an_empty_body_is_one_empty_part() -> None:
    assert divided((), fits) == [()]


def test_a_heading_stays_with_a_paragraph_too_long_for_any_page() -> None:
    giant = passage(" ".join("A sentence of some words." for _ in range(200)))

    parts = divided((passage("Short."), Passage(html="<h2>Then</h2>"), giant), fits)

    assert parts[1][0].html == "<h2>Then</h2>"
    assert len(parts[1]) > 1


def test_a_paragraph_of_forty_kilobytes_is_divided_at_its_sentences() -> None:
    sentences = [f"Sentence {number} says something; nothing else." for number in range(1_000)]

    parts = divided((passage(" ".join(sentences)),), fits)

    assert len(parts) > 40
    ends = [re.sub(r"</?p>", "", part[-1].html)[-13:] for part in parts]
    assert set(ends) == {"nothing else."}


def test_one_giant_word_is_refused_with_a_clear_line() -> None:
    with pytest.raises(Unprintable, match=r"one passage of the body is too heavy for any page\. Break it in two\."):
        divided((passage("x" * 40_000),), fits)


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<p>One. Two! Three? Four… Five</p>", 5),
        ("<p>One. <b>Two. Three.</b> Four.</p>", 2),
        ('<p>One. <a href="https://a.example/?q=x. y">Two.</a> Three.</p>', 2),
        ("<p>Only one</p>", 1),
        ("<ul><li>One. Two.</li></ul>", 1),
        ("<p>At 3.14 o'clock. Then.</p>", 2),
    ],
)
def test_a_paragraph_breaks_between_sentences_never_inside_a_tag(html: str, count: int) -> None:
    assert len(broken(Passage(html=html))) == count


def long_story(number: int = 1) -> copy.Story:
    rng = random.Random(number)
    body = tuple(passage(" ".join(f"{rng.random()} of it." for _ in range(60))) for _ in range(40))
    return story(number, body=body, deck="The deck.", corrections=(CORRECTION,))


CORRECTION = copy.Correction(day="2026-11-20", kind="correction", wrong="nine", right="eleven")


def test_a_long_story_is_printed_in_parts_that_lead_to_each_other(press: Press) -> None:
    filing.file([long_story()])

    report = press.run(NOW)

    folder = press.folder.folder
    parts = ["en/2026/11/story-1.html", *(f"en/2026/11/story-1.{number}.html" for number in (2, 3))]
    texts = [page(folder, part) for part in parts]
    assert report.problems == []
    assert all(weight(text.encode()) <= AIM for text in texts)
    assert 'rel="next" href="story-1.2.html"' in texts[0]
    assert 'rel="prev" href="story-1.html"' in texts[1]
    assert ["eleven" in text for text in texts] == [True, False, False]
    assert [text.count("application/ld+json") > 0 for text in texts] == [True, False, False]


def test_a_story_too_heavy_for_any_page_is_not_printed_and_told(press: Press) -> None:
    rng = random.Random(1)
    filing.file([story(1, body=(passage("".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=40_000))),))])

    report = press.run(NOW)

    assert any("too heavy" in problem for problem in report.problems)
    assert not (press.folder.folder / "en/2026/11/story-1.html").exists()


def test_a_story_that_became_short_loses_its_parts(press: Press) -> None:
    filing.file([long_story()])
    press.run(NOW)
    filing.file([story(1)])

    press.run(NOW)

    assert [path.name for path in (press.folder.folder / "en/2026/11").iterdir()] == ["story-1.html"]
