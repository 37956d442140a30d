"""New roots in a reader's browser: they are followed, and they end what a thief of every online key did."""

from __future__ import annotations

from playwright.sync_api import Page

from tamizdat.edition import head as heads
from tests.client.stage import Stage, forget_when_it_asked, moved_in, seal
from tests.edition.attacks_by_keys import _other_root_keys
from tests.edition.forging import forged
from tests.edition.trials import FAR_AHEAD, _replaced
from tests.edition.world import Newsroom

FRONT = b"<!doctype html><html lang='en'><h1>After</h1><p class=\"seal\" hidden></p></html>"


def come_again(page: Page, address: str) -> None:
    forget_when_it_asked(page)
    page.goto(address + "en/index.html")


def test_a_root_with_other_keys_is_followed_when_old_and_new_have_signed_it(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    herald: Newsroom = stage.herald
    fresh, change = _other_root_keys(herald)
    herald.head = forged(herald, "root", change, by=[*herald.held["root"][:3], *fresh])
    stage.prints({"en/index.html": FRONT})

    come_again(page, own.address)

    assert page.locator("h1").inner_text() == "After"
    assert seal(page).startswith("Checked: edition 2")


def test_a_root_by_its_new_keys_alone_is_not(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    herald: Newsroom = stage.herald
    fresh, change = _other_root_keys(herald)
    herald.head = forged(herald, "root", change, by=fresh)
    stage.prints({"en/index.html": FRONT})

    come_again(page, own.address)

    assert page.locator("h1").first.inner_text() != "After"
    assert seal(page).startswith("Checked: edition 1")


def test_a_thief_who_counted_to_two_billion_is_left_behind_by_new_keys(stage: Stage, page: Page) -> None:
    own = stage.hosts[0]
    moved_in(page, own.address)
    herald: Newsroom = stage.herald
    ours = herald.head
    stolen = heads.publish(ours, herald.tree, herald.signers(), herald.now, above=FAR_AHEAD)
    herald.head = heads.confirm(stolen, herald.signers(), herald.now, above=FAR_AHEAD)
    herald.places()
    stage.deliver()
    come_again(page, own.address)
    assert "edition 2,147,483,649" in seal(page)
    herald.head = ours
    _replaced(herald, "timestamp", "snapshot")
    stage.prints({"en/index.html": FRONT})

    come_again(page, own.address)

    assert page.locator("h1").inner_text() == "After"
    assert seal(page).startswith("Checked: edition 2,")
