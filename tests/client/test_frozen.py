"""Large files over lines that freeze: they come in pieces, each over its own connection, and are checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.client.relay import RESET, SILENT, Manner
from tests.client.stage import OWN, Stage, flipped, forget_when_it_asked, heading, moved_in, phone, seal, stories, until

FROZEN = Manner(freeze=15_000)


@pytest.fixture
def stage(tmp_path: Path, cert: tuple[Path, str], sheets: dict[str, bytes]) -> Iterator[Stage]:
    made = Stage(tmp_path, cert[0], sheets, (OWN, "carrier"), relayed=True)
    made.start()
    yield made
    made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = phone(browser)
    yield context.new_page()
    context.close()


def large(stage: Stage) -> str:
    """The heaviest photo: over 60,000 bytes."""
    files = stage.herald.place.files
    path = max((path for path in files if path.endswith("-large.jpg")), key=lambda path: len(files[path]))
    assert len(files[path]) > 60_000
    return path


def freeze(stage: Stage) -> None:
    for relay in stage.relays:
        relay.manner = FROZEN


def shown(page: Page, address: str, patience: int = 60_000) -> int:
    """Width of the picture at an address, in pixels; 0 when it does not come within so many milliseconds."""
    return int(
        page.evaluate(
            """([address, patience]) => new Promise((done) => {
                setTimeout(done, patience, 0);
                const one = new Image();
                one.onload = () => done(one.naturalWidth);
                one.onerror = () => done(0);
                one.src = address;
            })""",
            [address, patience],
        )
    )


def test_a_large_picture_comes_in_pieces(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    freeze(stage)
    before = stage.relays[0].connections

    width = shown(page, own.address + large(stage))

    assert width > 640
    assert stage.relays[0].connections - before >= 60_000 // 15_000


def test_without_the_worker_it_does_not(stage: Stage, browser: Browser) -> None:
    """The scene bites: what the worker does is needed."""
    context = phone(browser, service_workers="block")
    page = context.new_page()
    page.goto(stage.hosts[0].address + "en/index.html")
    freeze(stage)

    assert shown(page, stage.hosts[0].address + large(stage), 6_000) == 0
    context.close()


def test_one_with_another_byte_is_not_shown(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    for host in stage.hosts:
        host.write(large(stage), flipped(stage.herald.place.files[large(stage)]))
    freeze(stage)

    assert shown(page, own.address + large(stage)) == 0


def test_readers_search_while_the_domain_is_blocked_and_lines_freeze(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    freeze(stage)
    stage.relays[0].manner = RESET
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))

    page.goto(own.address + "en/search/index.html")
    page.fill("#words", "ferries")
    page.keyboard.press("Enter")
    page.wait_for_selector(".found article", timeout=60_000)

    assert "ferr" in page.locator(".found article").first.inner_text().lower()
    assert [one for one in asked if "ferries" in one] == []  # in no address


def test_russian_words_are_found_by_their_stems(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    page.goto(own.address + "ru/search/index.html")

    page.fill("#words", "паромами")
    page.keyboard.press("Enter")
    page.wait_for_selector(".found article")

    assert "паром" in page.locator(".found article").first.inner_text().lower()
    page.fill("#words", "щщщщщщ")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('[role=status]').textContent.includes('ничего не нашлось')")


def test_no_index_is_asked_for_before_somebody_searches(stage: Stage, page: Page) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))

    page.goto(stage.hosts[0].address + "en/search/index.html")
    page.wait_for_timeout(500)

    assert [one for one in asked if "pagefind" in one] == []


def test_a_silent_address_is_remembered_by_the_next_worker(stage: Stage, page: Page) -> None:
    own, copy = stage.hosts
    moved_in(page, own.address)
    stage.relays[0].manner = SILENT
    forget_when_it_asked(page)
    page.goto(own.address + stories(stage)[0])
    forget_when_it_asked(page)  # another worker, as after half a minute
    before = stage.relays[0].connections

    page.goto(own.address + stories(stage)[1])

    assert page.locator("h1").inner_text() == heading(stage, stories(stage)[1])
    assert seal(page).endswith("copy 1.")
    assert stage.relays[0].connections == before
    assert copy
