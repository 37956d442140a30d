"""Nobody throws the archive away by a click, not even who may do everything."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from tamizdat.desk.models import Paper, Story
from tests import cast


@pytest.fixture
def vera(newsroom: Any) -> Client:
    client = Client()
    cast.sits(client, cast.vera())
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/{paper}/delete/",
        "/admin/pages/{paper}/move/",
        "/admin/pages/{paper}/copy/",
        "/admin/pages/{paper}/privacy/",
        "/admin/bulk/wagtailcore/page/delete/?id={paper}&next=/admin/",
        "/admin/bulk/wagtailcore/page/unpublish/?id={paper}&next=/admin/",
        "/admin/bulk/wagtailcore/page/move/?id={story}&next=/admin/",
    ],
)
def test_a_paper_stays_where_and_what_it_is(vera: Client, story: Story, address: str) -> None:
    papers = list(Paper.objects.values("pk", "live", "path"))
    path = address.format(paper=story.get_parent().pk, story=story.pk)
    form = {"new_title": "x", "new_slug": "x", "new_parent_page": 1, "restriction_type": "login", "chooser": 1}

    answer = vera.post(path, form)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert list(Paper.objects.values("pk", "live", "path")) == papers
    assert Story.objects.get() == story
    assert not story.get_parent().get_view_restrictions().exists()


def test_a_language_that_is_printed_cannot_be_deleted(vera: Client, newsroom: Any) -> None:
    for locale in Locale.objects.all():
        vera.post(f"/admin/locales/delete/{locale.pk}/")

    assert {locale.language_code for locale in Locale.objects.all()} == {"en", "ru"}


def test_an_editor_may_still_delete_and_publish_several_stories(vera: Client, story: Story) -> None:
    other = cast.story(headline="Another")

    vera.post(f"/admin/bulk/wagtailcore/page/publish/?id={story.pk}&next=/admin/")
    vera.post(f"/admin/bulk/wagtailcore/page/delete/?id={other.pk}&next=/admin/")

    assert [row.live for row in Story.objects.all()] == [True]
