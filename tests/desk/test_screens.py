"""Every screen answers those who are signed in, and nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from tamizdat.desk.actions.schedule import schedule
from tamizdat.desk.actions.stand import stand
from tamizdat.desk.actions.translate import translate
from tamizdat.desk.draft import Block
from tamizdat.desk.models import Arrangement, Photo, Story
from tamizdat.desk.sweep import sweep
from tamizdat.press.models import Rendition
from tamizdat.press.run import Press
from tests import cast

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
# Addresses in attributes, and those that scripts find in the page's own JSON.
ADDRESS = re.compile(r"""(?:href|src|action)=["']([^"'#\s]+)["']|["'](/admin/[^"'\s]*)["']""")

SKIPPED = re.compile(r"logout|/bulk/|/static/|block-preview|/999999/|\\\\|%5C|/documents/")  # some want to know of what


@pytest.fixture
def desk(newsroom: Any, picture: bytes) -> Client:
    """Vera at a desk with a story in every state."""
    words = (Block(kind="paragraph", value="<p>Write to us at the harbour.</p>"),)
    printed = cast.story(photo=cast.draft_photo()).publish(now=NOW)
    translate(printed, "ru")
    schedule(cast.story(headline="The night ferry"), NOW + timedelta(days=400))
    cast.story(headline="A draft").publish(now=NOW).edit(headline="A draft, changed")
    stand("en", "about", 1, "About the Herald", words).publish(now=NOW)
    sweep(NOW)
    client = Client(raise_request_exception=False)
    cast.sits(client, cast.vera())
    return client


def _found(page: str, here: str) -> set[str]:
    text = page + unescape(page).replace("\\", "")
    found = {urljoin(here, one or two) for one, two in ADDRESS.findall(text)}
    return {one for one in found if one.startswith("/admin/") and not SKIPPED.search(one)}


def _answers(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address, HTTP_HOST="localhost")
    kind = response.headers.get("Content-Type", "")
    text = f' href="{response.headers["Location"]}"' if "Location" in response.headers else ""
    if kind.startswith("application/json"):
        text += " ".join(part for part in response.json().values() if isinstance(part, str))
    elif kind.startswith("text/html") and "Content-Security-Policy" not in response.text:  # not a proof's own links
        text += response.text
    return response.status_code, text


def test_every_address_that_a_screen_names_answers(desk: Client) -> None:
    seen, waiting, failed = {"/admin/"}, ["/admin/"], []

    while waiting:
        address = waiting.pop()
        status, text = _answers(desk, address)
        # 405: an address that a script posts to.
        if status not in (200, 301, 302, 405):
            failed.append(f"{status} {address}")
        for one in sorted(_found(text, address)):
            key = urlsplit(one).path
            if key not in seen:
                seen.add(key)
                waiting.append(one)

    assert "\n".join(failed) == ""
    assert len(seen) > 80


def test_a_stranger_sees_no_screen_photo_or_proof(desk: Client) -> None:
    picture = Photo.objects.get()
    Press().run(NOW)
    made = Rendition.objects.first()
    assert made is not None
    rendition = f"{made.photo[:16]}-{made.recipe.replace('-jpeg', '.jpg').replace('-avif', '.avif')}"
    guarded = [f"/media/{picture.file.name}", f"/proof/photos/{rendition}", "/admin/", "/admin/stories/"]
    guarded += ["/admin/pages/5/edit/", "/admin/pages/5/view_draft/", "/admin/pages/5/edit/preview/"]
    guarded += ["/admin/pages/5/rename/", "/admin/pages/5/correct/", "/admin/images/", "/admin/account/"]
    guarded += ["/admin/story_chooser/", "/admin/settings/desk/newsroom/", "/admin/api/main/pages/"]

    answers = {address: Client().get(address) for address in guarded}

    assert {one: (a.status_code, a.headers.get("Location", "")[:13]) for one, a in answers.items()} == dict.fromkeys(
        guarded, (302, "/sign-in/?nex")
    )
    assert [desk.get(one).status_code for one in guarded[:2]] == [200, 200]


def test_who_writes_but_does_not_publish_can_neither_rename_nor_correct(desk: Client) -> None:
    story = Story.objects.filter(live=True).first()
    assert story is not None
    client = Client()
    cast.sits(client, cast.lev())

    edit = client.get(f"/admin/pages/{story.pk}/edit/")
    verbs = [client.get(f"/admin/pages/{story.pk}/{verb}/") for verb in ("rename", "correct")]

    assert edit.status_code == 200
    assert {(verb.status_code, verb.headers.get("Location")) for verb in verbs} == {(302, "/admin/")}


def test_no_document_can_be_uploaded(desk: Client) -> None:
    for address in ("/admin/documents/", "/admin/documents/add/", "/admin/documents/multiple/add/"):
        assert desk.get(address).status_code == 404
        assert desk.post(address).status_code == 404


def test_nothing_in_the_desk_leads_out_of_the_house(desk: Client) -> None:
    story = Story.objects.filter(live=True).first()
    assert story is not None
    for address in ("/admin/", "/admin/stories/", f"/admin/pages/{story.pk}/edit/", "/admin/account/"):
        page = desk.get(address).text
        outside = set(re.findall(r"""(?:href|src)=["'](?:https?:)?//([^/"']+)""", page)) - {"localhost:8000"}
        # Wagtail's page for browsers without scripts names a site that explains them; nothing is fetched from it.
        assert outside - {"www.enable-javascript.com"} == set(), address


def test_an_address_that_was_given_is_changed_by_its_verb_only(desk: Client) -> None:
    story = Story.objects.filter(live=True, headline="Harbour pilots stop work").get()
    before = story.address

    form = desk.get(f"/admin/pages/{story.pk}/edit/").text
    desk.post(f"/admin/pages/{story.pk}/rename/", {"slug": "Забастовка лоцманов"})

    story.refresh_from_db()
    assert 'name="slug"' not in form
    assert story.address.endswith("/zabastovka-lotsmanov.html")
    assert [row.address for row in story.former_addresses.all()] == [before]


def test_a_new_address_that_is_taken_is_refused_in_words(desk: Client) -> None:
    story, other = Story.objects.filter(live=True).order_by("pk")[:2]

    page = desk.post(f"/admin/pages/{story.pk}/rename/", {"slug": other.slug}).text

    assert f"{other.address} is or was the address of another page" in unescape(page)


def test_a_correction_puts_the_text_right_and_leaves_the_draft_a_draft(desk: Client) -> None:
    story = Story.objects.get(headline="A draft")
    given = {"wrong": "Nine people", "right": "Eleven people", "kind": "correction", "day": "2026-11-21"}

    desk.post(f"/admin/pages/{story.pk}/correct/", given)

    story.refresh_from_db()
    assert "Eleven people were in the boat." in str(story.body)
    assert [(row.wrong, row.right) for row in story.corrections.all()] == [("Nine people", "Eleven people")]
    draft = story.get_latest_revision_as_object()
    assert (story.headline, draft.headline) == ("A draft", "A draft, changed")
    assert "Eleven people were in the boat." in str(draft.body)


@pytest.mark.parametrize(
    ("state", "headlines"),
    [
        ("draft", {"Harbour pilots stop work"}),
        ("scheduled", {"The night ferry"}),
        ("published", {"Harbour pilots stop work", "A draft"}),
        ("changed", {"A draft"}),
    ],
)
def test_the_list_of_stories_can_be_narrowed_to_a_state(desk: Client, state: str, headlines: set[str]) -> None:
    listed = desk.get("/admin/stories/", {"state": state}).context["object_list"]

    assert {story.headline for story in listed} == headlines


def test_the_first_screen_says_what_is_written_scheduled_and_out_and_how_the_press_stands(desk: Client) -> None:
    Press().run(NOW)

    page = " ".join(desk.get("/admin/").text.split())

    assert "The night ferry" in page
    assert "25 December 2027, 09:00</time> (Europe/Lisbon)" in page
    assert "Edition 1, printed 20 November 2026, 09:00." in page
    assert "http://localhost:8000/en/2026/11/harbour-pilots-stop-work.html" in page


def test_a_front_page_chooses_among_what_is_printed_in_its_language(desk: Client) -> None:
    russian = Arrangement.objects.get(locale__language_code="ru")

    form = desk.get(f"/admin/front/edit/{russian.pk}/").text
    offered = desk.get("/admin/story_chooser/", {"locale": "en", "printed": "1"}).json()["html"]

    assert "/admin/story_chooser/?locale=ru&amp;printed=1" in form or "?locale=ru\\u0026printed=1" in form
    assert "A draft" in offered
    assert "The night ferry" not in offered
