"""Preview is a proof: what an editor sees is what will be printed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tamizdat.desk.draft import Block
from tamizdat.desk.models import Story
from tamizdat.desk.sweep import sweep
from tamizdat.press.run import Press
from tests import cast

PROOF_PHOTOS = '"/proof/photos/'
LONG = tuple(
    Block(kind="paragraph", value=f"<p>Paragraph {n}. {' '.join(f'w{n * k % 9973}' for k in range(300))}</p>")
    for n in range(40)
)


@pytest.fixture
def desk(newsroom: Any) -> Client:
    client = Client()
    cast.sits(client, cast.vera())
    return client


def proof(client: Client, story: Story) -> str:
    return client.get(f"/admin/pages/{story.pk}/view_draft/").text


def everything_printed() -> str:
    return " ".join(path.read_text(errors="replace") for path in Path(settings.EDITION).rglob("*") if path.is_file())


def test_a_proof_is_what_is_then_printed_byte_for_byte(desk: Client) -> None:
    now = timezone.now().replace(microsecond=0)
    cast.story(headline="An older story").publish(now=now - timedelta(days=1))
    sweep(now)
    Press().run(now)
    story = cast.story(photo=cast.draft_photo())
    story.publish(now=now - timedelta(hours=1))

    seen = proof(desk, story)

    up = "../" * story.address.count("/")
    sweep(now)
    Press().run(now)
    page = (Path(settings.EDITION) / story.address).read_text()
    assert PROOF_PHOTOS in seen
    assert seen.replace(PROOF_PHOTOS, f'"{up}photos/') == page


def test_the_pictures_of_a_proof_are_there(desk: Client) -> None:
    story = cast.story(photo=cast.draft_photo())

    addresses = set(re.findall(r'"(/proof/photos/[^"]+)"', proof(desk, story)))

    assert addresses
    answers = [desk.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["Content-Type"] for answer in answers} <= {"image/avif", "image/jpeg"}


def _form(story: Story, **changed: Any) -> dict[str, Any]:
    """What the browser posts while an editor types."""
    rows = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    claim = {"statement": "The quay is sinking", "who": "The owner", "basis": "", "said_on": "2026-11-18"}
    claim |= {"doubted_since": "", "source": "", "state": "said"}
    body = streamfield([("paragraph", rich_text("<p>Words not yet saved.</p>")), ("claim", claim)])
    given = {"headline": story.headline, "deck": "", "dateline": "", "genre": "news", "section": story.section_id or ""}
    given |= {"photo": "", "photo_caption": "", "photo_credit": "", "photo_alt": "", "social_headline": "", "slug": ""}
    sets = dict.fromkeys(("bylines", "topics", "related", "corrections", "comments"), rows)
    return dict(nested_form_data({**given, "body": body, **sets, **changed}))


def test_words_not_yet_saved_are_in_the_proof_and_never_in_an_edition(desk: Client) -> None:
    story = cast.story()
    address = f"/admin/pages/{story.pk}/edit/preview/"

    told = desk.post(address, _form(story, headline="A headline being typed")).json()

    seen = desk.get(address).text
    sweep(timezone.now())
    Press().run(timezone.now())
    assert told == {"is_valid": True, "is_available": True}
    assert "A headline being typed" in seen
    assert "Words not yet saved." in seen
    assert "The quay is sinking" in seen
    assert "being typed" not in everything_printed()
    assert story.headline not in everything_printed()


def test_a_story_that_was_never_saved_has_a_proof(desk: Client) -> None:
    parent = cast.story().get_parent().pk
    address = f"/admin/pages/add/desk/story/{parent}/preview/"

    told = desk.post(address, _form(Story(), headline="Not saved at all")).json()

    assert told == {"is_valid": True, "is_available": True}
    assert "Not saved at all" in desk.get(address).text


def test_each_part_of_a_long_story_has_a_proof_of_its_own(desk: Client) -> None:
    story = Story.objects.get(pk=cast.story(body=LONG).pk)
    request = RequestFactory().get("/")

    modes = story.preview_modes

    seen = [story.serve_preview(request, mode).content.decode() for mode, _ in modes]
    assert len(modes) > 1
    assert [mode for mode, _ in modes] == [str(number) for number in range(1, len(modes) + 1)]
    assert ["Paragraph 0." in page for page in seen] == [True] + [False] * (len(modes) - 1)
    assert ["Paragraph 39." in page for page in seen] == [False] * (len(modes) - 1) + [True]


def test_a_short_story_has_one_proof(desk: Client) -> None:
    assert [mode for mode, _ in cast.story().preview_modes] == [""]


def test_a_proof_carries_nothing_of_the_desks(desk: Client) -> None:
    seen = proof(desk, cast.story())

    assert "userbar" not in seen
    assert "wagtail" not in seen.lower()


def test_a_stranger_sees_no_proof(newsroom: Any) -> None:
    story = cast.story()

    answer = Client().get(f"/admin/pages/{story.pk}/view_draft/")

    assert (answer.status_code, story.headline in answer.text) == (302, False)


def test_the_hour_over_a_draft_is_now(desk: Client) -> None:
    year = datetime.now(UTC).year

    assert f'datetime="{year}-' in proof(desk, cast.story())
