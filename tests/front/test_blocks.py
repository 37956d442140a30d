"""Blocks of a body become clean HTML in the story's language."""

import pytest
from lxml import html as lxml_html

from tamizdat.desk.draft import BLOCKS, CLAIM_STATES
from tamizdat.front.blocks import KINDS, block

CLAIM = {
    "statement": "Every sailing took place.",
    "who": "The harbour office",
    "basis": "A letter of two pages",
    "said_on": "2026-11-12",
    "doubted_since": "2026-11-16",
    "source": "https://www.harbour.example/letters/77",
    "state": "disputed",
}


def text_of(html):
    return " ".join(lxml_html.fromstring(html).text_content().split())


def test_every_kind_a_draft_may_hold_is_set_except_photos():
    assert {*KINDS, "photo"} == set(BLOCKS)


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(ValueError, match="'embed'"):
        block("embed", {}, "en")


def test_plain_text_is_escaped():
    assert block("heading", "a < b & c", "en") == "<h2>a &lt; b &amp; c</h2>"
    assert "<script>" not in block("pullout", "<script>", "en")
    assert "<b>" not in block("quote", {"text": "<b>", "who": "<b>"}, "en")


def test_a_paragraph_keeps_its_markup():
    assert block("paragraph", '<p>One <a href="story:12">two</a></p>', "en") == '<p>One <a href="story:12">two</a></p>'
    assert block("paragraph", "One <b>two</b>", "en") == "<p>One <b>two</b></p>"


def test_a_quote_keeps_its_paragraphs_and_its_speaker():
    html = block("quote", {"text": "One.\n\nTwo.", "who": "Vera"}, "en")

    assert html.count("<p>") == 2
    assert "<figcaption>Vera</figcaption>" in html


def test_a_quote_without_a_speaker_names_nobody():
    assert "figcaption" not in block("quote", {"text": "One.", "who": ""}, "en")


def test_a_list_is_ordered_when_it_says_so():
    entries = ["<b>One</b>", "Two"]

    assert block("list", {"ordered": True, "entries": entries}, "en").startswith("<ol")
    assert block("list", {"ordered": False, "entries": entries}, "en").startswith("<ul")


def test_a_claim_says_what_who_on_what_basis_when_and_how_sure():
    html = block("claim", CLAIM, "en")

    assert text_of(html) == (
        "Disputed Every sailing took place. Says The harbour office On what basis A letter of two pages"
        " Said on 12 November 2026 In doubt since 16 November 2026 Source harbour.example"
    )
    assert 'href="https://www.harbour.example/letters/77"' in html


def test_a_claim_speaks_the_language_of_its_story():
    text = text_of(block("claim", CLAIM, "ru"))

    assert "Оспаривается" in text
    assert "Под сомнением с 16 ноября 2026" in text


def test_a_claim_prints_nothing_it_does_not_know():
    bare = dict.fromkeys(CLAIM, "") | {"statement": "It rained.", "state": "said"}

    assert text_of(block("claim", bare, "en")) == "Said, not confirmed It rained."


def test_every_state_of_a_claim_has_its_own_word():
    labels = {text_of(block("claim", CLAIM | {"state": state}, "en")).split(" Every")[0] for state in CLAIM_STATES}

    assert len(labels) == len(CLAIM_STATES)


def test_a_link_shows_where_it_leads():
    html = block("link", {"address": "https://www.log.example/a", "title": "The log", "note": "214 pages"}, "en")

    assert text_of(html) == "The log 214 pages log.example"


def test_a_link_to_another_story_shows_no_host():
    html = block("link", {"address": "story:12", "title": "The log", "note": ""}, "en")

    assert "<small>" not in html
