"""Transfers by hand: a reference, a bank's statement, and a ledger that keeps no name of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.letterbox.giving import lines as said
from tamizdat.support import bringing, learning, references, statements, ways
from tamizdat.support.models import Entry, Orphan, Pledge, Stated
from tamizdat.support.opening import Opening
from tamizdat.support.providers.port import Forged, Provider, Unknown
from tamizdat.support.statements import BadStatement, read
from tamizdat.support.terms import BadTerms, Offer, Terms, Till, refuse_telling

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
DETAILS = ("Reader support", "IBAN LV00 BANK 0000 0000 0000 0", "BIC BANKLV00")
TILL = Till(provider="transfer", name="Reader support", key="", details=DETAILS)
TERMS = Terms(offers=(Offer(currency="EUR", least=200, most=100_000, once=(500,)),), tills=(TILL,))
PAYER = "Zanzalimor Invented, LV99 NOBODY"


@pytest.fixture
def known(newsroom: Any) -> dict[str, Provider]:
    return ways.providers(TERMS)


def asked(known: dict[str, Provider], amount: int = 500) -> str:
    """A reader asks for a transfer; returns the reference they are given."""
    opening = Opening(lambda: (TERMS, known), lambda: "https://herald.example", lambda: NOW)
    question = {"kind": "checkout", "language": "en", "amount": amount, "currency": "EUR", "way": "transfer"}
    answer = opening.answer(question | {"rhythm": "once", "variant": ""})
    assert tuple(answer["say"][:-1]) == DETAILS
    return str(answer["say"][-1])


def statement(*rows: tuple[str, str, str]) -> bytes:
    """(day, sum, text)"""
    lines = ["Booking date;Payer;Amount;Currency;Details"]
    lines += [f"{day};{PAYER};{amount};EUR;{text}" for day, amount, text in rows]
    return "\r\n".join(lines).encode("utf-8-sig")


def brings(known: dict[str, Provider], content: bytes, **more: Any) -> bringing.Brought:
    found = bringing.bring(read(content, "EUR"), NOW, **more)
    learning.learn(known["transfer"], found.fresh, datetime.now(UTC))
    return found


def test_a_transfer_with_its_reference_finds_its_pledge(known: dict[str, Provider]) -> None:
    reference = asked(known)
    content = statement(("2026-11-26", "5,00", f"gift {reference} thanks"), ("2026-11-26", "-9,00", "rent"))

    assert brings(known, content) == bringing.Brought([reference], 0, 0)

    pledge = Pledge.objects.get()
    assert (pledge.remote, pledge.state) == (reference, "paid")
    assert [(one.sort, one.amount, str(one.day)) for one in pledge.entries.all()] == [("payment", 500, "2026-11-26")]


def test_a_statement_brought_twice_and_one_that_overlaps(known: dict[str, Provider]) -> None:
    reference = asked(known)
    first = [("2026-11-26", "5.00", reference), ("2026-11-26", "5.00", reference)]
    brings(known, statement(*first))
    brings(known, statement(*first))
    again = brings(known, statement(*first, ("2026-11-27", "5.00", reference)))

    assert (again.fresh, again.known) == ([reference], 2)
    assert Entry.objects.count() == 3


def test_what_carries_no_reference_is_shown_to_a_person_without_its_name(known: dict[str, Provider]) -> None:
    reference = asked(known)
    content = statement(
        ("2026-11-26", "25.00", "for the paper"),
        ("2026-11-26", "30.00", references.new()),  # of nobody
        ("2026-11-26", "40.00", f"{reference} {references.new()}"),  # of two
    )

    assert brings(known, content).orphans == 3
    assert brings(known, content).orphans == 0

    assert not Entry.objects.exists()
    kept = str([list(kind.objects.values()) for kind in (Orphan, Stated, Pledge, Entry)])
    assert "Zanzalimor" not in kept
    assert "NOBODY" not in kept
    assert "25.00" not in kept
    assert "2500 EUR" in kept


def test_a_dry_run_keeps_nothing(known: dict[str, Provider]) -> None:
    reference = asked(known)

    found = bringing.bring(read(statement(("2026-11-26", "5.00", reference)), "EUR"), NOW, dry_run=True)

    assert found.fresh == [reference]
    assert not Stated.objects.exists()


def test_a_sweep_finds_what_a_killed_command_left(known: dict[str, Provider]) -> None:
    reference = asked(known)
    bringing.bring(read(statement(("2026-11-26", "5.00", reference)), "EUR"), NOW)

    learning.sweep(known, lambda: datetime.now(UTC))

    assert Pledge.objects.get().state == "paid"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5", 500),
        ("5.00", 500),
        ("5,5", 550),
        ("1,234.56", 123_456),
        ("1.234,56", 123_456),
        ("1 234,56", 123_456),
        ("1'234.56", 123_456),
        ("1,234", 123_400),
        ("+7.00", 700),
        ("-7.00", -700),
    ],
)
def test_sums_as_banks_write_them(text: str, amount: int) -> None:
    assert statements._amount(text, "EUR", 2) == amount


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"a;b\n1;2\n", "no column of it is the day. Call it 'date'"),
        (b"date;b\n1;2\n", "no column of it is the sum"),
        (b"date;amount\n2026-13-01;5\n", "line 2: its day"),
        (b"date;amount\n2026-11-26;five\n", "line 2: its sum"),
        (b"date;amount\n2026-11-26\n", "line 2 has 1 parts"),
        (b"date;amount;currency\n2026-11-26;5;XXX\n", "line 2 is in a currency"),
        (b"date;amount\n26.11.2026;Zanzalimor\n", "line 2: its sum"),
    ],
)
def test_a_file_that_is_no_statement_is_told_without_what_stands_in_it(content: bytes, why: str) -> None:
    with pytest.raises(BadStatement, match=why) as refused:
        read(content, "EUR")
    assert "Zanzalimor" not in str(refused.value)


def test_days_and_letters_as_banks_write_them() -> None:
    plain = 'Buchungstag,Betrag,"Verwendungszweck"\n26.11.2026,"5,00","für das Blatt"\n'.encode("cp1252")

    (line,) = read(plain, "EUR")

    assert (line.day, line.amount, line.currency, line.reference) == (date(2026, 11, 26), 500, "EUR", "")


@given(st.data())
def test_a_slip_in_a_reference_is_found(data: st.DataObject) -> None:
    reference = references.new()
    plain = reference.replace("-", "")
    at = data.draw(st.integers(0, 7))
    other = data.draw(st.sampled_from([one for one in references.LETTERS if one != plain[at]]))
    slipped = plain[:at] + other + plain[at + 1 :]
    swapped = plain[: at - 1] + plain[at] + plain[at - 1] + plain[at + 1 :] if at else plain

    assert references.found_in(f"x {reference.lower()} y") == [reference]
    assert references.found_in(plain) == [reference]
    assert references.found_in(slipped) == []
    assert references.found_in(swapped) == ([reference] if swapped == plain else [])
    assert references.found_in(f"A{plain}") == []


def test_what_it_cannot_do_it_says(known: dict[str, Provider]) -> None:
    transfer = known["transfer"]
    with pytest.raises(Unknown):
        transfer.fetch("AAAA-AAAA", NOW)
    with pytest.raises(Forged):
        transfer.hints({}, b"", NOW)
    for act in (
        lambda: transfer.cancel("x"),
        lambda: transfer.manage("x", "y"),
        lambda: transfer.refund("x", "y"),
    ):
        with pytest.raises(Unknown):
            act()


def test_details_that_name_the_newsroom(tmp_path: Path) -> None:
    with pytest.raises(BadTerms):
        refuse_telling("Harbour Publishing Ltd", ["The Harbour Herald"])
    for details in (("",), ("x" * 101,), ("x",) * 9):
        with pytest.raises(BadTerms, match="details"):
            Till(provider="transfer", name="Reader support", key="", details=details)
    TERMS.keep(tmp_path)
    assert Terms.of(tmp_path) == TERMS


@pytest.mark.parametrize("answer", [b"", b"{", b"[]", b'{"say": "x"}', b'{"say": ["one"]}', b'{"say": [1, 2]}'])
def test_an_answer_that_says_nothing(answer: bytes) -> None:
    assert said(answer) == ()
    assert said(b'{"say": ["IBAN x", "K7Q2-M4XD"]}') == ("IBAN x", "K7Q2-M4XD")
