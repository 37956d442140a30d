"""An issue in a real browser: put in order by hand and by keyboard, kept, looked at, and watched while it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from playwright.sync_api import Browser, Page, expect

from tamizdat.newsletter import issues
from tamizdat.newsletter.models import Issue, Letterbox
from tamizdat.newsletter.room import Room
from tamizdat.outbox.spool import Spool
from tamizdat.works.round import make_round
from tests import cast
from tests.desk.editor import Editor, at_the_desk
from tests.desk.test_editing_in_browser import browser
from tests.newsletter.conftest import PHRASE, Desk, _made, _ring, lay_keys, office

__all__ = ["browser"]
NOW = datetime.now(UTC).replace(microsecond=0)
HEADLINES = ["Harbour pilots stop work", "The ferry goes again", "Nets & knots"]


@pytest.fixture
def issue(whole_newsroom: Any, monkeypatch: pytest.MonkeyPatch) -> Issue:
    monkeypatch.setenv("TAMIZDAT_KEYS_PASSPHRASE", PHRASE)
    lay_keys(django_settings.KEYS)
    for number, headline in enumerate(HEADLINES):
        cast.story(headline=headline).publish(now=NOW - timedelta(hours=1 + number))
    make_round(NOW)
    Letterbox.objects.create(address="https://herald.example")
    office()
    made = issues.draft(Room.of(Path(django_settings.HOME)).newsroom, "en", NOW, "lev")
    assert made.subject == HEADLINES[0]
    return made


@pytest.fixture
def vera(browser: Browser, issue: Issue, settings: Any) -> Iterator[Editor]:
    with at_the_desk(browser, settings, ("desk",), width=1300) as editor:
        editor.opens(f"/admin/newsletter/{issue.pk}/")
        yield editor
    assert editor.failed == []
    assert editor.strangers() == set()
    connections.close_all()


def order(page: Page) -> list[str]:
    boxes = page.locator(".desk-pick input[type=text]").all()
    return [box.input_value() or str(box.get_attribute("placeholder")) for box in boxes]


def kept() -> list[str]:
    with_words = Issue.objects.get().picks.order_by("position").values_list("story", "headline")
    return [headline or story for story, headline in with_words]


def test_stories_are_ordered_left_out_and_added_by_keyboard_and_by_mouse(vera: Editor) -> None:
    page = vera.page
    first, second, third = HEADLINES
    assert order(page) == HEADLINES

    page.get_by_role("button", name=f"Down: {first}").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # the button that has moved keeps the keyboard
    assert order(page) == [second, third, first]
    page.locator(".desk-grip").nth(2).drag_to(page.locator(".desk-pick").nth(0))
    assert order(page)[0] == first
    page.get_by_role("button", name=f"Leave out: {second}").click()
    assert order(page) == [first, third]
    expect(page.get_by_text("You changed something")).to_be_visible()
    expect(page.get_by_role("button", name="Approve it as it is")).to_be_hidden()

    page.get_by_label(f"Headline in this issue of: {third}").fill("Knots")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    assert order(page) == [first, "Knots"]
    assert kept()[1] == "Knots"

    page.get_by_text("Add a story").click()
    page.get_by_role("button", name=f"Add: {second}").click()
    assert page.evaluate("document.activeElement.placeholder") == second
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    assert order(page) == [first, "Knots", second]


def test_it_is_looked_at_in_several_ways(vera: Editor) -> None:
    page = vera.page
    frame = page.frame_locator(".desk-look iframe")
    expect(frame.get_by_role("heading", name=HEADLINES[0])).to_be_visible()
    page.get_by_role("button", name="Dark").click()
    expect(frame.locator("body")).to_have_css("background-color", "rgb(22, 21, 19)")
    assert page.locator(".desk-look iframe").bounding_box()["width"] < 400  # type: ignore[index]
    page.get_by_role("button", name="Text").click()
    expect(frame.locator("body")).to_contain_text(HEADLINES[1].upper())
    page.get_by_role("button", name="Whole stories").click()
    expect(frame.locator("body")).to_contain_text("Nine people were in the boat.")
    page.get_by_role("button", name="Approve it as it is").click()
    expect(page.get_by_text("It may be sent as it is.")).to_be_visible()
    assert Issue.objects.get().approved_by == "vera"


def test_who_looks_on_sees_how_far_it_is_and_can_stop_it(vera: Editor, issue: Issue, tmp_path: Path) -> None:
    room = Room.of(Path(django_settings.HOME))
    readers = Desk(_ring(django_settings.KEYS), _made()[1], Spool(tmp_path / "spool"), now=NOW)
    for number in range(4):
        readers.confirmed(f"r{number}@mail.example")
    room.approve(issue, "lev", others=False)
    room.freeze(issue, readers.listing, "vera", NOW, lambda done, total: None)
    page = vera.page
    page.reload()

    expect(page.locator("[data-says=waiting]")).to_have_text("4")
    expect(page.get_by_role("button", name="Go on")).to_be_hidden()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    Issue.objects.update(state="sent", figures={"sent": 4, "refused": 0, "skipped": 0}, sent_at=NOW)
    expect(page.get_by_text("As it was frozen")).to_be_visible()  # the page finds out by itself
    expect(page.locator("progress")).to_have_count(0)
