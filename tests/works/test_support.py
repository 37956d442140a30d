"""From the form to the ledger: letterbox, a call held open, a checkout, a hint, a sweep."""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tamizdat.demo.providers.stripe_books import Books
from tamizdat.demo.providers.stripe_interface import KEY, Interface, signature
from tamizdat.demo.providers.stripe_readers import Card
from tamizdat.newsletter.models import Letterbox
from tamizdat.press.models import Filed
from tamizdat.support import switching
from tamizdat.support.models import Hint, Pledge
from tamizdat.support.terms import Offer, Terms, Till
from tamizdat.works.asks import Calls
from tamizdat.works.letters import Letters
from tamizdat.works.round import make_round
from tamizdat.works.support import SupportRounds, answers
from tests.letterbox.inspector import Inspector
from tests.letterbox.post import Running, children, running
from tests.mirrors.servers import free_port
from tests.newsletter.conftest import PHRASE, lay_keys, office
from tests.outbox.mail import relay

SECRET = "whsec_of_a_test"
OFFER = Offer(currency="USD", least=200, most=100_000, once=(200, 500), monthly=(500,))


@pytest.fixture
def pay() -> Iterator[Interface]:
    with Interface(Books(datetime.now(UTC), frozenset(("RU", "BY")))) as company:
        yield company


@pytest.fixture
def house(whole_newsroom: Any, pay: Interface, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsroom that has been printed, with a newsletter, and an account at the fake Stripe."""
    monkeypatch.setenv("TAMIZDAT_KEYS_PASSPHRASE", PHRASE)
    lay_keys(settings.KEYS)
    office(relay(free_port()))
    make_round(datetime.now(UTC))
    till = Till(provider="stripe", name="Reader support", key=KEY, secret=SECRET, address=pay.address)
    Terms().with_offer(OFFER).with_till(till).keep(settings.KEYS)
    return Path(settings.HOME)


def give(box: Running, **more: str) -> str:
    fields = {"own": "7.50", "currency": "USD", "rhythm": "monthly", "way": "stripe", **more}
    return box.ask("POST", "/-/en/give", urlencode(fields).encode())[1].decode()


def test_a_gift_from_the_form_to_the_ledger(house: Path, pay: Interface, tmp_path: Path) -> None:
    letters, port = Letters(house), free_port()
    with running(tmp_path / "box", collector=letters.ring.collector_name, port=port, workers=6) as box:
        Letterbox.objects.create(address=f"http://127.0.0.1:{port}")
        letters.round(datetime.now(UTC))
        assert "Nothing was paid" in give(box)  # nobody listens yet
        calls = Calls(f"http://127.0.0.1:{port}", letters.ring.collector, answers(), held=0.5)
        calls.start()
        for _ in range(40):
            page = give(box)
            if link := re.search(rf'href="{pay.address}/pay/(\w+)"', page):
                break
            time.sleep(0.1)
        calls.stop()
        assert link
        assert Pledge.objects.filter(remote=link[1], state="opened", amount=750).exists()

        assert pay.books.pay(link[1], Card())
        event = json.dumps(next(one for one in pay.books.events if one["type"] == "invoice.paid")).encode()
        signed = {"Stripe-Signature": signature(event, SECRET, int(time.time()))}
        assert box.ask("POST", "/-/hint/stripe", event, **signed)[0] == 200
        assert letters.round(datetime.now(UTC)).collected.letters == 1
        assert Hint.objects.filter(done=False).count() == 1
        SupportRounds(house).turn()

    pledge = Pledge.objects.get(remote=link[1])
    assert (pledge.state, sum(pledge.entries.values_list("amount", flat=True))) == ("active", 698)
    assert not Hint.objects.filter(done=False).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root reads the memory of others")
def test_the_inspector_finds_sums_and_days_and_nobody(house: Path, pay: Interface, tmp_path: Path) -> None:
    """Over the letterbox's disk and memory, and all that lies on the ledger's host."""
    holder, email = f"Canary {secrets.token_hex(6)}", f"canary{secrets.token_hex(6)}@mail.example"
    letters, port = Letters(house), free_port()
    with running(tmp_path / "box", collector=letters.ring.collector_name, port=port, seconds=2) as box:
        Letterbox.objects.create(address=f"http://127.0.0.1:{port}")
        letters.round(datetime.now(UTC))
        give(box, own=f"not a sum {holder}")  # what was typed in error is nowhere kept
        for rhythm, card in (("once", {}), ("monthly", {}), ("once", {"declines": True}), ("once", {"country": "RU"})):
            question = {"kind": "checkout", "language": "en", "amount": 500, "currency": "USD", "way": "stripe"}
            answers()["checkout"](question | {"rhythm": rhythm, "variant": ""})
            newest = Pledge.objects.latest("id").remote
            pay.books.pay(newest, Card(holder=holder, email=email, **card))
        pay.books.dispute(pay.books.listed("charge", paid=True)[0]["id"])
        for event in pay.books.events:
            content = json.dumps(event).encode()
            signed = {"Stripe-Signature": signature(content, SECRET, int(time.time()))}
            assert box.ask("POST", "/-/hint/stripe", content, **signed)[0] == 200
            assert box.ask("POST", "/-/hint/stripe", content, **{"Stripe-Signature": "t=1,v1=x"})[0] == 400
        letters.round(datetime.now(UTC))
        SupportRounds(house).turn()
        time.sleep(5)  # a worker's life, twice
        inspector = Inspector([holder, email])
        processes = {box.process.pid, *children(box.process.pid)}
        found = []
        for process in processes:
            with suppress(FileNotFoundError, ProcessLookupError):  # a worker whose life has ended since
                found += inspector.in_memory(process)
        found += inspector.in_files(tmp_path / "box")
        assert inspector.finds(json.dumps(pay.books.events).encode())  # it would be found
        keys = set(re.findall(r"[\w+/=-]{8,}", (tmp_path / "box/standing.json").read_text())) | {SECRET}

    assert found == []
    assert Inspector([holder, email, KEY]).in_files(tmp_path / "box") == []
    assert inspector.in_files(house) == []
    assert Pledge.objects.filter(state__in=("paid", "active")).count() == 2
    assert SECRET in keys
    for key in keys:
        assert pay.answer("GET", "/v1/charges", {}, key, "")[0] == 401


def test_the_paper_is_told_and_told_again_when_something_lapses(house: Path) -> None:
    SupportRounds(house).turn()
    make_round(datetime.now(UTC))
    assert json.loads(Filed.objects.get(name="support:support").body)["ways"][0]["languages"] == ["en"]

    switching.switch("stripe", off=True, why="", by="keeper", now=datetime.now(UTC))
    SupportRounds(house).turn()
    make_round(datetime.now(UTC))

    assert json.loads(Filed.objects.get(name="support:support").body)["ways"][0]["languages"] == []


def test_trouble_is_told_once_and_the_next_round_is_made(
    house: Path, pay: Interface, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = SupportRounds(house)
    pay.chaos.is_down = True
    for _ in range(2):
        rounds._swept = None
        rounds.turn()

    assert [record.message for record in caplog.records if "Stripe" in record.message] == [
        "Stripe does not answer as it should (APIError)."
    ]
    (settings.KEYS / "support/terms.json").write_text("{")
    rounds.turn()
    assert "cannot be read" in caplog.records[-1].message
    assert answers()["checkout"]({"kind": "checkout"}) == {}
