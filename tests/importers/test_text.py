"""Plain-text pages: the story out of them, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tamizdat.importers.fit import words_of
from tamizdat.importers.furniture import sort_of
from tests.importers.conftest import HERE

PAGES = sorted(page.stem for page in (HERE / "pages").glob("*.txt"))


def wanted(name: str) -> dict:
    return json.loads((HERE / "pages" / f"{name}.json").read_text())


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_there_are_pages_enough_to_judge_by() -> None:
    assert len(PAGES) >= 12
    assert len({wanted(page)["language"] for page in PAGES}) >= 2


def test_the_head_of_each_page_is_found(page, bring):
    draft, want = bring(f"pages/{page}.txt").only.draft, wanted(page)

    assert draft.headline == want["headline"]
    assert draft.language == want["language"]
    assert draft.published is not None
    assert draft.published.isoformat() == want["published"]
    if "deck" in want:
        assert draft.deck == want["deck"]
    if "bylines" in want:
        assert list(draft.bylines) == want["bylines"]


def test_every_sentence_of_the_story_stays(page, bring):
    text = "\n".join(words_of(block) for block in bring(f"pages/{page}.txt").only.draft.body)

    assert [part for part in wanted(page)["kept"] if part not in text] == []


def test_no_furniture_stays(page, bring):
    text = "\n".join(words_of(block) for block in bring(f"pages/{page}.txt").only.draft.body)

    assert [part for part in wanted(page)["cut"] if part in text] == []


def test_captions_and_credits_survive_attached_to_their_picture(page, bring):
    pictures = bring(f"pages/{page}.txt").only.pictures

    assert [[one.caption, one.credit] for one in pictures] == wanted(page)["pictures"]


def test_what_is_cut_is_shown(bring):
    cut = bring("pages/01-browser-appeal-in-middle.txt").only.cut

    assert "Remind me later" in cut
    assert "Skip to content" in cut


def test_a_cut_of_over_thirty_percent_asks_for_a_person(bring, page):
    found, want = bring(f"pages/{page}.txt").only, wanted(page)

    if "review" in want:
        assert bool(found.review) is want["review"]
    else:
        assert not found.review or "of the page was cut" in found.review


def test_a_page_that_is_mostly_furniture_is_not_guessed_at(written, bring):
    story = "A short story with a headline\n\n" + "One paragraph of it is here, and it is finished. " * 3
    boxes = "\n".join(["Support us", "We depend on readers like you. Please donate monthly.", "Donate now"] * 9)

    found = bring(written(f"{story}\n\n{boxes}", "page.txt")).only

    assert "look whether a part of the story went with it" in found.review


@pytest.mark.parametrize(
    "text",
    [
        "Donors give $12 a month on average, the fund's accounts show.",
        "The ministry said it would support the harbour with a monthly grant of $4 million.",
        "“Please donate again before the end of the year,” the fund wrote to its supporters.",
        "He donated his piano to the theatre and never came back for it.",
        "We asked the mayor's office to support our request. It refused.",
        "Пожертвования шли со всей страны, в среднем по 400 рублей в месяц.",
        "По словам министра, фонд поддержали 1200 человек, и каждый платил ежемесячно.",
        "«Подпишитесь под письмом и помогите нам», — говорит бывшая учительница.",
        "— Вы поддержали бы их, если бы могли?",
        "Subscribers to the newsletter received a second letter on Monday.",
        "The court banned the newspaper's e-mail newsletter and its privacy policy.",
        "More people left the islands last year than in the whole decade before.",
        "Share prices fell on Tuesday as the harbour closed.",
    ],
)
def test_a_story_may_tell_of_gifts_letters_and_money(text):
    assert sort_of(text) is None


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("We depend on readers like you. Please support our work with a monthly gift.", "appeal"),
        ("Donate now", "appeal"),
        ("$5  $10  $25", "appeal"),
        ("Once Monthly Annually", "appeal"),
        ("Поддержите нас: оформите ежемесячное пожертвование", "appeal"),
        ("Наша работа возможна только благодаря вам. Поддержите редакцию.", "appeal"),
        ("Soutenez notre rédaction : faites un don mensuel, même de 2 €.", "appeal"),
        ("Get our weekly newsletter in your inbox", "letter"),
        ("Подпишитесь на нашу рассылку", "appeal"),
        ("By signing up you agree to our privacy policy and terms of use.", "small print"),
        ("© 2026 The Harbour Herald. All rights reserved.", "small print"),
        ("Нажимая кнопку, вы соглашаетесь на обработку персональных данных.", "small print"),
        ("Read more: Who owns the breakwater?", "more"),
        ("Читайте также", "more"),
        ("Facebook | Twitter | Telegram | WhatsApp", "share"),
        ("Home | News | Opinion | About | Contact", "row"),
    ],
)
def test_furniture_is_known_by_several_cues(text, sort):
    assert sort_of(text) == sort


def test_lines_broken_at_a_width_are_joined_and_lists_are_not(bring):
    body = bring("pages/03-lynx-dump.txt").only.draft.body
    lists = [block.value["entries"] for block in body if block.kind == "list"]

    assert any("ended on Wednesday night with a handshake" in words_of(block) for block in body)
    assert len(lists) == 1
    assert len(lists[0]) == 3


def test_the_same_page_has_the_same_name_wherever_it_lies(tmp_path: Path, bring):
    text = (HERE / "pages/04-charity-story.txt").read_bytes()
    (tmp_path / "copy.txt").write_bytes(text)

    assert bring(tmp_path / "copy.txt").only.draft.source == bring("pages/04-charity-story.txt").only.draft.source
