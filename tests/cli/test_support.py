"""`tamizdat support` as people use it, and what it answers to what cannot be."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tamizdat.cli import support
from tamizdat.cli.refusal import Refusal
from tamizdat.demo.providers.stripe_books import Books
from tamizdat.demo.providers.stripe_interface import KEY, Interface
from tamizdat.demo.providers.stripe_readers import Card
from tamizdat.press.models import Change, Filed
from tamizdat.support import switching
from tamizdat.support.models import Entry, Orphan, Pledge
from tamizdat.support.terms import BadTerms, Terms, Till
from tests.newsletter.conftest import home  # noqa: F401  # a fixture

DAY = (datetime.now(UTC) + timedelta(days=30)).date()


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: F811
    """Runs the command in this process, and gives what it printed."""
    monkeypatch.setattr(support, "open_newsroom", lambda: None)
    parser = ArgumentParser()
    support.add_arguments(parser)

    def act(*words: str) -> str:
        capsys.readouterr()
        support.run(parser.parse_args(words))
        return capsys.readouterr().out

    return act


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_text("rk_test_123\n")
    return file


def waiting() -> str:
    return Change.objects.filter(name="support:support").values_list("body", flat=True).last() or ""


def test_from_nothing_to_a_page(run: Any, key: Path) -> None:
    assert "nothing yet" in run("status")
    run("offer", "usd", "--once", "5,10", "--monthly", "5,7.50")
    run("stripe", "Reader support", "--key-file", str(key))

    assert "stripe  on  (Reader support)" in run("status")
    assert json.loads(waiting())["sums"][0]["monthly"] == [500, 750]
    assert "rk_test_123" not in waiting() + run("status") + run("status", "--json")
    run("offer", "USD")
    assert waiting() == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("offer", "XXX", "--once", "5"), "no currency that we take"),
        (("offer", "USD", "--once", "five"), "are no sums in USD; write 5,10,25"),
        (("offer", "USD", "--once", "1"), "less than the least"),
        (("stripe", "Harbour fund", "--key-file", "KEY"), "Use a neutral name"),
        (("stripe", "Reader support", "--key-file", "/nowhere"), "cannot be read"),
        (("stripe", "Reader support"), "Name a file with --key-file"),
        (("off", "gold"), "there is no way to pay gold"),
        (("sign", "stripe", "ru", "--until", str(DAY)), "there is no way to pay stripe"),
        (("attest", "gold"), "there is no way to pay gold"),
        (("statement", "/nowhere"), "there is no way to pay transfer"),
        (("transfer", "Reader support", "Harbour Bank"), "Use a neutral name"),
        (("btcpay", "pay.example", "store"), "is no server's address"),
        (("stripe", "Reader support", "--key-file", "KEY", "--manage", "here"), "is no page where readers change"),
        (("settle", "7"), "there is no open payment 7"),
        (("refund", "ch_7"), "the ledger has no payment ch_7"),
        (("seen", "7"), "there is no open alarm 7"),
        (("risk", "--countries", "Russia"), "is no country; write it as RU"),
        (("risk", "--languages", "Russian"), "is no language; write it as ru"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(run: Any, key: Path, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        run(*[str(key) if word == "KEY" else word for word in words])
    assert Terms.of(settings.KEYS) is None


@pytest.mark.parametrize(("content", "said"), [("sk_live_1", "may do anything"), ("pk_1", "no restricted key")])
def test_a_key_that_may_too_much(run: Any, key: Path, content: str, said: str) -> None:
    key.write_text(content)

    with pytest.raises(Refusal, match=said):
        run("stripe", "Reader support", "--key-file", str(key))


def test_off_on_and_signed_for(run: Any, key: Path) -> None:
    run("offer", "USD", "--once", "5")
    run("stripe", "Reader support", "--key-file", str(key))
    assert json.loads(waiting())["ways"][0]["languages"] == ["en"]
    run("sign", "stripe", "ru", "--until", str(DAY))
    assert json.loads(waiting())["ways"][0]["languages"] == ["en", "ru"]
    run("off", "stripe", "--why", "many tries")
    assert json.loads(waiting())["ways"][0]["languages"] == []
    switching.alarm("stripe", "cs_1", datetime.now(UTC))
    status = json.loads(run("status", "--json"))
    with pytest.raises(Refusal, match="nobody has looked at"):
        run("on", "stripe")
    run("seen", str(status["alarms"][0]["number"]))
    run("on", "stripe")
    assert "signed by" in run("status")
    run("risk", "--languages", "")
    assert "no language" in run("risk")


def test_a_statement_is_brought(run: Any, tmp_path: Path) -> None:
    run("offer", "EUR", "--once", "5")
    run("transfer", "Reader support", "IBAN LV00")
    file = tmp_path / "november.csv"
    file.write_text("date,amount,text\n2026-11-26,5.00,for the paper\n")
    assert json.loads(run("statement", str(file), "--dry-run", "--json"))["orphans"] == 1
    assert "with no reference of ours" not in run("status")
    assert "1 that nobody can place" in run("statement", str(file))
    assert "with no reference of ours" in run("status")
    run("settle", str(Orphan.objects.get().pk))
    assert "with no reference of ours" not in run("status")
    file.write_text("a,b\n")
    with pytest.raises(Refusal, match="no column of it is the day"):
        run("statement", str(file))
    run("attest", "transfer")


def test_a_gift_is_swept_and_printed_for_the_accountant(run: Any, key: Path) -> None:
    run("offer", "USD", "--once", "5")
    run("stripe", "Reader support", "--key-file", str(key))
    with Interface(Books(datetime.now(UTC), frozenset(("RU", "BY")))) as pay:
        till = Till(provider="stripe", name="Reader support", key=KEY, address=pay.address)
        (Terms.of(settings.KEYS) or Terms()).with_till(till).keep(settings.KEYS)
        assert json.loads(run("links", "--json"))["made"] == 1
        assert "0 links made, 1 in all" in run("links")
        pay.books.pay(pay.opened_by(next(iter(pay.books.listed("payment_link")))["id"]), Card())
        assert json.loads(run("sweep", "--json"))["changed"] == 1
        assert "0 changed" in run("sweep")
        (movement,) = Entry.objects.filter(sort="payment").values_list("remote", flat=True)
        assert "would give back 5 USD" in run("refund", movement, "--dry-run")
        assert not pay.books.listed("refund")
        assert "5 USD of" in run("refund", movement)
        run("refund", movement)  # made again
        assert len(pay.books.listed("refund")) == 1
        pay.chaos.is_down = True
        with pytest.raises(Refusal, match="does not answer as it should"):
            run("sweep")

    rows = list(csv.DictReader(run("ledger").splitlines()))
    assert [(row["kind"], row["amount"], row["currency"]) for row in rows] == [
        ("payment", "5", "USD"),
        ("fee", "-0.44", "USD"),
        ("refund", "-5", "USD"),
    ]
    assert run("ledger", "--to", "2020-01-01").splitlines() == ["day,provider,kind,amount,currency,movement"]
    assert "1 gifts         -0.44 USD" in run("report")
    assert json.loads(run("report", "--json"))["months"][0]["left"] == -44
    assert "1 paid" in run("status")
    assert Pledge.objects.get().state == "paid"
    assert Filed.objects.exists()


def test_readers_of_a_language_are_suggested_other_sums(run: Any, key: Path) -> None:
    run("offer", "usd", "--once", "5,10")
    run("stripe", "Reader support", "--key-file", str(key))
    run("offer", "usd", "--once", "2,3", "--languages", "ru", "--least", "1")
    run("offer", "eur", "--once", "5", "--languages", "en")
    terms = Terms.of(settings.KEYS)
    assert terms
    assert [(one.currency, one.once) for one in terms.offered_in("ru")] == [("USD", (200, 300))]
    assert [(one.currency, one.once) for one in terms.offered_in("en")] == [("USD", (500, 1000)), ("EUR", (500,))]

    run("offer", "usd", "--languages", "ru")

    terms = Terms.of(settings.KEYS)
    assert terms
    assert [(one.currency, one.once) for one in terms.offered_in("ru")] == [("USD", (500, 1000))]
    with pytest.raises((Refusal, ValueError, BadTerms)):
        run("offer", "usd", "--once", "5", "--languages", "Russian!")
