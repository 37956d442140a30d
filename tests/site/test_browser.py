"""Pages in Chromium: nothing leaves the host, axe finds nothing, and all can be read without JavaScript or a server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser

from tests.counts import PAGES_IN_CHROMIUM
from tests.site.browser import PHONE, Visit, chromium, elsewhere, visit
from tests.site.edition import Edition
from tests.site.serving import served

WHITE = re.compile(r"\s+")


@pytest.fixture(scope="module")  # no longer: while it is open, Django takes this thread for an asynchronous one
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def visited(edition: Edition, browser: Browser) -> tuple[str, list[Visit]]:
    """(address of the top, what happened on each page): on a telephone, by turns in light and in dark."""
    with served(edition.folder) as top:
        contexts = [browser.new_context(viewport=PHONE, color_scheme=scheme) for scheme in ("light", "dark")]
        pages = [context.new_page() for context in contexts]
        # A redirect is no page to stay on: what it leads to is visited by itself.  The file is tried in tests/client.
        paths = [path for path in edition.sample(PAGES_IN_CHROMIUM) if edition.kind(path) not in ("moved", "reader")]
        found = [visit(pages[number % 2], top, path) for number, path in enumerate(paths)]
        for context in contexts:
            context.close()
    return top, found


def asking_for_more(seen: Visit) -> list[str]:
    """What a page asked for beside itself and its pictures."""
    also = ("/photos/", "/sw.js", "/edition/")  # its pictures, and what checks it
    rest = [one for one in seen.asked[1:] if not any(part in one for part in also) and one[:5] != "data:"]
    return [f"{seen.path}: asked {address}" for address in rest]


def test_axe_finds_nothing_no_request_leaves_the_host_and_no_policy_is_broken(
    edition: Edition, browser: Browser
) -> None:
    top, seen = visited(edition, browser)

    assert {(edition.kind(one.path), edition.language(one.path)) for one in seen} >= {
        (kind, language) for kind in ("front", "story", "list", "standing") for language in ("en", "ru")
    }
    assert [fault for one in seen for fault in one.violations] == []
    assert [fault for one in seen for fault in elsewhere(one, top)] == []
    assert [fault for one in seen for fault in asking_for_more(one)] == []
    assert [fault for one in seen for fault in one.failed] == []
    assert [f"{one.path}: {said}" for one in seen for said in one.said] == []


def ends(edition: Edition) -> dict[str, str]:
    """The last words of each story that a feed tells in full, by address."""
    found = {}
    for path in edition.ending("feed.json"):
        for item in json.loads(edition.read(path))["items"]:
            if text := item.get("content_html"):
                words = WHITE.sub(" ", html.fragment_fromstring(text, create_parent="div").text_content()).strip()
                found[edition.own(item["url"]) or ""] = words[-60:]
    return found


def test_without_javascript_every_story_is_there_to_its_last_sentence(edition: Edition, browser: Browser) -> None:
    last = {path: words for path, words in ends(edition).items() if words}
    chosen = list(last)[:: max(1, len(last) // 20)] + [path for path in last if len(edition.parts(path)) > 1]
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()

    unseen = []
    with served(edition.folder) as top:
        for path in chosen:
            text = ""
            for part in edition.parts(path):
                page.goto(top + part, wait_until="domcontentloaded")
                text += page.locator("body").inner_text()
            if _letters(last[path]) not in _letters(text):
                unseen.append(f"{path}: …{last[path]}")
    context.close()

    assert len(chosen) >= 10
    assert unseen == []


def _letters(text: str) -> str:
    """Without white space, and in one case: a style may change both."""
    return WHITE.sub("", text).lower()


def test_a_redirect_turns_the_page_without_javascript(edition: Edition, browser: Browser) -> None:
    if not edition.of_kind("moved"):
        pytest.skip("this edition has no old addresses")
    path = edition.of_kind("moved")[0]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    with served(edition.folder) as top:
        page.goto(top + path)
        page.wait_for_url(lambda address: not address.endswith(path))
        heading = page.locator("h1").inner_text()
    context.close()

    assert heading in WHITE.sub(" ", edition.page(path).xpath("string(//a)"))


def test_an_edition_can_be_read_from_a_disk(edition: Edition, browser: Browser) -> None:
    page = browser.new_page(viewport=PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto((edition.folder / "index.html").as_uri())
    page.locator("main article h2 a").first.click()
    page.wait_for_selector("article.story h1")
    story = page.locator("h1").inner_text()
    page.locator("header.mast .name a").click()
    page.wait_for_selector("div.front")
    pictures = page.evaluate(
        "[...document.images].filter(one => one.complete && !one.naturalWidth).map(one => one.src)"
    )
    page.close()

    assert story
    assert pictures == []
    assert [address for address in asked if address[:5] not in ("file:", "data:")] == []


BAD = """<!doctype html><html><head><title>Bad</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="style-src 'none'"></head>
<body><img src="https://elsewhere.example/a.png"><img src="none.jpg"><style>p { color: red }</style>
<main hidden>The last sentence.</main></body></html>"""


def test_the_browser_bites(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(BAD)
    page = browser.new_page()

    with served(tmp_path) as top:
        seen = visit(page, top, "bad.html")
        text = page.locator("body").inner_text()
    page.close()

    assert any("image-alt" in fault for fault in seen.violations)
    assert any("html-has-lang" in fault for fault in seen.violations)
    assert elsewhere(seen, top)
    assert asking_for_more(seen)
    assert any("404" in fault for fault in seen.failed)
    assert any("Content Security Policy" in said for said in seen.said)
    assert "last sentence" not in text
