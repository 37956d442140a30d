"""An editor's day in a real browser, against a newsroom served as it is served for real."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser

from tamizdat.desk.models import Photo, Story
from tamizdat.mirrors.book import Book, Mirror
from tests import cast
from tests.desk.editor import Editor, at_the_desk
from tests.folder import HOME
from tests.site.browser import chromium

TITLE = "Harbour pilots stop work at noon"
SAID = "Nine people were in the boat, its owner said."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright keeps a loop in this thread.  Django refuses to ask its database there, and keeps other connections
    # than without a loop: one left open would outlive the files that a whole newsroom replaces.
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with chromium() as found:
            yield found


@pytest.fixture
def vera(browser: Browser, whole_newsroom: Any, settings: Any) -> Iterator[Editor]:
    """Signed in by a one-time link; what her browser asked for is looked at when she leaves."""
    with at_the_desk(browser, settings) as editor:
        yield editor
        editor.leaves()
    assert editor.strangers() == set()
    assert [line for line in editor.failed if line.startswith("5")] == []


@pytest.fixture
def quay(tmp_path: Path) -> Path:
    file = tmp_path / "quay.jpg"
    file.write_bytes(cast.picture(1200, 800))
    return file


def published(**parts: Any) -> Story:
    story = cast.story(**parts)
    story.publish(now=timezone.now())
    return story


def edit(story: Story) -> str:
    return f"/admin/pages/{story.pk}/edit/"


def test_a_story_goes_from_an_empty_form_to_print(vera: Editor, quay: Path) -> None:
    vera.photographs("today")
    vera.begins_a_story()
    vera.writes(TITLE, "Nine ships wait outside.", SAID)
    vera.names_an_author("A. Stork")
    vera.brings_a_photo(quay)
    vera.words_it(caption="Ferries at the quay.", credit="O. Reed / Herald", alt="Two white ferries")
    vera.photographs("photo")
    vera.uploads()
    vera.page.locator(".modal-content").wait_for(state="hidden")
    vera.puts_it_in("Harbour")
    vera.waits_until_it_is_kept()

    vera.page.get_by_role("button", name="Toggle preview").click()
    vera.waits_for_the_proof("picture => picture.naturalWidth > 100", "figure img")
    vera.photographs("story")
    vera.publishes()

    page = vera.reads(f"en/{timezone.now():%Y/%m}/harbour-pilots-stop-work-at-noon.html", until=SAID)
    assert "Ferries at the quay." in page
    assert "O. Reed / Herald" in page
    assert 'alt="Two white ferries"' in page
    assert "A. Stork" in page
    assert "has been published" in vera.told()
    vera.photographs("stories")
    vera.page.get_by_role("link", name="Read as printed").first.click()
    vera.page.wait_for_url("**/harbour-pilots-stop-work-at-noon.html")


def test_a_photo_without_credit_is_refused_in_words_and_the_story_kept(vera: Editor, quay: Path) -> None:
    vera.begins_a_story()
    vera.writes(TITLE, "", SAID)
    vera.brings_a_photo(quay)
    vera.words_it(caption="Ferries at the quay.", alt="Two white ferries")

    vera.uploads()

    refusal = vera.page.locator(".modal-content li", has_text="Credit").get_by_text("This field is required.")
    refusal.wait_for()
    assert vera.page.locator(".modal-content .error-message").count() == 1
    assert Photo.objects.count() == 0
    assert vera.page.locator("#id_image-chooser-upload-caption").input_value() == "Ferries at the quay."
    assert vera.page.get_by_placeholder("Headline").input_value() == TITLE


def test_what_lacks_is_named_on_every_tab_and_nothing_typed_is_lost(vera: Editor) -> None:
    vera.begins_a_story()
    vera.writes(TITLE, "Nine ships wait outside.", SAID)

    vera.publishes()

    assert "Section: This field is required." in vera.told()
    assert "Nothing you typed is lost." in vera.told()
    assert vera.page.get_by_placeholder("Headline").input_value() == TITLE
    assert SAID in vera.page.locator(".public-DraftEditor-content").first.inner_text()
    assert not Story.objects.filter(live=True).exists()
    vera.photographs("lacking")


def test_a_story_is_set_for_an_hour_of_the_newsrooms_clock(vera: Editor) -> None:
    story = cast.story()
    due = datetime(timezone.now().year + 1, 7, 1, 8, 0, tzinfo=UTC)  # nine in Lisbon's summer
    vera.opens(edit(story))

    vera.page.get_by_role("button", name="Toggle status").click()
    vera.page.get_by_role("button", name="Set schedule").click()
    vera.page.locator("#id_go_live_at").fill(f"{due:%Y-%m-%d} 09:00")
    vera.page.locator(".xdsoft_time.xdsoft_current:visible").click()  # the calendar closes
    vera.photographs("schedule")
    vera.page.get_by_role("button", name="Save schedule").click()
    vera.page.locator("#schedule-publishing-dialog").wait_for(state="hidden")
    vera.page.get_by_role("button", name="More actions").click()
    vera.page.get_by_role("button", name="Schedule to publish").click()
    vera.page.wait_for_load_state()

    story.refresh_from_db()
    assert not story.live
    assert story.scheduled_revision.approved_go_live_at == due
    vera.opens("/admin/")
    assert f"1 July {due.year}, 09:00 (Europe/Lisbon)" in vera.page.locator("main").inner_text()


def test_a_withdrawn_story_is_gone_from_the_site(vera: Editor) -> None:
    story = published()
    vera.reads(story.address, until="Nine people")
    vera.opens(edit(story))

    vera.chooses("Withdraw")
    vera.photographs("withdraw")
    vera.page.get_by_role("button", name="Yes, withdraw it").click()

    vera.reads(story.address, status=404)
    assert "is withdrawn." in vera.told()


def test_a_correction_reaches_readers(vera: Editor) -> None:
    story = published()
    vera.opens(edit(story))

    vera.chooses("Correct")
    vera.page.get_by_role("textbox", name="What the story said").fill("Nine people")
    vera.page.get_by_role("textbox", name="What it says now").fill("Eleven people")
    vera.photographs("correct")
    vera.page.get_by_role("button", name="Correct and tell readers").click()

    page = vera.reads(story.address, until="Eleven people were in the boat.")
    assert "Nine people" in page  # in the note
    assert "Corrected." in vera.told()


def test_a_new_address_leaves_the_old_one_leading_there(vera: Editor) -> None:
    story = published()
    vera.opens(edit(story))

    vera.chooses("New address")
    vera.page.get_by_role("textbox", name="New last part of the address").fill("pilots-strike")
    vera.photographs("rename")
    vera.page.get_by_role("button", name="Give the new address").click()

    now = story.address.replace("harbour-pilots-stop-work", "pilots-strike")
    vera.reads(now, until="Nine people")
    vera.reads(story.address, until="pilots-strike.html")


def test_a_translation_and_its_original_lead_to_each_other(vera: Editor) -> None:
    story = published()
    vera.opens(edit(story))

    vera.chooses("Translate")
    vera.page.get_by_label("Русский").check()
    vera.photographs("translate")
    vera.page.get_by_role("button", name="Submit").click()
    vera.page.wait_for_url("**/edit/**")
    vera.page.get_by_placeholder("Headline").fill("Лоцманы прекратили работу")
    vera.publishes()

    russian = Story.objects.get(locale__language_code="ru")
    page = vera.reads(russian.address, until='hreflang="en"')
    assert story.address.rsplit("/", 1)[1] in page
    assert russian.address.rsplit("/", 1)[1] in vera.reads(story.address, until="lotsmany")


def test_a_front_page_is_led_by_the_story_that_was_chosen(vera: Editor) -> None:
    led = published(headline="The lead of the day")
    published(headline="A newer story")
    vera.reads("en/index.html", until="A newer story")
    vera.opens("/admin/front/")

    vera.page.get_by_role("link", name="English").click()
    vera.page.get_by_role("button", name="Choose a story").click()
    vera.page.locator(".modal-content").get_by_role("link", name=led.headline).click()
    vera.page.locator(".modal-content").wait_for(state="hidden")
    vera.photographs("front")
    vera.page.get_by_role("button", name="Save", exact=True).click()

    vera.reads("en/index.html", until=lambda page: page.index(led.headline) < page.index("A newer story"))


def test_a_story_can_be_written_and_saved_with_the_keyboard_alone(vera: Editor) -> None:
    page = vera.page
    vera.opens("/admin/")

    def tab_to(script: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate(f"(() => {{ const at = document.activeElement; return Boolean({script}); }})()"):
                return
        raise AssertionError(f"the keyboard does not reach {script}")

    tab_to("at.textContent.startsWith('Write a story')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/pages/add/**")
    page.get_by_placeholder("Headline").wait_for()
    tab_to("at.name === 'headline'")
    page.keyboard.type(TITLE)
    tab_to("at.name === 'deck'")
    page.keyboard.type("Nine ships wait outside.")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/edit/**")

    assert Story.objects.get().get_latest_revision_as_object().deck == "Nine ships wait outside."


def test_the_first_screen_tells_by_itself_what_the_press_did(vera: Editor) -> None:
    vera.opens("/admin/")
    panel = vera.page.locator("[data-press]")
    panel.get_by_text("Everything published is printed.").wait_for()
    before = panel.inner_text()

    published(headline=TITLE)

    vera.page.wait_for_function("before => document.querySelector('[data-press]').innerText !== before", arg=before)
    panel.get_by_text("Everything published is printed.").wait_for()
    assert "Edition 2" in panel.inner_text()


def test_the_first_screen_tells_which_mirrors_are_behind(vera: Editor, tmp_path: Path) -> None:
    book = Book(HOME)
    book.add(Mirror("quay", str(tmp_path)))
    book.add(Mirror("pier", str(tmp_path / "other")))
    book.note_delivered("pier", "", 1_000, "2026-11-30T09:00:00Z")
    book.close()
    try:
        vera.opens("/admin/")
        said = vera.page.locator("[data-press]").inner_text()
        assert "Mirrors that have this edition: 1 of 2." in said
        assert "quay: nothing was brought there yet" in said

        book = Book(HOME)
        book.note_failed("pier", "the disk there is full")
        book.close()

        vera.page.get_by_text("pier: not delivered").wait_for()
    finally:
        for path in HOME.glob("mirrors.sqlite3*"):
            path.unlink()
