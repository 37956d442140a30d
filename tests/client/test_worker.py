"""The service worker in Chromium, over real servers: what it shows, what it refuses, what it keeps and forgets."""

from __future__ import annotations

import gzip
import json
import time
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from securesystemslib.signer import CryptoSigner

from tamizdat.edition import keys
from tests.client.conftest import Staged
from tests.client.stage import (
    OWN,
    Host,
    Stage,
    flipped,
    forget_when_it_asked,
    heading,
    moved_in,
    now,
    seal,
    stories,
    until,
)
from tests.edition.world import Newsroom
from tests.mirrors.servers import free_port

LIMIT = 9_500  # bytes of gzip: what a frozen line lets through in one response (docs/decisions/0039)


def test_it_fits_a_frozen_line_with_its_root(stage: Stage) -> None:
    assert len(gzip.compress(stage.herald.place.files["sw.js"], 6)) <= LIMIT


def test_a_first_visit_says_nothing_and_the_next_says_what_was_checked(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]

    moved_in(page, own.address + stories(stage)[0])
    first = seal(page)
    page.goto(own.address + stories(stage)[1])

    assert first == ""
    assert seal(page) == f"Checked: edition 1, confirmed this minute, by way of {own.name}:{own.port}."
    page.goto(own.address + "ru/index.html")
    assert seal(page).startswith("Проверено: выпуск 1")


def test_a_dead_origin_is_replaced_by_copies_and_they_learn_nothing_but_the_path(stage: Stage, page: Page) -> None:
    own, *copies = stage.hosts
    moved_in(page, own.address)
    page.evaluate("document.cookie = 'reader=vera'")
    stage.stop(own)
    story = stories(stage)[0]

    page.goto(own.address + story + "?from=a-friend")

    assert page.locator("h1").inner_text() == heading(stage, story)
    assert seal(page).endswith("by way of copy 1.")
    asked = [line for copy in copies for line in copy.asked()]
    assert any(story in line for line in asked)
    assert [line for line in asked if "?" in line or not line.endswith("[-] [-]")] == []


@pytest.mark.parametrize("liars", [1, 2])
def test_an_altered_page_is_not_shown_and_another_copy_is_asked(stage: Stage, page: Page, liars: int) -> None:
    moved_in(page, stage.hosts[0].address)
    story = stories(stage)[0]
    for host in stage.hosts[:liars]:
        host.write(story, flipped(stage.herald.place.files[story]))

    page.goto(stage.hosts[0].address + story)

    assert page.locator("h1").inner_text() == heading(stage, story)
    assert seal(page).endswith(f"copy {liars}.")


def test_where_all_lie_nothing_is_shown(stage: Stage, page: Page) -> None:
    moved_in(page, stage.hosts[0].address)
    story = stories(stage)[0]
    for host in stage.hosts:
        host.write(story, flipped(stage.herald.place.files[story]))

    answer = page.goto(stage.hosts[0].address + story)

    assert answer is not None
    assert answer.status == 503
    assert page.locator("h1").inner_text() == "This page cannot be had now"
    assert heading(stage, story) not in page.content()


def test_a_404_is_no_proof_and_the_edition_is_asked(stage: Stage, page: Page) -> None:
    moved_in(page, stage.hosts[0].address)
    story = stories(stage)[0]
    (stage.hosts[0].files / story).unlink()

    there = page.goto(stage.hosts[0].address + story)
    words = page.locator("h1").inner_text()
    nowhere = page.goto(stage.hosts[0].address + "en/none.html")

    assert there is not None
    assert nowhere is not None
    assert (there.status, words, nowhere.status) == (200, heading(stage, story), 404)


def test_a_poisoned_cache_is_not_believed(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    page.goto(own.address + "en/index.html")  # kept
    page.evaluate(
        """async () => {
            const cache = await caches.open("tamizdat");
            for (const one of await cache.keys()) await cache.put(one, new Response("<h1>Forged</h1>"));
        }"""
    )

    page.goto(own.address + "en/index.html")

    assert "Forged" not in page.content()
    assert seal(page).startswith("Checked: edition 1")


def test_without_any_network_the_front_page_is_there(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    page.goto(own.address + "en/index.html")
    stage.stop()

    page.goto(own.address + "en/index.html")

    assert seal(page).endswith("by way of this device.")
    page.goto(own.address + stories(stage)[0])
    assert page.locator("h1").inner_text() == "This page cannot be had now"


def ask(page: Page, order: str) -> dict[str, object]:
    found = page.evaluate(
        """(order) => new Promise((done) => {
            const line = new MessageChannel();
            line.port1.onmessage = (event) => done(event.data);
            navigator.serviceWorker.controller.postMessage(order, [line.port2]);
        })""",
        order,
    )
    assert isinstance(found, dict)
    return found


def test_stories_are_kept_when_that_is_asked_for_and_leave_with_a_withdrawal(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    one, other, *_ = stories(stage)
    moved_in(page, own.address)
    page.goto(own.address + one)
    before = ask(page, {})
    kept = ask(page, {"keep": True})
    page.goto(own.address + one)
    page.goto(own.address + other)
    after = ask(page, {})

    stage.prints({one: None})
    forget_when_it_asked(page)
    page.goto(own.address + "en/index.html")
    gone = "(path) => caches.open('tamizdat').then(c => c.keys()).then(k => !k.some(one => one.url.includes(path)))"
    until(page, f"({gone})({json.dumps(one.replace('/', '%2F'))})")
    stage.stop()
    page.goto(own.address + other)

    assert (before["keep"], before["pages"]) == (False, 0)
    assert kept["keep"] is True
    assert after["pages"] == 2
    assert page.locator("h1").inner_text() == heading(stage, other)
    assert seal(page).endswith("by way of this device.")


def test_forgetting_leaves_no_path_and_no_worker(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    ask(page, {"keep": True})
    page.goto(own.address + stories(stage)[0])

    ask(page, {"forget": True})

    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


def test_a_reader_asks_for_it_on_the_page_of_addresses(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    page.goto(own.address + "en/reach/index.html")
    page.get_by_label("Keep the stories I read").check()
    page.goto(own.address + stories(stage)[0])
    kept = ask(page, {})
    page.goto(own.address + "en/reach/index.html")
    page.get_by_role("button", name="Forget all of it").click()
    page.get_by_role("status").wait_for()

    assert (kept["keep"], kept["pages"]) == (True, 1)
    assert page.evaluate("caches.keys()") == []


def test_an_older_edition_is_not_taken_for_the_newest(stage: Stage, page: Page) -> None:
    own, *copies = stage.hosts
    moved_in(page, own.address)
    old = dict(stage.herald.place.files)
    stage.prints({"en/index.html": old["en/index.html"].replace(b"<h1", b"<p>Newest of all</p><h1", 1)})
    forget_when_it_asked(page)
    page.goto(own.address + "en/index.html")
    assert "Newest of all" in page.content()

    for path, content in old.items():  # everybody goes back to the edition before
        for host in stage.hosts:
            host.write(path, content)
    forget_when_it_asked(page)
    page.goto(own.address + "en/index.html")

    assert "Newest of all" in page.content()
    assert seal(page).startswith("Checked: edition 2")
    assert copies


def test_at_a_carrier_no_worker_is_registered(stage: Stage, page: Page) -> None:
    copy = stage.hosts[1]

    page.goto(copy.address + "en/index.html")
    page.wait_for_timeout(300)

    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
    assert seal(page) == ""


def test_at_the_top_of_a_stranger_it_leaves_by_itself(stage: Stage, page: Page, tmp_path: Path) -> None:
    port = free_port()
    stranger = Host("stranger.example", OWN, tmp_path / "stranger", port, port)
    stranger.folder.mkdir()
    for path, content in stage.herald.place.files.items():
        stranger.write(path, content)
    stranger.start(stage.cert)

    page.goto(stranger.address + "en/index.html")
    page.wait_for_timeout(500)

    stranger.stop()
    assert any("sw.js" in line for line in stranger.asked())
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


def test_an_old_edition_is_shown_with_its_age(staged: Staged, page: Page) -> None:
    stage = staged(Newsroom(now=now() - timedelta(days=5)))

    moved_in(page, stage.hosts[0].address)
    page.goto(stage.hosts[0].address + "en/index.html")

    assert "confirmed 5 days ago" in seal(page)
    assert seal(page).endswith("Newer pages could not be had.")


def test_keys_of_the_other_kind_are_checked_too(staged: Staged, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "new", CryptoSigner.generate_ecdsa)
    stage = staged(Newsroom(now=now()))

    moved_in(page, stage.hosts[0].address)
    page.goto(stage.hosts[0].address + "en/index.html")

    assert seal(page).startswith("Checked: edition 1")


def test_a_stranger_signing_is_refused(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    thief = Newsroom(now=now() + timedelta(minutes=5))
    thief.prints({"en/index.html": b"<h1>Forged</h1>"})
    for host in stage.hosts:
        for path, content in thief.places().files.items():
            host.write(path, content)
    forget_when_it_asked(page)

    page.goto(own.address + "en/index.html")

    assert "Forged" not in page.content()


def test_forms_go_past_it(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)

    page.goto(own.address + "-/en/ask")

    for _ in range(500):  # nginx writes its log when it has answered
        if any("/-/en/ask" in line for line in own.asked()):
            break
        time.sleep(0.01)
    assert any("/-/en/ask" in line for line in own.asked())
    assert seal(page) == ""
