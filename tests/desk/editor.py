"""Vera at her browser: what an editor does who was given no manual, and what her browser asked for meanwhile."""

from __future__ import annotations

import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from playwright.sync_api import Browser, Page

from tamizdat.desk.entering import one_time_link
from tamizdat.works.newsroom import ROLES, opened
from tests import cast

SOON = 15.0  # seconds in which what is published must be printed


@dataclass
class Editor:
    """One browser window on a served newsroom."""

    page: Page
    site: str  # address of the printed paper, no slash at the end
    desk: str
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("response", lambda answer: self._bad(answer.status, answer.url))

    def _bad(self, status: int, address: str) -> None:
        if status >= 400:
            self.failed.append(f"{status} {address}")

    def strangers(self) -> set[str]:
        """Hosts other than this machine that the browser asked."""
        places = {urlsplit(one) for one in self.asked}
        return {place.netloc for place in places if place.scheme in ("http", "https") and place.hostname != "localhost"}

    # Going about

    def comes_in(self, path: str) -> None:
        self.page.goto(self.desk + path)
        self.page.get_by_role("button", name="Open the desk").click()
        self.page.wait_for_url("**/admin/")

    def opens(self, path: str) -> None:
        self.page.goto(self.desk + path)

    def begins_a_story(self, language: str = "English") -> None:
        self.opens("/admin/")
        self.page.get_by_role("link", name=f"Write a story: {language}").click()

    def goes_to(self, tab: str) -> None:
        self.page.get_by_role("tab", name=tab).click()

    def leaves(self) -> None:
        """Without asking anything more."""
        self.page.goto("about:blank")
        self.page.wait_for_timeout(300)

    # Writing

    def writes(self, headline: str, deck: str, paragraph: str) -> None:
        self.page.get_by_placeholder("Headline").fill(headline)
        self.page.get_by_role("textbox", name="Deck").fill(deck)
        self.page.get_by_role("button", name="Insert a block").first.click()
        self.page.get_by_role("option", name="Paragraph").click()
        self.page.locator(".public-DraftEditor-content").first.click()
        self.page.keyboard.type(paragraph)
        # The editor hands its text to the form a quarter of a second after the last key.
        kept = "text => [...document.querySelectorAll('input[type=hidden]')].some(at => at.value.includes(text))"
        self.page.wait_for_function(kept, arg=paragraph)

    def names_an_author(self, name: str) -> None:
        self.page.get_by_role("button", name="Add byline").click()
        self.page.get_by_role("tab", name="New byline").click()
        modal = self.page.locator(".modal-content")
        modal.get_by_role("textbox", name="Name").fill(name)
        modal.get_by_role("button", name="Add this byline").click()
        modal.wait_for(state="hidden")

    def brings_a_photo(self, file: Path) -> None:
        self.page.get_by_role("button", name="Choose a photo").first.click()
        self.page.get_by_role("tab", name="Upload").click()
        self.page.locator("#id_image-chooser-upload-file").set_input_files(file)

    def words_it(self, **words: str) -> None:
        for name, text in words.items():
            self.page.locator(f"#id_image-chooser-upload-{name}").fill(text)

    def uploads(self) -> None:
        self.page.locator(".modal-content").get_by_role("button", name="Upload").click()

    def puts_it_in(self, section: str) -> None:
        self.goes_to("Placing")
        self.page.get_by_role("combobox", name="Section").select_option(label=section)

    def waits_until_it_is_kept(self) -> None:
        self.page.wait_for_url("**/edit/**")
        self.page.get_by_text("Saved", exact=True).wait_for()

    def publishes(self) -> None:
        self.page.get_by_role("button", name="More actions").click()
        self.page.get_by_role("button", name="Publish", exact=True).click()
        self.page.wait_for_load_state()

    def chooses(self, action: str) -> None:
        """From the menu beside the headline."""
        self.page.locator("header").get_by_role("button", name="Actions").first.click()
        self.page.get_by_role("link", name=action, exact=True).first.click()

    def told(self) -> str:
        return " ".join(self.page.locator(".messages").inner_text().split())

    # Looking

    def waits_for_the_proof(self, script: str, selector: str) -> None:
        """Until the preview beside the form shows something of which the script says yes."""
        # Wagtail swaps two frames while it loads: the proof is there when one is left.
        self.page.wait_for_function(
            f"""() => {{
                const frames = document.querySelectorAll("iframe[title='Preview']");
                const found = frames.length === 1 && frames[0].contentDocument?.querySelector("{selector}");
                return Boolean(found) && ({script})(found);
            }}"""
        )

    def photographs(self, name: str) -> None:
        """Into the folder that TAMIZDAT_SHOTS names, when it names one."""
        if folder := os.environ.get("TAMIZDAT_SHOTS"):
            self.page.wait_for_timeout(400)
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"desk-{name}.png")

    def reads(self, path: str, until: str | Callable[[str], bool] = "", status: int = 200) -> str:
        """The page at the site as soon as it has that status and says what is waited for."""
        end = time.monotonic() + SOON
        while True:
            found, text = _fetched(f"{self.site}/{path}")
            says = until(text) if callable(until) else until in text
            if found == status and says:
                return text
            assert time.monotonic() < end, f"{path}: {found} after {SOON} s, waiting for {status} and {until!r}"
            time.sleep(0.2)


def _fetched(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@contextmanager
def at_the_desk(
    browser: Browser, settings: Any, roles: Collection[str] = ROLES, width: int = 1400, height: int = 900
) -> Iterator[Editor]:
    """Vera, signed in by a one-time link, in a newsroom that is served."""
    port = two_free_ports()
    settings.SITE_HERE = f"http://localhost:{port}"
    (settings.HOME / "demo").touch()
    try:
        with opened(port, roles):
            context = browser.new_context(locale="en-GB", viewport={"width": width, "height": height})
            context.set_default_timeout(20_000)
            editor = Editor(context.new_page(), settings.SITE_HERE, f"http://localhost:{port + 1}")
            editor.comes_in(one_time_link(cast.vera(), timezone.now()))
            yield editor
            context.close()
    finally:
        (settings.HOME / "demo").unlink()


def two_free_ports() -> int:
    """The first of two neighbours that nobody listens on."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
