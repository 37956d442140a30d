"""Chromium: visits pages of a served edition and tells what happened, by its own log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
AXE = Path(__file__).parent.parent / "node" / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 390, "height": 844}


@dataclass
class Visit:
    """What opening one page did."""

    path: str
    asked: list[str] = field(default_factory=list)  # addresses, by the browser's own log
    failed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # on the console
    violations: list[str] = field(default_factory=list)  # of axe's rules


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for which every host but this one leads to a dead proxy."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM,
            args=list(QUIET),
            proxy={"server": "http://127.0.0.1:9", "bypass": "127.0.0.1"},
        )
        yield browser
        browser.close()


@cache
def _axe() -> str:
    return AXE.read_text()


def visit(page: Page, top: str, path: str) -> Visit:
    """Open one page and let axe look at it."""
    seen = Visit(path)
    log = page.context.new_cdp_session(page)
    log.send("Network.enable")
    log.on("Network.requestWillBeSent", lambda event: seen.asked.append(event["request"]["url"]))
    log.on("Network.loadingFailed", lambda event: seen.failed.append(json.dumps(event)))
    log.on("Network.responseReceived", lambda event: _bad(seen, event["response"]))

    def hear(message: Any) -> None:
        seen.said.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.goto(top + quote(path), wait_until="load")
    page.evaluate(_axe())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    seen.violations = [
        f"{path}: {one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}" for one in result["violations"]
    ]
    page.remove_listener("console", hear)
    log.detach()
    return seen


def _bad(seen: Visit, response: dict[str, Any]) -> None:
    if response["status"] >= 400:
        seen.failed.append(f"{response['status']} {response['url']}")


def elsewhere(visit: Visit, top: str) -> list[str]:
    """Addresses asked for on any other host."""
    host = urlsplit(top).netloc
    return [f"{visit.path}: asked {one}" for one in visit.asked if urlsplit(one).netloc != host and one[:5] != "data:"]
