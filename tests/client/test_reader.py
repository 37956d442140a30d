"""reader.html in Chromium, opened from a disk: the paper where no address of ours is left."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tamizdat.edition import comparing
from tamizdat.front import clients
from tests.client.stage import Stage, flipped, heading, moved_in, phone, seal, stories, until

LIMIT = 10_240  # bytes of gzip
SOURCES = clients.BUILT.parent / "client"


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
    until(page, "document.querySelector('article.story img')?.naturalWidth > 0")
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


def sent(page: Page, folder: Path) -> Path:
    """The page that is shown, as the file that its reader sends."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Send this page as a file").click()
    place = folder / "sent.html"
    download.value.save_as(place)
    return place


def test_a_story_is_sent_as_a_file_that_needs_no_address(
    stage: Stage, page: Page, browser: Browser, file: str, tmp_path: Path
) -> None:
    story = with_picture(stage)
    opened(page, file, story)
    until(page, "document.querySelector('article.story img')?.naturalWidth > 0")
    place = sent(page, tmp_path)
    stage.stop()
    context = phone(browser)
    other = context.new_page()

    other.goto(place.as_uri())
    other.wait_for_selector("article.story h1")
    until(other, "document.querySelector('article.story img')?.naturalWidth > 0")

    assert other.locator("article.story h1").inner_text() == heading(stage, story)
    assert seal(other).endswith("by way of this device.")
    kept = other.evaluate("Object.keys(localStorage)")
    assert set(kept) <= {"tamizdat/head", "tamizdat/failed"}  # and no page
    again = sent(other, tmp_path)
    assert story in again.read_text()
    context.close()


def test_a_file_that_was_altered_on_its_way_shows_nothing_of_it(
    stage: Stage, page: Page, browser: Browser, file: str, tmp_path: Path
) -> None:
    story = stories(stage)[0]
    opened(page, file, story)
    place = sent(page, tmp_path)
    stage.stop()
    whole = place.read_text()
    start = whole.index(f'"page/{story}":"') + len(f'"page/{story}":"') + 4_000
    letter = "A" if whole[start] != "A" else "B"
    place.write_text(whole[:start] + letter + whole[start + 1 :])
    context = phone(browser)
    other = context.new_page()

    other.goto(place.as_uri())
    other.wait_for_selector("h1:has-text('cannot be had')", timeout=20_000)

    assert heading(stage, story) not in other.content().partition('id="handed"')[0]
    context.close()


def test_a_story_in_parts_is_sent_whole(stage: Stage, page: Page, file: str, tmp_path: Path) -> None:
    first = next(path for path in stories(stage) if path.endswith(".2.html")).replace(".2.html", ".html")
    opened(page, file, first)

    whole = sent(page, tmp_path).read_text()

    assert f'"page/{first}"' in whole
    assert f'"page/{first.replace(".html", ".2.html")}"' in whole


def with_picture(stage: Stage) -> str:
    return next(path for path in stories(stage) if b'<figure class="pic">' in stage.herald.place.files[path])


def test_the_way_to_send_a_story_stands_under_it_and_works_with_the_worker(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    story = with_picture(stage)
    moved_in(page, own.address)
    page.goto(own.address + story)

    page.get_by_role("link", name="Send this story as a file").click()
    page.wait_for_selector("button:has-text('Send this page as a file')")

    assert page.locator("article.story h1").inner_text() == heading(stage, story)
    assert seal(page).startswith("Checked: edition 1")


def test_a_root_is_packed_and_put_together_as_it_was(stage: Stage) -> None:
    root = comparing.bare(stage.herald.root)
    given = json.dumps(clients.packed(root))
    script = f"const {{ unpacked }} = await import({json.dumps((SOURCES / 'head.js').as_uri())});"
    script += "globalThis.crypto ??= (await import('node:crypto')).webcrypto;"
    script += f"process.stdout.write(await unpacked({given}))"

    done = subprocess.run(["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True)

    assert done.stdout == root
    assert len(given) < len(root)
