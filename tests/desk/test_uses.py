"""A photo that is shown somewhere stays, and the desk says where; an upload leaves nothing unstripped behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tamizdat.desk.draft import Block
from tamizdat.desk.models import Photo, Story
from tests import cast

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def vera(newsroom: Any) -> Client:
    client = Client()
    cast.sits(client, cast.vera())
    return client


def in_the_body() -> Story:
    story = cast.story(body=(Block(kind="photo", value={"photo": cast.draft_photo()}),))
    story.publish(now=NOW)
    return story


def in_a_draft_of_what_is_printed() -> Story:
    story = cast.story()
    story.publish(now=NOW)
    story.edit(photo=cast.photo(), photo_credit="O. Reed", photo_alt="Two ferries")
    return story


def over_the_body() -> Story:
    story = cast.story(photo=cast.draft_photo())
    story.publish(now=NOW)
    return story


@pytest.mark.parametrize("shown", [in_the_body, in_a_draft_of_what_is_printed, over_the_body])
def test_a_photo_that_is_shown_cannot_be_deleted_and_the_desk_says_why(vera: Client, shown: Any) -> None:
    story = shown()
    photo = Photo.objects.get()
    one, several = (
        f"/admin/images/{photo.pk}/delete/",
        f"/admin/bulk/desk/photo/delete/?id={photo.pk}&next=/admin/images/",
    )

    asked = vera.get(one).content.decode()
    vera.post(one)
    vera.post(several)

    assert "referenced 1 time" in asked
    assert "prevent it from being deleted" in asked
    assert Photo.objects.get() == photo
    usage = vera.get(f"/admin/images/usage/{photo.pk}/").content.decode()
    assert f"/admin/pages/{story.pk}/edit/" in usage


@pytest.mark.parametrize("shown", [in_the_body, in_a_draft_of_what_is_printed, over_the_body])
def test_a_photo_that_is_shown_no_more_can_go(vera: Client, shown: Any) -> None:
    shown()
    photo = Photo.objects.get()
    Story.objects.get().delete()

    vera.post(f"/admin/images/{photo.pk}/delete/")

    assert not Photo.objects.exists()


def test_the_logo_cannot_be_deleted(vera: Client, newsroom: Any) -> None:
    newsroom.logo = cast.photo()
    newsroom.save()

    asked = vera.get(f"/admin/images/{newsroom.logo.pk}/delete/").content.decode()
    vera.post(f"/admin/images/{newsroom.logo.pk}/delete/")

    assert "prevent it from being deleted" in asked
    assert Photo.objects.get() == newsroom.logo


def test_a_photo_taken_out_of_print_and_draft_can_go(vera: Client) -> None:
    story = over_the_body()
    story.edit(photo=None)
    story.publish(now=NOW)

    vera.post(f"/admin/images/{Photo.objects.get().pk}/delete/")

    assert not Photo.objects.exists()


def test_a_story_is_not_held_back_by_its_own_photos_and_addresses(vera: Client) -> None:
    story = over_the_body()
    story.rename("another")

    asked = vera.get(f"/admin/pages/{story.pk}/delete/").content.decode()
    vera.post(f"/admin/pages/{story.pk}/delete/")

    assert "referenced 0 times" in asked
    assert not Story.objects.exists()


def test_a_photo_that_waits_for_its_words_waits_stripped(vera: Client) -> None:
    sent = {"title": "Quay", "files[]": cast.upload(cast.picture())}

    answer = vera.post("/admin/images/multiple/add/", sent, headers=BY_SCRIPT)

    waiting = json.loads(answer.content)["uploaded_file_id"]
    assert waiting
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"SERIAL-4711" not in files[0].read_bytes()


def test_a_photo_that_waited_becomes_one_with_its_words(vera: Client) -> None:
    sent = {"title": "Quay", "files[]": cast.upload(cast.picture())}
    waiting = json.loads(vera.post("/admin/images/multiple/add/", sent, headers=BY_SCRIPT).content)["uploaded_file_id"]
    words = {"title": "Quay", "caption": "Ferries.", "credit": "O. Reed", "alt": "Two ferries"}
    form = {f"uploaded-image-{waiting}-{name}": text for name, text in words.items()}

    vera.post(f"/admin/images/multiple/create_from_uploaded_image/{waiting}/", form, headers=BY_SCRIPT)

    photo = Photo.objects.get()
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert (photo.credit, photo.file.name) == ("O. Reed", f"photos/{photo.digest}.jpg")
    assert [path.read_bytes() for path in files] == [photo.content]


def test_a_copy_made_at_the_desk_is_a_draft_called_as_its_form_says(vera: Client, story: Story) -> None:
    story.publish(now=NOW)
    parent = story.get_parent().pk
    asked = vera.get(f"/admin/pages/{story.pk}/copy/").content.decode()
    form = {"new_title": "Another day", "new_slug": "another-day", "new_parent_page": parent}

    vera.post(f"/admin/pages/{story.pk}/copy/", {**form, "alias": "on", "publish_copies": "on"})

    other = Story.objects.exclude(pk=story.pk).get()
    assert 'name="alias"' not in asked
    assert (other.headline, other.live, other.address, other.alias_of) == ("Another day", False, "", None)
    assert other.get_latest_revision_as_object().headline == "Another day"
    assert other.key != story.key
