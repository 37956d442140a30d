"""A letterbox's asks, and the private side that answers them over a call it holds open."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tamizdat.letterbox import collecting
from tamizdat.newsletter.models import Letterbox
from tamizdat.works.asks import AskRounds, Calls
from tests.letterbox.post import COLLECTOR, Running, running, standing
from tests.letterbox.test_giving import OFFERED, Reader
from tests.newsletter.conftest import home  # noqa: F401  # a fixture


def checkout(question: dict[str, Any]) -> dict[str, Any]:
    return {"go": f"https://pay.example/{question['amount']}/{question['rhythm']}"}


@contextmanager
def answering(box: Running, **answers: Any) -> Iterator[None]:
    calls = Calls(f"http://127.0.0.1:{box.port}", COLLECTOR, answers, held=0.5)
    calls.start()
    try:
        yield
    finally:
        calls.stop()


def until(page: str, box: Running, **fields: str) -> str:
    """Sends the form until its page says this: the first call may be on its way."""
    for _ in range(50):
        reader = Reader(box, **fields)
        reader.join()
        if page in reader.page:
            return reader.page
        time.sleep(0.1)
    return reader.page


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Running]:
    """One that goes by the address it listens at."""
    name = b64encode(COLLECTOR.public_key().public_bytes_raw()).decode()
    with running(tmp_path / "box", workers=8, collector=name) as made:
        address, now = f"http://127.0.0.1:{made.port}", datetime.now(UTC)
        wanted = collecting.Wanted(address, now, standing(now, giving=OFFERED), [])
        body, signature = collecting.signed(wanted, COLLECTOR)
        assert made.ask("POST", "/-/collect", body, **{collecting.HEADER: signature})[0] == 200
        yield made


def test_a_question_is_answered_by_who_knows_its_kind(box: Running) -> None:
    with answering(box, checkout=checkout):
        assert "https://pay.example/750/monthly" in until("https://", box)
        readers = [Reader(box, own=str(10 + number)) for number in range(5)]
        for reader in readers:
            reader.join()

        for number, reader in enumerate(readers):
            wanted = f"https://pay.example/{1000 + number * 100}/"
            assert "https://" not in reader.page or wanted in reader.page  # never somebody else's answer
            # On a busy machine one may have waited too long, and is led to the plain page: they try again.
            assert wanted in reader.page or wanted in until(wanted, box, own=str(10 + number))


def test_a_question_that_nobody_answers_ends_in_the_plain_page(box: Running) -> None:

    def broken(question: dict[str, Any]) -> dict[str, Any]:
        raise KeyError("way")

    for answers in ({}, {"checkout": broken}, {"checkout": lambda question: {"go": "x" * 5_000}}):
        with answering(box, **answers):
            time.sleep(0.7)
            reader = Reader(box)
            reader.join()
            assert "Nothing was paid" in reader.page


@pytest.mark.usefixtures("home")
def test_each_letterbox_is_called_and_one_that_is_removed_no_more() -> None:
    rounds = AskRounds({})
    box = Letterbox.objects.create(address="http://127.0.0.1:9")

    rounds.turn()
    calls = rounds.calls["http://127.0.0.1:9"]
    assert calls.at_work()
    box.delete()
    rounds.turn()

    assert rounds.calls == {}
    calls.stop()
    assert not calls.at_work()
