"""Every way in which an address may lie about an edition, and a real browser that is told each of them.

Two hosts: the first lies, the second does not.  What each attack on our reader of heads (tests/edition) shows it is
taken down and told to a browser instead; lies about tiles and pages are made here.  A lie is passed by when the story
is on the screen all the same, checked, by way of the second host, and the first was asked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

from playwright.sync_api import Browser, Error, Page

from tamizdat.edition import layout, paths, tiles, tree
from tamizdat.edition.reading import Absent, Checked, Container, Memory, read
from tamizdat.edition.refusals import Refused
from tamizdat.edition.tiles import Leaf
from tests.client.stage import CARRIER, OWN, Host, flipped, forget_when_it_asked, now, phone, programs, sign_addresses
from tests.edition import test_refusals as _written  # noqa: F401  # writes all attacks into the list
from tests.edition import world
from tests.edition.attacking import ALL, Attack
from tests.edition.world import Newsroom, Place
from tests.mirrors.servers import free_port

STORY = "en/2026/11/story-0.html"
LAST = "And that was story 0."
FORGED = "Forged by others"
FORGERY = f"<!doctype html><html lang='en'><title>Forged</title><body><main><h1>{FORGED}</h1></main>".encode()
PATIENCE = 15.0  # seconds
Files = dict[str, bytes]
HEADS = (layout.METADATA, layout.SIGNED)


@dataclass(frozen=True)
class Lie:
    """What one host says where the other tells the truth."""

    name: str
    root: bytes  # of the newsroom whose reader is lied to
    honest: Files
    lying: Files


class Herald(Newsroom):
    """Whose addresses are signed, and whose pages are pages."""

    def __init__(self, hosts: Sequence[Host]) -> None:
        super().__init__(now=now())
        sign_addresses(self, hosts)

    def some_sheets(self, number: int = 40) -> Files:
        return {path: sheet(count) for count, path in enumerate(super().some_sheets(number))}


def sheet(number: int, more: str = "") -> bytes:
    head = f'<!doctype html><html lang="en"><title>{number}</title><body><p class="seal" hidden></p>'
    words = f"<h1>Story {number}</h1><p>{'Nobody saw it come. ' * 20}{more}</p><p>And that was story {number}.</p>"
    return f"{head}<main>{words}</main></body></html>".encode()


# About heads


def about_heads(hosts: Sequence[Host]) -> Iterator[Lie]:
    """Of all attacks on a head, those that a reader who has seen the genuine one must refuse today."""
    for tried in ALL:
        herald = Herald(hosts)
        asked = _asked(tried.attack, herald)
        believed = [files for files, good in asked if good]
        if not believed or asked[-1][1]:
            continue
        rest = {path: said for path, said in herald.place.files.items() if not path.startswith(HEADS)}
        honest, lying = {**rest, **believed[-1]}, asked[-1][0]
        if _is_refused(Place(lying), herald.root, Place(honest)):
            yield Lie(
                tried.name,
                herald.root,
                {**honest, layout.HEAD: _in_one_file(honest)},
                {**rest, **_forged(honest), layout.HEAD: _in_one_file(lying)},
            )
    herald = Herald(hosts)
    honest = herald.prints(herald.some_sheets(3)).files
    genuine = honest[layout.HEAD]
    for name, said in {
        "an error page for a head": FORGERY,
        "nothing for a head": b"",
        "a head that has no end": genuine + b" " * 512 * 1024,
        "half a head": genuine[: len(genuine) // 2],
        "a head of another format": genuine.replace(b'"format":1', b'"format":2'),
        "a list for a head": b"[]",
        "a head that is no UTF-8": genuine.replace(b"timestamp", b"timest\xffmp"),
    }.items():
        yield Lie(name, herald.root, honest, {**_forged(honest), layout.HEAD: said})


def _asked(attack: Attack, herald: Newsroom) -> list[tuple[Files, bool]]:
    """The places that an attack lets be read, and whether each was believed."""
    found: list[tuple[Files, bool]] = []

    def noting(place: Place | Container, memory: Memory, now: datetime, *, strict: bool, demo: bool = False) -> Checked:
        files = place.files if isinstance(place, Place) else {path: place.get(path, 1 << 30) for path in place.paths()}
        found.append((dict(files), False))
        checked = read(place, memory, now, strict=strict, demo=demo)
        found[-1] = (found[-1][0], True)
        return checked

    with patch.object(world, "read", noting), suppress(Refused, Absent):
        attack(herald)()
    return found


def _is_refused(lying: Place, root: bytes, honest: Place) -> bool:
    """By a reader who has read the honest place; whose clock is right."""
    try:
        memory = read(honest, Memory(root), now(), strict=False).memory
    except Refused:
        return False  # it was read by somebody with another root
    try:
        read(lying, memory, now(), strict=False)
    except Refused:
        return True
    except Absent:
        return False
    return False


def _in_one_file(files: Files) -> bytes:
    """As readers in browsers ask for it; what is no text is written with halves of characters."""
    parts = {path: said for path, said in files.items() if path.startswith(HEADS)}
    said = {path: content.decode("utf-8", "surrogateescape") for path, content in parts.items()}
    return json.dumps({"format": 1, "files": said}).encode()


def _forged(files: Files) -> Files:
    return dict.fromkeys((path for path in files if path.endswith(".html")), FORGERY)


# About tiles and pages


def about_pages(hosts: Sequence[Host]) -> Iterator[Lie]:
    """Under a genuine head."""
    herald = Herald(hosts)
    before = herald.prints({**herald.some_sheets(300), STORY: sheet(0, "As it was said at first.")}).files
    honest = herald.prints({STORY: sheet(0)}).files
    bin_, node, *above = _way(herald)
    other = next(name for name in _bins(herald) if layout.tile(name) != bin_)
    stranger = Herald(hosts)
    strange = stranger.prints({**herald.some_sheets(300), STORY: FORGERY}).files
    strange_way = [strange[one] for one in _way(stranger)]
    for name, lying in {
        "one bit": {STORY: flipped(honest[STORY])},
        "the page of another story": {STORY: honest["en/2026/11/story-1.html"]},
        "the page of the edition before": {STORY: before[STORY]},
        "a page cut short": {STORY: honest[STORY][:-20]},
        "a page with more": {STORY: honest[STORY] + b" "},
        "an empty page": {STORY: b""},
        "another page": {STORY: FORGERY},
        "one bit of the tile": {bin_: flipped(honest[bin_])},
        "the tile of other pages": {bin_: honest[layout.tile(other)], STORY: FORGERY},
        "a tile with the forgery in it": {
            bin_: _with_forgery(honest[bin_], herald),
            STORY: FORGERY,
        },
        "a tile cut short": {bin_: honest[bin_][:-1], STORY: FORGERY},
        "no leaf in the tile": {bin_: honest[bin_][: tiles.HEAD], STORY: FORGERY},
        "a node for a tile": {bin_: honest[node], STORY: FORGERY},
        "a tile for a node": {node: honest[bin_], STORY: FORGERY},
        "one bit of a node": {node: flipped(honest[node]), STORY: FORGERY},
        "a node of another tree": {node: strange_way[1], STORY: FORGERY},
        "the whole of another tree": {
            **{one: said for one, said in strange.items() if one.startswith(layout.TILES)},
            **dict(zip((bin_, node, *above), strange_way, strict=True)),
            STORY: FORGERY,
        },
    }.items():
        yield Lie(name, herald.root, honest, {**honest, **lying})


def _way(herald: Newsroom) -> list[str]:
    """Paths of the tiles from the story's bin up to the root."""
    number = tiles.bin_number(paths.index(STORY), herald.tree.bits)
    names = tree.walk(world.PressTiles(herald.place), herald.tree, number)
    return [layout.tile(name) for name in reversed(names)]


def _bins(herald: Newsroom) -> Iterator[bytes]:
    found = tree.reachable(world.PressTiles(herald.place), herald.tree)
    return (name for level, name in found if level == 0 and len(herald.place.files[layout.tile(name)]) > tiles.HEAD)


def _with_forgery(tile: bytes, herald: Newsroom) -> bytes:
    leaf = Leaf.of(STORY, FORGERY)
    number = tiles.bin_number(leaf.index, herald.tree.bits)
    others = [one for one in tiles.leaves_of(tile, number, herald.tree.bits) if one.index != leaf.index]
    return tiles.bin_tile(sorted([*others, leaf]))


# Telling them


class Liars:
    """The two hosts, and readers who come to them."""

    def __init__(self, folder: Path, cert: Path, browser: Browser) -> None:
        self.folder, self.browser = folder, browser
        self.hosts = [self._host("herald.example", OWN), self._host("copies.example", CARRIER)]
        for host in self.hosts:
            host.start(cert)

    def _host(self, name: str, kind: str) -> Host:
        folder = self.folder / kind
        folder.mkdir(parents=True)
        port = free_port()
        return Host(name, kind, folder, port, port)

    def close(self) -> None:
        for host in self.hosts:
            host.stop()

    def lies(self) -> list[Lie]:
        return [*about_heads(self.hosts), *about_pages(self.hosts)]

    def outcome(self, lie: Lie, reader: str) -> str:
        """What came of a lie told to a "worker" or a "file"; "" when it was passed by as it must be."""
        context = phone(self.browser)
        try:
            page = context.new_page()
            return {"worker": self._told_worker, "file": self._told_file}[reader](lie, page)
        except Error as error:
            return f"{error}".partition("\n")[0]
        finally:
            context.close()

    def _told_worker(self, lie: Lie, page: Page) -> str:
        """Who was here while nobody lied."""
        liar = self.hosts[0]
        for host in self.hosts:
            self._lay(host, lie.honest, lie)
        page.goto(liar.address + STORY)
        page.evaluate(BEGIN)
        self._lay(liar, lie.lying, lie)
        forget_when_it_asked(page)
        return self.seen(page, liar.address + STORY)

    def _told_file(self, lie: Lie, page: Page) -> str:
        """Who has the file, with the genuine head of today in it."""
        self.lay(lie)
        today = lie.honest[layout.HEAD].decode().replace("<", "\\u003c")
        file = self.folder / "reader.html"
        whole = programs(lie.root, self.hosts)["reader.html"].decode()
        block = f'<script type="application/json" id="today">{today}</script>'
        file.write_text(block.join(whole.rsplit("</body>", 1)) if "</body>" in whole else whole + block)
        return self.seen(page, f"{file.as_uri()}#/{quote(STORY)}")

    def lay(self, lie: Lie) -> None:
        for host, files in zip(self.hosts, (lie.lying, lie.honest), strict=True):
            self._lay(host, files, lie)

    def _lay(self, host: Host, files: Files, lie: Lie) -> None:
        for path, content in {**files, **programs(lie.root, self.hosts)}.items():
            host.write(path, content)

    def seen(self, page: Page, address: str) -> str:
        before = len(self.hosts[0].asked())
        page.goto(address, wait_until="commit")
        end = time.monotonic() + PATIENCE
        text = ""
        while LAST not in text or "Checked" not in text:
            if FORGED in text:
                return "the forgery is on the screen"
            if time.monotonic() > end:
                return f"not there after {PATIENCE} s: {text[:80]!r}"
            time.sleep(0.02)
            try:
                text = page.locator("body").inner_text(timeout=1_000)
            except Error:
                text = ""
        if "copies.example" not in text and "copy 1" not in text:
            return f"not by way of the second host: {text[:80]!r}"
        return "" if len(self.hosts[0].asked()) > before else "the first host was not asked"


BEGIN = """async () => {
    await navigator.serviceWorker.register("/sw.js");
    const end = Date.now() + 15000;
    while (navigator.serviceWorker.controller?.state !== "activated") {
        if (Date.now() > end) throw new Error("no worker came");
        await new Promise((done) => setTimeout(done, 10));
    }
}"""


def told(liars: Liars, lies: Sequence[Lie], reader: str, note: Callable[[str], None] = lambda said: None) -> list[str]:
    """Those that were not passed by, a line each."""
    wrong = []
    for lie in lies:
        if found := liars.outcome(lie, reader):
            wrong.append(f"{lie.name}, told to a {reader}: {found}")
            note(wrong[-1])
    return wrong
