"""A sum of one's own: asked at the letterbox, answered by the private side while the reader waits, or not at all."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.letterbox import asking, collecting
from tamizdat.letterbox.asking import AT_ONCE, Asked, Asks, Call
from tamizdat.letterbox.giving import BadGiving, Giving, Question, Way
from tamizdat.letterbox.standing import BadStanding, Standing
from tests.letterbox.post import ADDRESS, COLLECTOR, Box, Running, children, running, said, standing

GIVING = Giving(
    least={"USD": 200, "EUR": 200},
    most={"USD": 100_000, "EUR": 100_000},
    ways=[
        Way(slug="card", name="Card", company="Pay Example", rhythms=["once", "monthly", "yearly"]),
        Way(slug="coin", name="Bitcoin", company="Coin Example", rhythms=["once"]),
    ],
    countries=["RU", "BY"],
)
OFFERED = {"en": GIVING, "ru": GIVING}
FORM = {"own": "7.50", "currency": "EUR", "rhythm": "monthly", "way": "card"}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = Box(tmp_path / "box")
    made.collect(told=standing(giving=OFFERED))
    made.app.asks.listen(0)  # somebody called just now
    return made


def called(box: Running, *answers: tuple[bytes, bytes], seconds: float = 5.0) -> list[Asked]:
    body, signature = Call(ADDRESS, datetime.now(UTC), answers, seconds).signed(COLLECTOR)
    status, answer = box.ask("POST", "/-/asks", body, **{collecting.HEADER: signature})
    assert status == 200, answer
    return asking.unpacked(answer)


@contextmanager
def offering(folder: Path, workers: int = 4) -> Iterator[Running]:
    with running(folder, workers=workers) as box:
        now = datetime.now(UTC) + timedelta(seconds=2)
        box.collect(told=standing(now, giving=OFFERED))
        yield box


class Reader(threading.Thread):
    """Sends the form, and waits for the page."""

    def __init__(self, box: Running, **fields: str) -> None:
        super().__init__()
        self._box, self._form = box, {**FORM, **fields}
        self.status, self.page = 0, ""
        self.start()

    def run(self) -> None:
        body = "&".join(f"{name}={value}" for name, value in self._form.items())
        self.status, page = self._box.ask("POST", "/-/en/give", body.encode())
        self.page = page.decode()


def test_what_is_told_of_giving_is_kept() -> None:
    told = standing(giving=OFFERED)

    assert Standing.from_json(told.as_json()) == told


@pytest.mark.parametrize(
    "wrong",
    [{"least": {}}, {"least": {"XXX": 1}, "most": {"XXX": 2}}, {"most": {"USD": 1}}, {"ways": [{}]}, {"more": 1}],
)
def test_a_strange_offer_is_not_taken(wrong: dict) -> None:
    told = json.loads(standing().as_json())

    with pytest.raises(BadStanding):
        Standing.from_json(json.dumps(told | {"giving": {"en": GIVING.as_data() | wrong}}))


def test_a_reader_is_told_of_the_danger_before_any_way_to_pay(box: Box) -> None:
    for language, words, places in (("en", "Before you give", "Russia, Belarus"), ("ru", "Прежде чем", "Россия")):
        page = box.get(f"/-/{language}/give").body.decode()

        assert places in page
        assert page.index(words) < page.index(places) < page.index('value="card"')


def test_an_ask_is_answered_while_the_reader_waits(tmp_path: Path) -> None:
    with offering(tmp_path) as box:
        called(box, seconds=0)
        reader = Reader(box)
        asked = called(box)
        assert [Question.of(json.loads(one.question)) for one in asked] == [
            Question(language="en", amount=750, currency="EUR", rhythm="monthly", way="card")
        ]
        assert called(box, seconds=0) == []  # nobody else is given it
        called(box, (asked[0].name, b'{"go": "https://pay.example/c/1"}'), seconds=0)
        reader.join()

        assert reader.status == 200
        assert 'href="https://pay.example/c/1"' in reader.page
        assert "Pay Example" in reader.page
        assert box.collect_all() == []  # it was never on disk


def test_when_nobody_listens_the_reader_is_told_at_once(tmp_path: Path) -> None:
    with offering(tmp_path) as box:
        began = time.monotonic()
        reader = Reader(box)
        reader.join()

        assert time.monotonic() - began < asking.PATIENCE
        assert "Nothing was paid" in reader.page
        assert 'href="/en/support.html"' in reader.page


@pytest.mark.parametrize(
    "answer", [b"{}", b"[]", b"\xff", b"{", b'{"go": "javascript:alert(1)"}', b'{"go": "http://pay.example/"}']
)
def test_an_answer_that_leads_nowhere_is_none(tmp_path: Path, answer: bytes) -> None:
    with offering(tmp_path) as box:
        called(box, seconds=0)
        reader = Reader(box)
        asked = called(box)
        called(box, (asked[0].name, answer), seconds=0)
        reader.join()

        assert "Nothing was paid" in reader.page
        assert "pay.example" not in reader.page


def test_more_asks_than_there_is_room_for_are_told_so_and_forms_are_still_taken(tmp_path: Path) -> None:
    with offering(tmp_path, workers=AT_ONCE + 3) as box:
        called(box, seconds=0)
        readers = [Reader(box, own=str(10 + number)) for number in range(AT_ONCE + 4)]
        found: list[Asked] = []
        while len(found) < AT_ONCE:
            found += called(box)
        assert box.post("/-/en/join", email="reader@mail.example") == 200
        called(box, *[(one.name, b'{"go": "https://pay.example/%s"}' % one.name.hex().encode()) for one in found])
        for reader in readers:
            reader.join()

        answered = [reader.page for reader in readers if "https://pay.example/" in reader.page]
        assert len(answered) == len(set(re.findall(r"https://pay\.example/\w+", "".join(answered)))) >= AT_ONCE
        assert all("Nothing was paid" in reader.page for reader in readers if reader.page not in answered)
        assert [one.address for one in box.collect_all()] == ["reader@mail.example"]


def test_what_a_dead_worker_asked_is_given_to_nobody(tmp_path: Path) -> None:
    with offering(tmp_path) as box:
        called(box, seconds=0)
        body = "&".join(f"{name}={value}" for name, value in FORM.items())
        request = f"POST /-/en/give HTTP/1.1\r\nHost: h\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        with socket.create_connection(("127.0.0.1", box.port)) as wire:
            wire.sendall(request.encode())
            time.sleep(0.5)  # until it waits
            for worker in children(box.process.pid):
                os.kill(worker, signal.SIGKILL)
            assert wire.recv(1) == b""

        assert called(box, seconds=0) == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"own": "0"}, "The least is €2"),
        ({"own": "-5"}, "This is not a sum"),
        ({"own": "1.999"}, "with no comma or space"),
        ({"own": "1000000"}, "The most is €1,000"),
        ({"own": "five"}, "This is not a sum"),
        ({"own": ""}, "Say how much"),
        ({"way": "coin"}, "cannot repeat"),
    ],
)
def test_a_slip_is_told_with_what_was_typed(box: Box, fields: dict[str, str], problem: str) -> None:
    response = box.post("/-/en/give", **{**FORM, **fields})

    assert response.status == 422
    assert problem in said(response)
    page = response.body.decode()
    assert f'value="{fields.get("own", "7.50")}"' in page
    assert 'value="EUR" checked' in page
    assert 'value="monthly" checked' in page


def test_a_currency_and_a_way_that_nobody_offers_are_not_asked_for(box: Box) -> None:
    page = box.post("/-/en/give", **{**FORM, "currency": "XXX", "way": "gold", "own": "x"}).body.decode()

    assert "gold" not in page
    assert "XXX" not in page


def test_where_nothing_is_offered_a_reader_is_led_to_the_plain_page(tmp_path: Path) -> None:
    made = Box(tmp_path / "box")
    made.collect()

    for response in (made.get("/-/en/give"), made.post("/-/en/give", **FORM)):
        assert 'href="/en/support.html"' in response.body.decode()


def test_only_the_collector_hears_what_is_asked(tmp_path: Path) -> None:
    with offering(tmp_path) as box:
        now = datetime.now(UTC)
        body, signature = Call(ADDRESS, now).signed(COLLECTOR)
        other = Call("https://other.example", now).signed(COLLECTOR)
        old = Call(ADDRESS, now - timedelta(hours=1)).signed(COLLECTOR)
        wanted = collecting.signed(collecting.Wanted(ADDRESS, now, standing(), []), COLLECTOR)
        for said_, signed in ((body, "AAAA"), (body + b" ", signature), other, old, wanted):
            assert box.ask("POST", "/-/asks", said_, **{collecting.HEADER: signed})[0] == 403


def test_a_question_of_another_shape_is_refused() -> None:
    question = Question(language="en", amount=500, currency="USD", rhythm="once", way="card")
    assert Question.of(json.loads(question.as_bytes())) == question
    for wrong in ({"amount": "5"}, {"amount": True}, {"way": None}, {"who": "me"}):
        with pytest.raises(BadGiving):
            Question.of(json.loads(question.as_bytes()) | wrong)
    assert len(replace(question, variant="x" * 60).as_bytes()) <= asking.QUESTION


def test_a_page_of_giving_is_as_long_as_others(box: Box) -> None:
    assert not len(box.get("/-/ru/give").body) % 4_096


def test_asks_are_nowhere_but_in_memory() -> None:
    asks = Asks()

    assert not asks.are_heard()
    assert asks.ask(b"{}") is None


def test_a_transfer_is_told_on_a_page_of_its_own(tmp_path: Path) -> None:
    with offering(tmp_path) as box:
        called(box, seconds=0)
        reader = Reader(box)
        asked = called(box)
        answer = json.dumps({"say": ["Reader support", "IBAN LV00 <b>", "K7Q2-M4XD"]}).encode()
        called(box, (asked[0].name, answer), seconds=0)
        reader.join()

        assert "Transfer 7.50 EUR" in reader.page
        assert "IBAN LV00 &lt;b&gt;" in reader.page
        assert "K7Q2-M4XD" in reader.page
