"""What the demo newsroom has published hangs together, and is what was promised of it."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from tamizdat.demo import newsroom
from tamizdat.demo.archive import drafts, pages
from tamizdat.desk.draft import BLOCKS, CLAIM_STATES, Draft, DraftPhoto

STORIES = drafts()


def words(draft: Draft) -> int:
    return sum(len(str(block.value).split()) for block in draft.body)


def photos() -> list[DraftPhoto]:
    leads = [draft.photo for draft in STORIES if draft.photo]
    return [*leads, *(block.value["photo"] for draft in STORIES for block in draft.body if block.kind == "photo")]


def names(rows: tuple[newsroom.Person, ...] | tuple[newsroom.Subject, ...], language: str) -> set[str]:
    return {row.names[language] for row in rows}


def test_there_are_enough_stories_in_both_languages():
    count = Counter(draft.language for draft in STORIES)

    assert count["en"] >= 42
    assert count["ru"] >= 16


def test_some_russian_stories_are_translations_and_some_are_not():
    russian = [draft for draft in STORIES if draft.language == "ru"]

    assert sum(bool(draft.translation_of) for draft in russian) >= 10
    assert sum(not draft.translation_of for draft in russian) >= 3


def test_the_handbook_is_here_in_both_languages():
    handbook = Counter(draft.language for draft in STORIES if draft.genre == "handbook")

    assert handbook["en"] >= 6
    assert handbook["ru"] >= 3


def test_every_kind_of_block_stands_in_several_stories():
    used = Counter(kind for draft in STORIES for kind in {block.kind for block in draft.body})

    assert set(used) == set(BLOCKS)
    assert min(used.values()) >= 3


def test_claims_stand_in_every_state_and_stories_in_every_genre():
    states = {block.value["state"] for draft in STORIES for block in draft.body if block.kind == "claim"}

    assert states == set(CLAIM_STATES)
    assert len({draft.genre for draft in STORIES}) == 7


def test_every_kind_of_correction_occurs():
    kinds = {note.kind for draft in STORIES for note in draft.corrections}

    assert kinds == {"correction", "clarification", "update", "retraction"}


def test_one_story_is_too_long_for_a_page_and_several_are_long():
    lengths = sorted(words(draft) for draft in STORIES)

    assert lengths[-1] > 3_000
    assert sum(length > 800 for length in lengths) >= 3


def test_every_photo_says_that_it_is_drawn_by_the_paper():
    credits = {photo.credit for photo in photos()}

    assert all(photo.caption and photo.alt for photo in photos())
    assert all("The Harbour Herald" in credit or "«Портовый вестник»" in credit for credit in credits)


def test_a_story_comes_after_what_it_translates_and_what_it_points_to():
    seen: set[str] = set()

    for draft in STORIES:
        assert {*draft.related, *filter(None, [draft.translation_of])} <= seen, draft.source
        seen.add(draft.source)


def test_a_translation_tells_the_story_of_its_original():
    known = {draft.source: draft for draft in STORIES}

    for draft in STORIES:
        if draft.translation_of:
            original = known[draft.translation_of]
            assert (draft.section, draft.genre, len(draft.topics)) == (
                original.section,
                original.genre,
                len(original.topics),
            ), draft.source


def test_no_two_stories_have_one_source_or_one_headline():
    assert len({draft.source for draft in STORIES}) == len(STORIES)
    assert len({draft.headline for draft in STORIES}) == len(STORIES)


@pytest.mark.parametrize("draft", STORIES, ids=lambda draft: draft.source)
def test_a_story_keeps_to_the_names_of_the_newsroom(draft: Draft):
    assert draft.section in {section.slug for section in newsroom.SECTIONS}
    assert set(draft.bylines) <= names(newsroom.BYLINES, draft.language)
    assert draft.bylines
    assert set(draft.topics) <= names(newsroom.TOPICS, draft.language)
    assert draft.published is not None
    assert draft.deck


@pytest.mark.parametrize("draft", STORIES, ids=lambda draft: draft.source)
def test_a_change_is_not_older_than_the_story_and_not_newer_than_its_correction(draft: Draft):
    assert draft.published is not None

    for note in draft.corrections:
        assert draft.published <= note.day
        assert draft.changed is not None or draft.genre == "live"


def test_everybody_in_the_newsroom_has_written_something():
    written = {name for draft in STORIES for name in draft.bylines}

    assert {person.names["en"] for person in newsroom.BYLINES} <= written


def test_front_pages_show_stories_that_exist():
    sources = {draft.source for draft in STORIES}

    for front in newsroom.FRONT_PAGES:
        assert {f"demo:{front.language}/{name}" for name in (front.lead, *front.picks)} <= sources


def test_every_name_is_there_in_every_language():
    for row in (*newsroom.SECTIONS, *newsroom.BYLINES, *newsroom.TOPICS):
        assert set(row.names) == set(newsroom.LANGUAGES)


def test_both_languages_have_the_same_standing_pages():
    shown = {language: [page for page in pages() if page.language == language] for language in newsroom.LANGUAGES}

    assert [(page.name, page.role) for page in shown["en"]] == [(page.name, page.role) for page in shown["ru"]]
    assert len(shown["en"]) == 7
    assert all(page.body and page.title for page in pages())


def test_every_address_in_the_demo_leads_nowhere_real():
    everything = str([draft.body for draft in STORIES]) + str([page.body for page in pages()])
    hosts = {part.split("/")[0].split('"')[0].split("'")[0] for part in everything.split("://")[1:]}

    assert hosts
    assert all(host.endswith(".example") for host in hosts)


def test_every_translation_key_pairs_up():
    folder = files("tamizdat.demo") / "stories"
    keys = {
        language: {
            key
            for file in (folder / language).iterdir()
            for key in re.findall(r'^translation = "(.+)"$', file.read_text(encoding="utf-8"), re.MULTILINE)
        }
        for language in newsroom.LANGUAGES
    }

    assert keys["en"] == keys["ru"]
