"""reader.html in Chromium, opened from a disk: the paper where no address of ours is left."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.client.stage import Stage, flipped, heading, phone, seal, stories

LIMIT = 10_240  # bytes of gzip


@pytest.fixture
def file(stage: Stage, tmp_path: Path) -> str:
    """The address of the file on a reader's disk."""
    place = tmp_path / "reader.html"
    place.write_bytes(stage.herald.place.files["reader.html"])
    return place.as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = phone(browser)
    yield context.new_page()
    context.close()


def opened(page: Page, file: str, path: str = "") -> None:
    page.goto("about:blank")  # another part of the same address would be no new visit
    page.goto(f"{file}#/{quote(path)}" if path else file)
    page.wait_for_selector("body:not([aria-busy]) h1")


def test_it_is_small(stage: Stage) -> None:
    assert len(gzip.compress(stage.herald.place.files["reader.html"], 6)) <= LIMIT


def test_it_shows_the_front_page_and_a_story_with_its_picture(stage: Stage, page: Page, file: str) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))

    opened(page, file)
    front = seal(page)
    page.locator("main article h2 a").first.click()
    page.wait_for_selector("article.story h1")
    page.wait_for_function("document.querySelector('article.story img')?.naturalWidth > 0")
    story = page.locator("article.story h1").inner_text()
    page.go_back()
    page.wait_for_selector(".front")

    assert front.startswith("Checked: edition 1, confirmed this minute, by way of herald0.example")
    assert story
    places = tuple(host.address for host in stage.hosts)
    assert [one for one in asked if not one.startswith((*places, "file:", "blob:", "data:", "about:"))] == []


def test_where_our_own_address_is_blocked_a_copy_is_read(stage: Stage, page: Page, file: str) -> None:
    stage.stop(stage.hosts[0])
    path = stories(stage)[0]

    opened(page, file, path)

    assert page.locator("article.story h1").inner_text() == heading(stage, path)
    assert seal(page).endswith("by way of copy 1.")


def test_an_altered_page_is_refused_and_one_that_was_swapped(stage: Stage, page: Page, file: str) -> None:
    one, other = stories(stage)[:2]
    for host in stage.hosts:
        host.write(one, flipped(stage.herald.place.files[one]))
        host.write(other, stage.herald.place.files[stories(stage)[2]])

    opened(page, file, one)
    first = page.locator("h1").inner_text()
    opened(page, file, other)

    assert first == page.locator("h1").inner_text() == "This page cannot be had now"


def test_it_keeps_the_front_page_and_forgets_all_in_one_press(stage: Stage, page: Page, file: str) -> None:
    path = stories(stage)[0]
    opened(page, file)
    opened(page, file, path)
    kept = page.evaluate("Object.keys(localStorage).filter(one => one.includes('page/'))")
    stage.stop()

    opened(page, file)
    without = seal(page)
    page.get_by_role("button", name="Forget on this device").click()
    page.wait_for_selector("text=Forgotten")

    assert without.endswith("by way of this device.")
    assert kept == ["tamizdat/page/en/index.html"]
    assert page.evaluate("localStorage.length") == 0


def test_a_story_is_kept_when_that_is_asked_for(stage: Stage, page: Page, file: str) -> None:
    path = stories(stage)[0]
    opened(page, file)
    page.get_by_label("Keep what I read").check()
    opened(page, file, path)
    stage.stop()

    opened(page, file, path)

    assert page.locator("article.story h1").inner_text() == heading(stage, path)


def test_an_address_that_somebody_gave_is_tried(stage: Stage, page: Page, file: str) -> None:
    stage.stop()
    opened(page, file)
    assert page.locator("h1").inner_text() == "This page cannot be had now"
    stage.start(stage.hosts[1])

    page.get_by_label("Another address").fill(stage.hosts[1].address)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".front")

    assert "copy 1" in seal(page)


def test_what_was_put_on_the_device_is_not_believed(stage: Stage, page: Page, file: str) -> None:
    opened(page, file)
    page.evaluate("for (const one of Object.keys(localStorage)) localStorage[one] = '<h1>Forged</h1>'")

    opened(page, file)

    assert "Forged" not in page.content()
    assert seal(page).startswith("Checked: edition 1")


def test_todays_head_may_come_with_the_file(stage: Stage, page: Page, tmp_path: Path) -> None:
    """Appended as a block of data; a forged one is passed over."""
    whole = stage.herald.place.files["reader.html"].decode()
    head = stage.herald.place.files["edition/head.json"].decode().replace("<", "\\u003c")
    for number, block in enumerate((head, head.replace("1", "2"))):
        place = tmp_path / f"with-{number}.html"
        place.write_text(f'{whole}<script type="application/json" id="today">{block}</script>')
        opened(page, place.as_uri())
        assert seal(page).startswith("Checked: edition 1")
