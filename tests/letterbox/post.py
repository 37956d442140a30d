"""A letterbox for tests, and the private side of it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tamizdat.letterbox import collecting, letters
from tamizdat.letterbox.app import Letterbox
from tamizdat.letterbox.asking import Asks
from tamizdat.letterbox.counting import Counting
from tamizdat.letterbox.forms import Request, Response
from tamizdat.letterbox.proving import Proving
from tamizdat.letterbox.slots import Slots
from tamizdat.letterbox.standing import Standing, Week
from tamizdat.letterbox.tokens import Pass
from tamizdat.vault import records
from tamizdat.vault.keys import OpeningKey
from tests.mirrors.servers import free_port

ADDRESS = "https://herald.example"
NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
INTAKE, PASS, COLLECTOR = OpeningKey.new(), Pass.new(), Ed25519PrivateKey.generate()


def standing(now: datetime = NOW, **more: object) -> Standing:
    week = Week((now - timedelta(days=7)).date(), (now + timedelta(days=14)).date(), INTAKE.sealing)
    plain = Standing(
        version=int(now.timestamp()),
        names={"en": "The Harbour Herald", "ru": "Портовый вестник"},
        languages=["en", "ru"],
        colour="#7a1f1f",
        policy="2026-11-01",
        full=True,
        passes=[PASS],
        weeks=[week],
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@dataclass
class Box:
    """A letterbox in this process, with a clock that can be set."""

    folder: Path
    each: int = 64
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.slots = Slots(self.folder / "letters", self.each)
        key, parts = COLLECTOR.public_key(), (self.slots, Counting(), Proving(), Asks())
        self.app = Letterbox(self.folder, key, ADDRESS, *parts, clock=lambda: self.now)

    def get(self, path: str) -> Response:
        return self.app.answer(Request("GET", path))

    def post(self, path: str, peer: str = "", /, **fields: str | list[str]) -> Response:
        return self.app.answer(Request("POST", path, urlencode(fields, doseq=True).encode(), peer))

    def collect(self, *received: bytes, told: Standing | None = None) -> list:
        wanted = collecting.Wanted(ADDRESS, self.now, told or standing(self.now), received)
        body, signature = collecting.signed(wanted, COLLECTOR)
        response = self.app.answer(Request("POST", "/-/collect", body, signature=signature))
        assert response.status == 200, response.body
        return collecting.unpacked(response.body)

    def read(self) -> list[letters.Letter]:
        return [opened(one.sealed) for one in self.collect()]


def opened(sealed: bytes) -> letters.Letter:
    return letters.of_record(records.open_(sealed, [INTAKE], letters.PURPOSE))


def said(response: Response) -> str:
    """The page's main part, in words."""
    main = re.search(r"<main.*</main>", response.body.decode(), re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", main[0]).split()) if main else response.body.decode()


def children(process: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()}


@dataclass
class Running:
    """A letterbox in a process of its own."""

    folder: Path
    port: int
    process: subprocess.Popen

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def post(self, path: str, **fields: str) -> int:
        return self.ask("POST", path, urlencode(fields).encode())[0]

    def collect(self, *received: bytes, told: Standing | None = None) -> list:
        now = datetime.now(UTC)
        wanted = collecting.Wanted(ADDRESS, now, told or standing(now), received)
        body, signature = collecting.signed(wanted, COLLECTOR)
        status, answer = self.ask("POST", "/-/collect", body, **{collecting.HEADER: signature})
        assert status == 200, answer
        return collecting.unpacked(answer)

    def collect_all(self) -> list[letters.Letter]:
        found, received = [], []
        while lying := self.collect(*received):
            found += [opened(one.sealed) for one in lying]
            received = [one.name for one in lying]
        return found

    def kill(self) -> None:
        """As a power cut would, workers too."""
        workers = children(self.process.pid)
        self.process.kill()
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(
    folder: Path, *, workers: int = 2, each: int = 256, collector: str = "", port: int = 0, seconds: float = 30
) -> Iterator[Running]:
    """`collector` is another's key: then the letterbox is called by the address it listens at, and told nothing."""
    port = port or free_port()
    key = collector or b64encode(COLLECTOR.public_key().public_bytes_raw()).decode()
    address = f"http://127.0.0.1:{port}" if collector else ADDRESS
    words = [sys.executable, "-m", "tests.letterbox.one_letterbox"]
    words += [str(folder), key, str(port), str(workers), str(each), address, str(seconds)]
    process = subprocess.Popen(words)
    box = Running(folder, port, process)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        if not collector:
            box.collect()
        yield box
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
