"""An appeal in a real browser: four times in thirty days, closed by a key, and always there without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.site.browser import chromium
from tests.site.serving import served

FRONT = "en/index.html"
OLD = "localStorage.setItem('shown', JSON.stringify([1, 2, 3, 4].map((at) => Date.now() - at - 2592e6)))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def test_it_is_shown_four_times_and_closed_by_a_key(demo_home: Path, browser: Browser) -> None:
    with served(demo_home / "edition", "/") as top:
        reader = browser.new_context()
        page = reader.new_page()
        box = page.locator("aside.call")
        for _ in range(4):
            page.goto(top + FRONT)
            expect(box).to_be_visible()
        page.goto(top + FRONT)
        expect(box).to_have_count(0)
        kept = page.evaluate("JSON.stringify(localStorage)")
        assert "herald" not in kept.lower()
        assert len(kept) < 120  # four moments

        other = browser.new_context()
        page = other.new_page()
        page.goto(top + FRONT)
        close = page.locator("aside.call button")
        close.focus()
        page.keyboard.press("Enter")
        expect(page.locator("aside.call")).to_have_count(0)
        page.goto(top + FRONT)
        expect(page.locator("aside.call")).to_have_count(0)
        page.evaluate(OLD)
        page.goto(top + FRONT)
        expect(page.locator("aside.call")).to_be_visible()  # a month later
        for context in (reader, other):
            context.close()


def test_without_scripts_or_storage_it_stands_there(demo_home: Path, browser: Browser) -> None:
    with served(demo_home / "edition", "/") as top:
        plain = browser.new_context(java_script_enabled=False)
        page = plain.new_page()
        for _ in range(6):
            page.goto(top + FRONT)
        expect(page.locator("aside.call")).to_be_visible()
        expect(page.locator("aside.call button")).to_be_hidden()
        page.locator("aside.call a").click()
        assert "/en/support/" in page.url
        plain.close()

        broken = browser.new_context()
        broken.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error(); } })")
        page = broken.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(top + FRONT)
        expect(page.locator("aside.call")).to_be_visible()
        assert errors == []
        broken.close()
