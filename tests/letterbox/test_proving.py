"""Proof of work: who solves a challenge is not held up with those who flood, and each counts once."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from altcha import Challenge, solve_challenge
from playwright.sync_api import expect

from tamizdat.letterbox import counting
from tamizdat.letterbox.proving import Proving
from tests.letterbox.post import Box, running
from tests.site.browser import chromium


def solved(challenge: str) -> str:
    found = solve_challenge(Challenge.from_dict(json.loads(challenge)))
    assert found
    return b64encode(json.dumps({"challenge": json.loads(challenge), "solution": found.to_dict()}).encode()).decode()


def asked(page: bytes) -> str:
    found = re.search(r'data-challenge="([^"]+)"', page.decode())
    assert found
    return unescape(found[1])


def test_a_solution_counts_once(tmp_path: Path) -> None:
    proving = Proving()
    solution = solved(proving.challenge(datetime.now(UTC)))

    assert proving.is_proven(solution)
    assert not proving.is_proven(solution)
    assert not Proving().is_proven(solved(proving.challenge(datetime.now(UTC))))  # of another letterbox
    assert not proving.is_proven(solved(proving.challenge(datetime.now(UTC) - timedelta(hours=2))))


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "x",
        "é" * 10,
        b64encode(b"[]").decode(),
        b64encode(b"{}").decode(),
        b64encode(b'{"challenge":1,"solution":2}').decode(),
        b64encode(b'{"challenge":{"parameters":{}},"solution":{}}').decode(),
        b64encode(b"[" * 700).decode(),
        "A" * 5_000,
    ],
)
def test_junk_proves_nothing(junk: str) -> None:
    assert not Proving().is_proven(junk)


def test_an_easier_challenge_is_none_of_ours() -> None:
    proving = Proving()
    given = json.loads(b64decode(solved(proving.challenge(datetime.now(UTC)))))
    for name, value in (("cost", 1), ("keyPrefix", "0"), ("expiresAt", 9_999_999_999)):
        forged = json.loads(json.dumps(given))
        forged["challenge"]["parameters"][name] = value
        assert not proving.is_proven(b64encode(json.dumps(forged).encode()).decode()), name


def test_in_a_flood_who_has_worked_gets_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "EACH", 3)
    box = Box(tmp_path, now=datetime.now(UTC))
    box.collect()
    answers = [box.post("/-/en/join", "192.0.2.7", email=f"j{one}@mail.example").status for one in range(5)]
    assert answers == [200, 200, 200, 503, 503]

    proof = solved(asked(box.get("/-/en/join").body))
    assert box.post("/-/en/join", "192.0.2.7", email="reader@mail.example", proof=proof).status == 200
    assert box.post("/-/en/join", "192.0.2.7", email="again@mail.example", proof=proof).status == 503
    assert box.post("/-/en/ask", "192.0.2.7", email="reader@mail.example", proof="junk").status == 503


def test_a_real_browser_solves_it_while_the_reader_types(tmp_path: Path) -> None:
    with running(tmp_path) as box, chromium() as browser:
        page = browser.new_page()
        wrong: list[str] = []
        page.on("console", lambda line: wrong.append(line.text))
        page.goto(f"http://127.0.0.1:{box.port}/-/en/join")
        expect(page.locator("[name=proof]")).to_have_value(re.compile(r"\w{100}"), timeout=30_000)
        page.fill("input[type=email]", "reader@mail.example")
        page.click("button")
        assert "mail.example" not in page.content()
        assert wrong == []
        assert [letter.address for letter in box.collect_all()] == ["reader@mail.example"]
