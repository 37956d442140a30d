"""What checking costs a reader on a clean line: a story without the worker, with it and never seen, and seen before.

Time runs inside the browser, from the click to the whole document; bytes are counted before the server, with TLS and
all that the page brings along.  Copies and browser are on this machine: times are of the program, not of a line.
"""

from __future__ import annotations

import argparse
import socket
import ssl
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.demo import printed
from tests.client.stage import Host, Stage, certificate, chromium, moved_in, phone, sheets_of, stories


@dataclass(frozen=True)
class View:
    """One opening of a story."""

    milliseconds: float
    bytes: int
    connections: int


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench reader")
    parser.add_argument("--rounds", type=int, default=15, help="stories opened in each way; medians are told (15)")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        cert, pin = certificate(folder)
        stage = Stage(folder, cert, sheets_of(printed(folder / "demo")), relayed=True)
        stage.start()
        with chromium(pin) as browser:
            _tell(stage, browser, options.rounds)
        stage.close()
    return 0


def _tell(stage: Stage, browser: Browser, rounds: int) -> None:
    drawn = [path for path in stories(stage) if ".2." not in path and ".3." not in path][:rounds]
    plain = [_fresh(stage, browser, path, worker=False) for path in drawn]
    cold = [_fresh(stage, browser, path, worker=True) for path in drawn]
    again = _again(stage, browser, drawn)
    print(f"{'a story, medians of ' + str(len(drawn)):34}{'ms':>8}{'KB':>8}{'connections':>13}")
    for what, views in (("without the worker", plain), ("never seen, checked", cold), ("seen and kept", again)):
        spent, size, lines = (_of(views, part) for part in ("milliseconds", "bytes", "connections"))
        print(f"{what:34}{spent:>8.0f}{size / 1_000:>8.1f}{lines:>13.0f}")
    more = _of(cold, "milliseconds") - _of(plain, "milliseconds")
    heavier = (_of(cold, "bytes") - _of(plain, "bytes")) / 1_000
    print(f"\nChecking a story never seen adds {more:.0f} ms (aim: 400) and {heavier:.1f} KB (aim: 10).")
    print(f"A story seen before is there after {_of(again, 'milliseconds'):.0f} ms (aim: 50).")
    heaviest = max(_answer(stage.hosts[0], path) for path in drawn)
    print(f"The heaviest of them is {heaviest:,} bytes with its headers, after the handshake (aim: 14,000).")


def _of(views: list[View], part: str) -> float:
    return statistics.median(getattr(view, part) for view in views)


def _fresh(stage: Stage, browser: Browser, story: str, *, worker: bool) -> View:
    """In a browser that has been here once, at the front page."""
    context = phone(browser, service_workers="allow" if worker else "block")
    page = context.new_page()
    front = stage.hosts[0].address + "en/index.html"
    if worker:
        moved_in(page, front)
    page.goto(front, wait_until="networkidle")  # its pictures are not the story's
    seen = _view(stage, page, story)
    context.close()
    return seen


def _again(stage: Stage, browser: Browser, drawn: list[str]) -> list[View]:
    """In one that keeps what it reads."""
    context = phone(browser)
    page = context.new_page()
    moved_in(page, stage.hosts[0].address + "en/reach/index.html")
    page.goto(stage.hosts[0].address + "en/reach/index.html")
    page.get_by_label("Keep the stories I read").check()
    for path in drawn:
        page.goto(stage.hosts[0].address + path)
    views = [_view(stage, page, path) for path in drawn]
    context.close()
    return views


def _view(stage: Stage, page: Page, story: str) -> View:
    total: Callable[[str], int] = lambda part: sum(getattr(relay, part) for relay in stage.relays)  # noqa: E731
    before = total("bytes"), total("connections")
    page.goto(stage.hosts[0].address + story, wait_until="networkidle")
    spent = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    return View(float(spent), total("bytes") - before[0], total("connections") - before[1])


def _answer(host: Host, path: str) -> int:
    """Bytes of one answer, headers and body, as they are on the line inside TLS."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", host.inner)) as line, trusting.wrap_socket(line) as secure:
        lines = (
            f"GET /{host.under}{path} HTTP/1.1",
            f"Host: {host.name}",
            "Accept-Encoding: gzip",
            "Connection: close",
        )
        secure.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode())
        size = 0
        while part := secure.recv(65_536):
            size += len(part)
    return size
