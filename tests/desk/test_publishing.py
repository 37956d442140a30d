"""From a draft to print, and what a draft never does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tamizdat.desk.actions.publish import publish
from tamizdat.desk.actions.relate import relate
from tamizdat.desk.actions.translate import translate
from tamizdat.desk.actions.write import write
from tamizdat.desk.draft import Block
from tamizdat.desk.filing import draft_copy, stories
from tamizdat.desk.models import Byline, Section, Story
from tamizdat.desk.refusal import Refused
from tamizdat.desk.sweep import sweep
from tamizdat.press import copy
from tamizdat.press import filing as press
from tests import cast

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


def filed(story: Any) -> copy.Story:
    return stories([story.pk])[0]


def test_a_draft_is_not_filed_nor_is_the_name_over_it(story: Any) -> None:
    sweep(NOW)

    assert press.held("story") == {}
    assert press.held("byline") == {}


def test_a_published_story_is_filed_with_all_it_names(story: Any) -> None:
    story.publish(now=NOW)

    sweep(NOW)

    assert list(press.held("story")) == [story.key]
    assert list(press.held("byline")) == ["a-stork"]
    assert list(press.held("section")) == ["harbour"]


def test_a_story_gets_its_address_when_it_is_first_published(story: Any) -> None:
    before = story.address

    story.publish(now=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))

    assert before == ""
    assert story.address == "en/2026/11/harbour-pilots-stop-work.html"


def test_the_month_of_an_address_is_the_newsrooms_own(story: Any, newsroom: Any) -> None:
    newsroom.time_zone = "Asia/Tbilisi"
    newsroom.save()

    story.publish(now=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))

    assert story.address.startswith("en/2026/12/")


def test_an_imported_story_keeps_its_day(newsroom: Any) -> None:
    story = cast.story(published=datetime(2019, 5, 4, tzinfo=UTC))

    story.publish(now=NOW)

    assert story.address == "en/2019/05/harbour-pilots-stop-work.html"
    assert (filed(story).published, filed(story).changed) == ("2019-05-04T00:00:00Z", "2019-05-04T00:00:00Z")


def test_what_is_changed_in_a_draft_stays_in_the_draft(story: Any) -> None:
    story.publish(now=NOW)
    printed = filed(story)

    other = Byline.objects.create(name="M. Heron")
    draft = story.get_latest_revision_as_object()
    draft.headline = "Pilots give in"
    draft.bylines.add(draft.bylines.model(byline=other, sort_order=1))
    draft.save_revision()

    assert filed(story) == printed
    assert filed(story).bylines == ("a-stork",)


def test_publishing_again_says_when_a_reader_should_look_again(story: Any) -> None:
    story.publish(now=NOW)
    story.edit(headline="Pilots give in")

    story.publish(now=LATER)

    assert filed(story).changed == "2026-11-20T11:00:00Z"
    assert filed(story).published == "2026-11-20T09:00:00Z"


def test_publishing_again_without_a_change_tells_nobody(story: Any) -> None:
    story.publish(now=NOW)

    story.publish(now=LATER)

    assert filed(story).changed == "2026-11-20T09:00:00Z"


def test_a_new_headline_moves_no_address(story: Any) -> None:
    story.publish(now=NOW)
    story.edit(headline="Pilots give in", slug="pilots-give-in")

    story.publish(now=LATER)

    assert story.address == "en/2026/11/harbour-pilots-stop-work.html"


def test_the_slug_follows_the_headline_until_publication(story: Any) -> None:
    story.edit(headline="Pilots strike")

    story.publish(now=NOW)

    assert story.address == "en/2026/11/pilots-strike.html"


def test_a_slug_of_ones_own_stays(newsroom: Any) -> None:
    story = cast.story(slug="pilots")
    story.edit(headline="Something else entirely")

    story.publish(now=NOW)

    assert story.address == "en/2026/11/pilots.html"


def test_moving_moves_no_address_and_prints_no_draft(story: Any) -> None:
    story.publish(now=NOW)
    story.edit(headline="Not yet")

    story.change_section(Section.objects.get(slug="news"), now=LATER)

    assert (filed(story).section, filed(story).headline) == ("news", "Harbour pilots stop work")
    assert story.address == "en/2026/11/harbour-pilots-stop-work.html"
    assert story.get_latest_revision_as_object().headline == "Not yet"
    assert story.get_latest_revision_as_object().section.slug == "news"
    assert story.has_unpublished_changes


def test_a_rename_leaves_the_old_address_behind(story: Any) -> None:
    story.publish(now=NOW)

    story.rename("Pilots strike")

    assert filed(story).address == "en/2026/11/pilots-strike.html"
    assert filed(story).former == ("en/2026/11/harbour-pilots-stop-work.html",)


def test_a_rename_back_leads_nowhere_else(story: Any) -> None:
    story.publish(now=NOW)
    story.rename("pilots-strike")

    story.rename("harbour-pilots-stop-work")

    assert filed(story).address == "en/2026/11/harbour-pilots-stop-work.html"
    assert filed(story).former == ("en/2026/11/pilots-strike.html",)


def test_nobody_gets_an_address_that_another_story_had(story: Any) -> None:
    story.publish(now=NOW)
    story.rename("pilots-strike")
    other = cast.story()

    other.publish(now=NOW)

    assert other.address == "en/2026/11/harbour-pilots-stop-work-2.html"
    with pytest.raises(Refused, match="is or was the address"):
        other.rename("pilots-strike")


def test_the_same_headline_in_another_month_needs_no_number(newsroom: Any) -> None:
    cast.story().publish(now=NOW)
    other = cast.story()

    other.publish(now=NOW + timedelta(days=20))

    assert other.address == "en/2026/12/harbour-pilots-stop-work.html"


def test_going_back_to_an_old_draft_changes_neither_key_nor_address(story: Any) -> None:
    key, first = story.key, story.latest_revision
    story.publish(now=NOW)
    story.rename("pilots-strike")

    first.as_object().save_revision().publish()

    story.refresh_from_db()
    assert (story.key, story.address) == (key, "en/2026/11/pilots-strike.html")
    assert filed(story).former == ("en/2026/11/harbour-pilots-stop-work.html",)


def test_a_copy_of_a_story_is_another_story(story: Any) -> None:
    story.publish(now=NOW)

    other = story.copy(keep_live=False, update_attrs={"title": "Another", "slug": "another"})

    assert other.key != story.key
    assert (other.address, other.source, other.live) == ("", "", False)


def test_a_translation_knows_its_original_and_is_a_draft(story: Any) -> None:
    story.publish(now=NOW)

    russian = translate(story, "ru")
    russian.edit(headline="Лоцманы бастуют")
    publish(russian, now=LATER)

    assert russian.key != story.key
    assert filed(russian).translation == filed(story).translation
    assert filed(russian).address == "ru/2026/11/lotsmany-bastuyut.html"
    assert translate(story, "ru") == russian


def test_a_scheduled_story_is_printed_at_its_moment(story: Any) -> None:
    story.schedule(LATER)

    before = sweep(NOW)
    early = dict(press.held("story"))
    sweep(LATER)

    assert (early, before.due) == ({}, LATER)
    assert list(press.held("story")) == [story.key]
    story.refresh_from_db()
    assert filed(story).published == "2026-11-20T11:00:00Z"


def test_a_scheduled_change_of_a_printed_story_waits(story: Any) -> None:
    story.publish(now=NOW)
    story.edit(headline="Pilots give in")
    story.schedule(LATER)

    sweep(NOW)
    before = filed(story).headline
    sweep(LATER)

    assert (before, filed(story).headline) == ("Harbour pilots stop work", "Pilots give in")


def test_a_schedule_that_cannot_be_kept_says_why_and_stops_nothing(story: Any) -> None:
    section = Section.objects.create(name="Short-lived")
    story.edit(section=section)
    story.schedule(LATER)
    Story.objects.filter(pk=story.pk).update(section=Section.objects.get(slug="news"))
    section.delete()
    other = cast.story(headline="Another")
    other.schedule(LATER)

    swept = sweep(LATER)

    assert list(press.held("story")) == [other.key]
    assert len(swept.refused) == 1
    assert "section" in swept.refused[0]
    assert sweep(LATER).refused == ()


def test_a_story_whose_time_is_over_is_withdrawn(story: Any) -> None:
    story.edit(expire_at=LATER)
    story.publish(now=NOW)
    due = sweep(NOW).due

    sweep(LATER)

    assert due == LATER
    assert press.held("story") == {}


def test_a_withdrawn_story_comes_back_to_its_address(story: Any) -> None:
    story.publish(now=NOW)
    story.withdraw()
    sweep(NOW)
    gone = press.held("story")

    story.publish(now=LATER)
    sweep(LATER)

    assert gone == {}
    assert filed(story).address == "en/2026/11/harbour-pilots-stop-work.html"
    assert filed(story).published == "2026-11-20T09:00:00Z"


def test_withdrawing_takes_off_the_schedule_too(story: Any) -> None:
    story.schedule(LATER)

    story.withdraw()
    sweep(LATER)

    assert press.held("story") == {}


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Лоцманы бастуют", "lotsmany-bastuyut"),
        ("إضراب في الميناء", "drb-fy-lmyn"),
        ("🚢🚢", "ship-ship"),
        ("……", "story"),
        ("A" * 300, "a" * 80),
        ("word " * 80, "word-" * 15 + "word"),
    ],
)
def test_every_headline_gets_an_address(newsroom: Any, headline: str, slug: str) -> None:
    story = cast.story(headline=headline)

    story.publish(now=NOW)

    assert story.address == f"en/2026/11/{slug}.html"


def test_a_headline_of_400_characters_is_printed_whole(newsroom: Any) -> None:
    headline = ("Pilots stop work again " * 18)[:400].strip()

    story = cast.story(headline=headline)
    story.publish(now=NOW)

    assert filed(story).headline == headline


def test_a_headline_longer_than_any_is_refused_in_one_line(newsroom: Any) -> None:
    with pytest.raises(Refused, match="at most 500 characters") as refusal:
        cast.story(headline="Pilots " * 100)

    assert "\n" not in str(refusal.value)
    assert not Story.objects.exists()


def test_a_story_needs_nothing_but_a_headline_and_a_language(newsroom: Any) -> None:
    from tamizdat.desk.draft import Draft

    story = write(Draft(headline="Bare", language="en"))
    story.publish(now=NOW)

    assert filed(story).section == "news"
    assert (filed(story).bylines, filed(story).photo, filed(story).body) == ((), None, ())


def test_a_second_bringing_of_the_same_draft_changes_nothing(newsroom: Any) -> None:
    story = cast.story(source="wordpress:12")
    story.edit(headline="Edited here")

    again = write(cast.draft(source="wordpress:12", headline="Edited there"))

    assert again == story
    assert Story.objects.count() == 1


def test_a_draft_of_a_foreign_language_is_refused(newsroom: Any) -> None:
    with pytest.raises(Refused, match="does not print in 'fr'"):
        cast.story(language="fr")


def test_a_correction_shows_what_the_story_said_before(story: Any) -> None:
    story.publish(now=NOW)

    correction = story.correct("Nine people", "Eleven people", now=LATER)

    assert filed(story).body[0].html == "<p>Eleven people were in the boat.</p>"
    assert (correction.wrong, correction.right) == ("Nine people", "Eleven people")
    assert filed(story).corrections[0].day == "2026-11-20"
    assert filed(story).changed == "2026-11-20T11:00:00Z"


def test_a_correction_reaches_the_draft_too_and_does_not_print_it(story: Any) -> None:
    story.publish(now=NOW)
    story.edit(headline="Nine people rescued, says the harbour master")

    story.correct("Nine people", "Eleven people", now=LATER)
    printed = filed(story).headline
    story.publish(now=LATER)

    assert printed == "Harbour pilots stop work"
    assert filed(story).headline == "Eleven people rescued, says the harbour master"
    assert len(filed(story).corrections) == 1


def test_a_correction_touches_words_and_no_addresses(newsroom: Any) -> None:
    body = (Block(kind="paragraph", value='<p>See <a href="https://example.org/nine">nine &amp; ten</a>.</p>'),)
    story = cast.story(body=body)
    story.publish(now=NOW)

    story.correct("nine & ten", "eleven <ten>", now=LATER)

    assert filed(story).body[0].html == '<p>See <a href="https://example.org/nine">eleven &lt;ten&gt;</a>.</p>'


def test_only_what_is_in_print_can_be_corrected(story: Any) -> None:
    with pytest.raises(Refused, match="Only what is in print"):
        story.correct("Nine", "Ten")


def test_related_stories_and_links_are_named_by_key(story: Any, newsroom: Any) -> None:
    link = f'<p>As <a linktype="page" id="{story.pk}">we said</a>, and <a linktype="page" id="99999">gone</a>.</p>'
    other = cast.story(headline="Another")
    relate(other, [story])
    body = other.body.stream_block.to_python([{"type": "paragraph", "value": link}])
    other.edit(body=body)

    other.publish(now=NOW)

    assert filed(other).related == (story.key,)
    assert filed(other).body[0].html == f'<p>As <a href="story:{story.key}">we said</a>, and gone.</p>'


def test_a_proof_shows_the_draft_and_not_the_print(story: Any) -> None:
    story.publish(now=NOW)
    story.edit(headline="Pilots give in")

    proof = draft_copy(story.get_latest_revision_as_object(), NOW)

    assert proof.headline == "Pilots give in"  # type: ignore[union-attr]
    assert filed(story).headline == "Harbour pilots stop work"


def test_old_drafts_open_after_what_they_named_was_deleted(story: Any) -> None:
    heron = Byline.objects.create(name="M. Heron")
    section = Section.objects.create(name="Short-lived")
    story.publish(now=NOW)
    draft = story.get_latest_revision_as_object()
    draft.section = section
    draft.bylines.add(draft.bylines.model(byline=heron, sort_order=1))
    draft.save_revision()
    heron.delete()
    section.delete()

    story.refresh_from_db()
    opened = story.get_latest_revision_as_object()

    assert opened.section is None
    assert [row.byline.slug for row in opened.bylines.all()] == ["a-stork"]
