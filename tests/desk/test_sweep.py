"""The sweep finds what changed, whoever changed it and however."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from wagtail.models import PageViewRestriction

from tamizdat.desk import filing, marks, opening, stripping
from tamizdat.desk.actions.arrange import arrange
from tamizdat.desk.actions.stand import stand
from tamizdat.desk.draft import Block
from tamizdat.desk.models import Byline, Newsroom, Paper, Photo, Section, Story
from tamizdat.desk.sweep import sweep
from tamizdat.press import copy
from tamizdat.press import filing as press
from tests import cast

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def printed(story: Any) -> Any:
    story.publish(now=NOW)
    sweep(NOW)
    return story


def test_a_second_sweep_finds_nothing(printed: Any) -> None:
    again, thorough = sweep(NOW), sweep(NOW, thorough=True)

    assert (again.filed, again.withdrawn, thorough.filed, thorough.withdrawn) == (0, 0, 0, 0)


def test_a_row_set_to_not_live_by_hand_is_withdrawn(printed: Any) -> None:
    Story.objects.filter(pk=printed.pk).update(live=False)

    sweep(NOW)

    assert press.held("story") == {}


def test_a_deleted_story_is_withdrawn_with_what_only_it_named(printed: Any) -> None:
    printed.delete()

    sweep(NOW)

    assert press.held("story") == press.held("byline") == press.held("section") == {}


def test_a_restricted_page_is_not_public(printed: Any) -> None:
    restriction = PageViewRestriction.objects.create(page=printed, restriction_type=PageViewRestriction.LOGIN)
    sweep(NOW)
    restricted = press.held("story")

    restriction.delete()
    sweep(NOW)

    assert restricted == {}
    assert list(press.held("story")) == [printed.key]


def test_a_restriction_above_a_page_holds_for_it(printed: Any) -> None:
    PageViewRestriction.objects.create(page=printed.get_parent(), restriction_type=PageViewRestriction.LOGIN)

    sweep(NOW)

    assert press.held("story") == {}


def test_a_paper_taken_out_of_print_takes_its_stories_along(printed: Any) -> None:
    Paper.objects.get(locale__language_code="en").unpublish()

    sweep(NOW)

    assert press.held("story") == {}


def test_a_story_has_no_alias(printed: Any) -> None:
    with pytest.raises(ValidationError):
        printed.create_alias(parent=Paper.objects.get(locale__language_code="ru"), update_slug="alias")


def test_a_story_dated_tomorrow_waits_for_tomorrow(newsroom: Any) -> None:
    tomorrow = NOW + timedelta(days=1)
    cast.story(published=tomorrow).publish(now=NOW)

    due = sweep(NOW).due
    today = press.held("story")
    sweep(tomorrow)

    assert (today, due) == ({}, tomorrow)
    assert len(press.held("story")) == 1


def test_a_thorough_sweep_sees_what_no_stamp_shows(printed: Any) -> None:
    Story.objects.filter(pk=printed.pk).update(deck="Changed by hand.")

    plain, thorough = sweep(NOW).filed, sweep(NOW, thorough=True).filed

    assert (plain, thorough) == (0, 1)


def test_a_new_name_of_a_byline_is_filed_alone(printed: Any) -> None:
    Byline.objects.filter(slug="a-stork").update(name="Anna Stork")

    assert sweep(NOW).filed == 1


def test_settings_are_filed(newsroom: Any) -> None:
    newsroom.colour = "#204060"
    newsroom.save()
    sweep(NOW)

    row = filing.newsroom()

    assert press.held("newsroom") == {"newsroom": row.digest()}
    assert row.names == {"en": "The Harbour Herald"}
    assert row.languages == ("en", "ru")
    assert (row.address, row.time_zone, row.colour) == ("https://herald.example/", "Europe/Lisbon", "#204060")


def test_names_are_filed_in_every_language(printed: Any) -> None:
    section = next(filing.sections([printed.section_id]))

    assert section.names == {"en": "Harbour", "ru": "Порт"}


def test_only_published_stories_stand_on_the_front(printed: Any) -> None:
    draft = cast.story(headline="Secret")
    arrange("en", lead=draft, picks=[printed, draft, printed])

    rows = list(filing.arrangements(Story.objects.filter(live=True)))

    assert copy.Arrangement(key="en", lead="", picks=(printed.key,)) in rows


def test_a_standing_page_is_filed(newsroom: Any) -> None:
    page = stand("en", "about", 1, "About us", (Block(kind="paragraph", value="We are few."),))
    page.publish(now=NOW)

    sweep(NOW)

    (row,) = filing.standing_pages([page.pk])
    assert list(press.held("page")) == [page.key]
    assert (row.address, row.title, row.role) == ("en/about-us.html", "About us", "about")
    assert row.body[0].html == "<p>We are few.</p>"


def test_a_standing_page_stands_in_nobodys_way(newsroom: Any) -> None:
    page = stand("en", "corrections", 1, "Corrections", ())

    page.publish(now=NOW)

    assert page.address == "en/corrections-page.html"


def test_photos_are_filed_when_a_printed_page_shows_them(newsroom: Any) -> None:
    body = (Block(kind="photo", value={"photo": cast.draft_photo(file=cast.picture(colour="#aa0000"))}),)
    story = cast.story(photo=cast.draft_photo(), body=body)
    sweep(NOW)
    before = press.held("photo")

    story.publish(now=NOW)
    sweep(NOW)

    assert before == {}
    assert len(press.held("photo")) == 2
    assert all(press.holds(digest) for digest in press.held("photo"))
    assert set(filing.stories([story.pk])[0].photos()) == set(press.held("photo"))


def test_a_photo_used_in_a_draft_only_is_not_filed(printed: Any, photo: Any) -> None:
    printed.edit(photo=photo, photo_credit="x", photo_alt="x")

    sweep(NOW)

    assert press.held("photo") == {}


def test_a_photo_in_use_cannot_be_deleted(newsroom: Any) -> None:
    body = (Block(kind="photo", value={"photo": cast.draft_photo()}),)
    cast.story(body=body)

    with pytest.raises(ProtectedError):
        Photo.objects.get().delete()


def test_another_file_for_a_photo_is_filed_in_every_story_that_shows_it(newsroom: Any) -> None:
    body = (Block(kind="photo", value={"photo": cast.draft_photo()}),)
    story = cast.story(body=body)
    story.publish(now=NOW)
    sweep(NOW)
    photo = Photo.objects.get()
    before = photo.digest

    photo.file.save("blurred.jpg", cast.upload(cast.picture(colour="#00aa00")), save=False)
    photo.save()
    sweep(NOW)

    assert photo.digest != before
    assert list(press.held("photo")) == [photo.digest]
    assert filing.stories([story.pk])[0].photos() == (photo.digest,)


def test_a_section_or_byline_in_use_cannot_be_deleted(story: Any) -> None:
    with pytest.raises(ProtectedError):
        Section.objects.get(slug="harbour").delete()
    with pytest.raises(ProtectedError):
        Byline.objects.get(slug="a-stork").delete()


def test_publishing_leaves_a_mark_and_the_sweep_takes_it(story: Any) -> None:
    marks.Mark.objects.all().delete()

    story.publish(now=NOW)
    left = marks.Mark.objects.count()
    sweep(NOW)

    assert left > 0
    assert marks.Mark.objects.count() == 0


def test_opening_a_newsroom_twice_adds_only_what_is_missing(newsroom: Any, story: Any) -> None:
    story.publish(now=NOW)

    opening.open_newsroom("The Herald", ["en", "ru", "ar"])

    assert Newsroom.load().languages() == ("en", "ru", "ar")
    assert Paper.objects.count() == 3
    assert len({paper.translation_key for paper in Paper.objects.all()}) == 1
    assert Story.objects.get().address == story.address


def test_only_a_picture_becomes_a_photo(newsroom: Any) -> None:
    with pytest.raises(stripping.BadPhoto, match="not a JPEG"):
        cast.photo(file=b"<svg onload=alert(1)>")
