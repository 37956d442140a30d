"""Saved pages of news sites."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from tamizdat.importers.fit import words_of
from tamizdat.importers.found import Notes
from tamizdat.importers.html import blocks, tree

# What word for word is precise and complete, at least, on pages of a public suite: measured, a little rounded down.
FLOORS = {
    "citylab-1": (0.97, 0.95),
    "folha": (0.99, 0.99),
    "lemonde-1": (0.99, 0.98),
    "rtl-1": (0.99, 0.99),
    "seattletimes-1": (0.98, 0.99),
    "wapo-1": (0.93, 0.96),
}


def counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


@pytest.fixture
def ferry(bring):
    return bring("html/ferry.html").only


def test_a_page_says_who_wrote_it_and_when(ferry):
    draft = ferry.draft

    assert draft.headline == "The ferry that nobody ordered"
    assert draft.deck == "A boat without an owner, and two bills for it."
    assert draft.bylines == ("Mara Quill", "Tobias Renn")
    assert draft.published == datetime(2026, 3, 3, 16, 15, tzinfo=UTC)
    assert draft.changed == datetime(2026, 3, 4, 6, 0, tzinfo=UTC)
    assert (draft.section, draft.topics) == ("Harbour", ("Ferries", "Customs"))
    assert draft.source == "html:https://herald.example/2026/03/the-ferry/"
    assert draft.former == ("2026/03/the-ferry/",)


def test_its_captions_and_credits_stay_with_their_pictures(ferry):
    assert [(one.caption, one.credit, one.alt) for one in ferry.pictures] == [
        ("The harbour at dawn.", "Yara Finch / Coastal Pictures", "Cranes in a red sky"),
        ("The coal pier.", "Ida Brandt", ""),
    ]


def test_an_appeal_between_paragraphs_goes_and_a_paragraph_about_giving_stays(ferry):
    text = "\n".join(words_of(block) for block in ferry.draft.body)

    assert "readers like you" not in text
    assert "Read also" not in text
    assert "We use cookies" not in text
    assert "Most read" not in text
    assert "People in the town have begun to donate for a lawyer" in text
    assert "Correction: an earlier version" in text
    assert "Support the Herald" in ferry.cut


def test_a_saved_pages_own_files_are_used(tmp_path, bring):
    from tests.cast import picture
    from tests.importers.conftest import HERE

    (tmp_path / "ferry_files").mkdir()
    (tmp_path / "ferry_files" / "lead.jpg").write_bytes(picture())
    (tmp_path / "ferry.html").write_bytes((HERE / "html/ferry.html").read_bytes())

    draft = bring(tmp_path / "ferry.html").only.draft

    assert draft.photo is not None
    assert (draft.photo.credit, draft.photo.filename) == ("Yara Finch / Coastal Pictures", "lead.jpg")


def test_a_page_that_says_it_is_not_free_never_turns_public(tmp_path, bring):
    from tests.importers.conftest import HERE

    text = (
        (HERE / "html/ferry.html")
        .read_text()
        .replace('"articleSection"', '"isAccessibleForFree":false,"articleSection"')
    )
    (tmp_path / "paid.html").write_text(text)

    assert bring(tmp_path / "paid.html").only.status == "members"


@pytest.mark.parametrize("name", FLOORS)
def test_pages_of_others_give_their_words(other, bring, name):
    found = bring(other(f"html/{name}/source.html")).only
    got = counted("\n".join(words_of(block) for block in found.draft.body))
    want = counted(tree.text_of(tree.fragment(other(f"html/{name}/expected.html").read_text())))
    both = sum((got & want).values())

    precise, complete = FLOORS[name]

    assert both / sum(got.values()) >= precise
    assert both / sum(want.values()) >= complete


@pytest.mark.parametrize("name", FLOORS)
def test_pages_of_others_give_their_headlines(other, bring, name):
    found = bring(other(f"html/{name}/source.html")).only
    said = json.loads(other(f"html/{name}/expected-metadata.json").read_text())

    assert found.draft.headline == said["title"]
    if said.get("lang"):
        assert found.draft.language == said["lang"].split("-")[0].lower()


@pytest.mark.parametrize(
    ("inside", "caption", "credit"),
    [
        ("<div>The pier in May</div><div>Ida B / Coastal</div>", "The pier in May", "Ida B / Coastal"),
        ("<span>The pier in May</span><span>Ida B / Coastal</span>", "The pier in May", "Ida B / Coastal"),
        ("The pier. <small>Ida B</small>", "The pier.", "Ida B"),
        ("The pier.<br>Photo: Ida B", "The pier.", "Ida B"),
        ("<p>The pier in May, and a boat.</p><p>Ida B</p>", "The pier in May, and a boat.", "Ida B"),
        ('<span class="words">The pier</span> <span class="x-credit">Photograph: Ida B</span>', "The pier", "Ida B"),
        ("A boat called <em>Lantern</em>", "A boat called Lantern", ""),
    ],
)
def test_caption_and_credit_are_told_apart_by_how_they_are_set(inside, caption, credit):
    figure = tree.fragment(f'<figure><img src="b.jpg"><figcaption>{inside}</figcaption></figure>')

    (picture,) = blocks.pieces(figure, Notes())

    assert (picture.caption, picture.credit) == (caption, credit)


def test_a_caption_without_a_figure_is_known_by_the_credit_below_it():
    page = tree.fragment(
        '<div><img src="a.jpg"></div><p>The pier in May</p><p>Ida B / Coastal / Sipa</p><p>A paragraph.</p>'
    )

    picture, paragraph = blocks.pieces(page, Notes())

    assert (picture.caption, picture.credit) == ("The pier in May", "Ida B / Coastal / Sipa")
    assert paragraph.value == "<p>A paragraph.</p>"
