"""Feeds: whole stories where they hold them, drafts where they hold a beginning."""

from __future__ import annotations

from datetime import UTC, datetime


def test_the_full_text_wins_over_the_summary_which_is_the_deck(bring):
    draft = bring("feeds/herald.xml").story("The ferry").draft

    assert draft.headline == "The ferry & the fog"
    assert draft.deck == "Two bills for one boat."
    assert draft.bylines == ("Mara Quill",)
    assert (draft.section, draft.topics) == ("Harbour", ("Ships",))
    assert draft.published == datetime(2026, 3, 3, 13, 15, tzinfo=UTC)
    assert draft.source == "feed:tag:herald.example,2026:1"
    assert draft.former == ("2026/ferry/",)


def test_pictures_beside_and_in_the_text_keep_their_words(bring):
    pictures = bring("feeds/herald.xml").story("The ferry").pictures

    assert [(one.caption, one.credit) for one in pictures] == [
        ("The Lantern at dawn", "Yara Finch"),
        ("The pier.", "Ida Brandt"),
    ]


def test_what_a_plugin_adds_below_each_story_goes(bring):
    assert "appeared first on" not in str(bring("feeds/herald.xml").story("The ferry").draft.body)


def test_a_beginning_alone_must_be_looked_at(bring):
    found = bring("feeds/herald.xml").story("Only")

    assert found.review == "the feed holds only its beginning"
    assert found.draft.bylines == ("Tobias Renn",)


def test_an_entry_that_stands_twice_is_taken_once(bring):
    assert bring("feeds/herald.xml").skipped == {"Only the beginning": "the feed holds it twice"}


def test_atom_is_read_with_its_language(bring):
    draft = bring("feeds/mayak.atom").only.draft

    assert draft.headline == "Город без чаек"
    assert draft.language == "ru"
    assert draft.bylines == ("Вера Соколан",)
    assert draft.published == datetime(2026, 2, 5, 9, 40, tzinfo=UTC)
    assert [block.kind for block in draft.body] == ["paragraph", "list"]
