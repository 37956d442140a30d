"""What is done to readers, and what each kind of reader then sees: the rows and cells of the censor's bench.

All interference is outside the browser: relays, names, servers.  A story is readable when its last sentence is on the
screen.  It counts as checked only when the same reader, in the same scene, with one byte of the story altered
everywhere, does not get to see it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from lxml import html
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.client.relay import RESET, SILENT, SLOW, Manner
from tests.client.stage import Stage, flipped, moved_in, phone

READERS = ("first visit", "worker", "file")
CHECKED, READ, LOST, FORGED = "checked", "read", "lost", "forged"
FORGERY = b"<!doctype html><html><title>Forged</title><body><h1>Forged by others</h1></body></html>"


@dataclass(frozen=True)
class Scene:
    """A row."""

    name: str
    act: Callable[[Play], None]  # what the censor does, after those who came before have come
    expected: dict[str, str]  # reader -> cell
    why: str = ""  # it must come out lost for some
    alter: Callable[[Play], None] | None = None  # one byte of the story; everywhere, when not said otherwise
    before: Callable[[Play], None] | None = None  # what a reader did on the visit before
    browser: dict[str, object] = field(default_factory=dict)  # of the context
    old: bool = False  # a telephone of five years ago: six times slower, a small screen, keys on P-256 alone


@dataclass(frozen=True)
class Cell:
    """What one reader saw."""

    outcome: str
    seconds: float = 0.0
    bytes: int = 0  # to the reader, TLS and all
    connections: int = 0


class Play:
    """One reader in one scene, on a stage of its own."""

    def __init__(
        self, stage: Stage, browser: Browser, scene: Scene, reader: str, folder: Path, patience: float
    ) -> None:
        self.stage, self.browser, self.scene, self.reader = stage, browser, scene, reader
        self.patience = patience
        self.story = stage.story()
        self.file = folder / "reader.html"
        self.file.write_bytes(stage.herald.place.files["reader.html"])
        self.own, *self.copies = stage.hosts
        self.page: Page

    def cell(self) -> Cell:
        seen = self._seen(altered=False)
        if seen.outcome == READ and self._seen(altered=True).outcome != READ:
            return Cell(CHECKED, seen.seconds, seen.bytes, seen.connections)
        return seen

    def _seen(self, *, altered: bool) -> Cell:
        self.stage.deliver()
        for relay in self.stage.relays:
            relay.manner = Manner()
        self.stage.start()
        context = phone(self.browser, **self.scene.browser)
        try:
            self.page = context.new_page()
            if self.scene.old:
                self.page.set_viewport_size({"width": 360, "height": 640})
                context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
            self._come_before(context)
            if altered:
                (self.scene.alter or altered_everywhere)(self)
            self.scene.act(self)
            return self._look()
        finally:
            context.close()
            self.stage.stop()

    def _come_before(self, context: BrowserContext) -> None:
        """Who has a worker was here before, on an open line; the others come for the first time."""
        blocked = self.scene.browser.get("service_workers") == "block" or not self.scene.browser.get(
            "java_script_enabled", True
        )
        if self.reader != "worker":
            return
        if blocked:
            self.page.goto(self.own.address + "en/index.html")
        else:
            moved_in(self.page, self.own.address + "en/index.html")
            self.page.goto(self.own.address + "en/index.html", wait_until="networkidle")  # its pictures are not counted
        if self.scene.before:
            self.scene.before(self)

    def _look(self) -> Cell:
        address = self.own.address + self.story
        if self.reader == "file":
            address = f"{self.file.as_uri()}#/{quote(self.story)}"
            self.page.goto("about:blank")
        relays = self.stage.relays
        before = sum(relay.bytes for relay in relays), sum(relay.connections for relay in relays)
        began = time.monotonic()
        outcome = self._outcome(address, began + self.patience)
        seconds = time.monotonic() - began
        passed = sum(relay.bytes for relay in relays) - before[0], sum(one.connections for one in relays) - before[1]
        return Cell(outcome, seconds, *passed)

    def _outcome(self, address: str, until: float) -> str:
        last = last_sentence(self.stage.herald.place.files[self.story])
        try:
            self.page.goto(address, wait_until="commit", timeout=self.patience * 1_000)
        except Error:
            return LOST
        while time.monotonic() < until:
            text = self._text()
            if last in text:
                return READ
            if "forged by others" in text:
                return FORGED
            if "cannot be had now" in text:
                return LOST
            time.sleep(0.03)
        return LOST

    def _text(self) -> str:
        try:
            return squeezed(self.page.locator("body").inner_text(timeout=1_000))
        except Error:
            return ""


def last_sentence(page: bytes) -> str:
    text = html.fromstring(page.decode()).xpath("//div[contains(@class, 'text') or @class='body']")[0].text_content()
    return squeezed(text)[-60:]


def squeezed(text: str) -> str:
    """In one case, as styles may change it, and with single spaces."""
    return re.sub(r"\s+", " ", text).strip().lower()


# What is altered to see whether somebody looks


def altered_everywhere(play: Play) -> None:
    for host in play.stage.hosts:
        host.write(play.story, flipped(play.stage.herald.place.files[play.story]))


def altered_on_the_device(play: Play) -> None:
    if play.reader != "worker":
        return
    play.page.evaluate(
        """async (name) => {
            const cache = await caches.open("tamizdat");
            for (const one of await cache.keys()) {
                if (!one.url.includes(name)) continue;
                const bytes = new Uint8Array(await (await cache.match(one)).arrayBuffer());
                bytes[bytes.length >> 1] ^= 1;
                await cache.put(one, new Response(bytes));
            }
        }""",
        play.story.rpartition("/")[2],
    )


# What censors do


def nothing(play: Play) -> None:
    pass


def to_own(manner: Manner) -> Callable[[Play], None]:
    def act(play: Play) -> None:
        play.stage.relays[0].manner = manner

    return act


def to_all(manner: Manner) -> Callable[[Play], None]:
    def act(play: Play) -> None:
        for relay in play.stage.relays:
            relay.manner = manner

    return act


def poisoned_name(play: Play) -> None:
    """Our name leads to somebody else's server, whose certificate is another's."""
    play.stage.relays[0].manner = Manner(to=play.stage.blocking_page())


def frozen_over_http2(play: Play) -> None:
    for host in play.stage.hosts:
        host.stop()
        host.http2 = True
        host.start(play.stage.cert)
        host.http2 = False
    to_all(Manner(freeze=16_384))(play)


def all_but_one_dead(play: Play) -> None:
    for relay in play.stage.relays[:-1] or play.stage.relays:  # who has one address has lost it
        relay.manner = RESET


def all_but_one_lie(play: Play) -> None:
    """One alters pages, one gives the edition of last week's numbers signed by strangers."""
    for host in play.stage.hosts[:-1] or play.stage.hosts:
        host.write(play.story, FORGERY)
    for host in play.copies[:-1]:
        host.write("edition/head.json", flipped(play.stage.herald.place.files["edition/head.json"]))


def taken_over(play: Play) -> None:
    """The domain is in other hands: other pages, and another worker.  The visit after the next is looked at."""
    for path in [path for path in play.stage.herald.place.files if path.endswith(".html")]:
        play.own.write(path, FORGERY)
    takes = "self.addEventListener('install', () => self.skipWaiting());"
    play.own.write("sw.js", takes.encode() + b"self.addEventListener('activate', e => e.waitUntil(clients.claim()));")
    if play.reader != "file":
        play.page.goto(play.own.address + play.story, wait_until="load")
        play.page.wait_for_timeout(4_000)  # the browser looks for a newer worker


def cleared(play: Play) -> None:
    """The domain is in other hands, and tells browsers with every answer to forget the site and its worker."""
    taken = play.own.settings
    for path in [path for path in play.stage.herald.place.files if path.endswith(".html")]:
        play.own.write(path, FORGERY)
    play.own.stop()
    play.own.settings = taken.replace(
        "add_header ", """add_header Clear-Site-Data '"cache", "storage"' always; add_header """, 1
    )
    play.own.start(play.stage.cert)
    play.own.settings = taken
    if play.reader != "file":
        play.page.goto(play.own.address + "en/index.html", wait_until="load")


def shut_down(play: Play) -> None:
    play.stage.stop()


def keeping(play: Play) -> None:
    """The reader asked that stories be kept, and read this one."""
    play.page.goto(play.own.address + "en/reach/index.html")
    play.page.get_by_label("Keep the stories I read").check()
    play.page.goto(play.own.address + play.story)


def forged_by_a_carrier(play: Play) -> None:
    play.own.write(play.story, FORGERY)


ALL = dict.fromkeys(READERS, CHECKED)
BLOCKED = {"first visit": LOST, "worker": CHECKED, "file": CHECKED}
NEVER_CAME = "a browser that comes for the first time knows one address alone"
UNCHECKED = {"first visit": READ, "worker": CHECKED, "file": CHECKED}
SCENES = (
    Scene("an open line", nothing, UNCHECKED),
    Scene("domain blocked: reset", to_own(RESET), BLOCKED, NEVER_CAME),
    Scene("domain blocked: silence", to_own(SILENT), BLOCKED, NEVER_CAME),
    Scene("domain blocked: its name leads elsewhere", poisoned_name, BLOCKED, NEVER_CAME),
    Scene("every connection frozen after 15,000 bytes", to_all(Manner(freeze=15_000)), UNCHECKED),
    Scene("every connection frozen after 16,384 bytes", to_all(Manner(freeze=16_384)), UNCHECKED),
    Scene("the same, and servers speak HTTP/2", frozen_over_http2, UNCHECKED),
    Scene("200 ms, and 5 % of segments lost", to_all(SLOW), UNCHECKED),
    Scene("all addresses but one dead", all_but_one_dead, BLOCKED, NEVER_CAME),
    Scene(
        "all addresses but one lie",
        all_but_one_lie,
        {"first visit": FORGED, "worker": CHECKED, "file": CHECKED},
        "nothing checks a first visit",
    ),
    Scene(
        "domain in other hands, second visit after",
        taken_over,
        {"first visit": FORGED, "worker": FORGED, "file": CHECKED},
        "whoever holds a domain may replace its worker",
    ),
    Scene(
        "the same, and browsers are told to forget us",
        cleared,
        {"first visit": FORGED, "worker": CHECKED, "file": CHECKED},
        "nothing checks a first visit",
    ),
    Scene(
        "no network at all, story not kept",
        shut_down,
        dict.fromkeys(READERS, LOST),
        "nobody keeps stories who has not asked for it",
    ),
    Scene(
        "no network at all, story kept",
        shut_down,
        {"first visit": LOST, "worker": CHECKED, "file": LOST},
        "the file was opened for the first time",
        before=keeping,
        alter=altered_on_the_device,
    ),
    Scene(
        "JavaScript switched off",
        nothing,
        {"first visit": READ, "worker": READ, "file": LOST},
        "what checks is JavaScript",
        browser={"java_script_enabled": False},
    ),
    Scene(
        "a browser without workers, like Tor's",
        nothing,
        {"first visit": READ, "worker": READ, "file": CHECKED},
        browser={"service_workers": "block"},
    ),
    Scene("a telephone of five years ago", nothing, UNCHECKED, old=True),
    Scene(
        "first visit to a forged site",
        forged_by_a_carrier,
        {"first visit": FORGED, "worker": CHECKED, "file": CHECKED},
        "nothing checks a first visit",
    ),
)
