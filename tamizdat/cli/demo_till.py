"""The demo's payment company, on this machine: nobody pays, and every gift arrives in the ledger."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from tamizdat.demo.providers import btcpay
from tamizdat.demo.providers.stripe_books import Books
from tamizdat.demo.providers.stripe_interface import KEY, Interface
from tamizdat.demo.providers.stripe_readers import Mail
from tamizdat.support import ways
from tamizdat.support.terms import Offer, Terms, Till
from tamizdat.works.serving import LOOPBACK, listening
from tamizdat.works.support import announce

USD = Offer(
    currency="USD",
    least=200,
    most=500_000,
    once=(200, 500, 1_000, 2_500),
    monthly=(200, 500, 1_000, 2_500),
    yearly=(2_500, 5_000, 10_000),
)
COMPANY = "payments@company.example"
COINS = Till(provider="btcpay", name="Reader support", key=btcpay.KEY, account=btcpay.STORE)
BANK = Till(
    provider="transfer",
    name="Reader support",
    key="",
    details=("Reader support", "IBAN ZZ00 0000 0000 0000 (of no bank: this is a demo)"),
)
EUR = Offer(
    currency="EUR",
    least=200,
    most=500_000,
    once=(200, 500, 1_000, 2_500),
    monthly=(200, 500, 1_000, 2_500),
    yearly=(2_500, 5_000, 10_000),
)


def begin_support(home: Path, port: int, languages: Iterable[str]) -> None:
    """So that the first edition says how to support the paper, with links to what will be at port + 5."""
    with _company(home, port, listens=0) as company:
        announce(_linked(company, port), languages, datetime.now(UTC))


@contextmanager
def open_till(home: Path, port: int) -> Iterator[None]:
    """The payment company on port + 5 and the coin server on the next one, until the demo ends.  Raises PortTaken."""
    for other in (port + 5, port + 6):
        listening(LOOPBACK, other).close()  # or say that it is taken
    with _company(home, port, listens=port + 5) as company, _coins(home, port):
        _linked(company, port)
        yield


@contextmanager
def _coins(home: Path, port: int) -> Iterator[None]:
    """A coin server on port + 6."""
    file = home / "coin-server.json"
    books = btcpay.Books.from_json(file.read_text()) if file.exists() else btcpay.Books(datetime.now(UTC))
    with btcpay.Interface(books, port + 6, clock=lambda: datetime.now(UTC), file=file):
        yield


@contextmanager
def _company(home: Path, port: int, listens: int) -> Iterator[Interface]:
    file, blocked = home / "payment-company.json", frozenset((Terms.of(settings.KEYS) or Terms()).countries)
    books = Books.from_json(file.read_text(), blocked) if file.exists() else Books(datetime.now(UTC), blocked)
    now, address = lambda: datetime.now(UTC), _address(port)
    with Interface(books, listens, clock=now, file=file, address=address) as company:
        if listens:
            books.posted = lambda mail: _post(mail, company, port + 4)
        yield company


def _post(mail: Mail, company: Interface, port: int) -> None:
    """Into the demo's mailbox, which is at this port."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = COMPANY, mail.to, mail.subject
    message.set_content(f"{mail.text}\n" + (f"\n{company.portal(mail.token)}\n" if mail.token else ""))
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as post:
        post.send_message(message)


def _linked(company: Interface, port: int) -> Terms:
    """The demo's terms, with a link at the company for each sum; those of another port are made anew."""
    terms = Terms.of(settings.KEYS) or Terms().with_offer(USD).with_offer(EUR)
    till = Till(provider="stripe", name="Reader support", key=KEY, address=company.here)
    if any(not one.address.startswith(_address(port)) for one in terms.links):
        terms = terms.without_till("stripe")
    coins = f"http://localhost:{port + 6}"
    terms = terms.with_till(till).with_till(replace(COINS, address=coins)).with_till(BANK)
    terms = ways.link_up(terms, ways.providers(terms))
    terms = terms.with_till(replace(till, address=_address(port), manage=f"{_address(port)}/portal"))
    terms.keep(settings.KEYS)
    return terms


def _address(port: int) -> str:
    return f"http://localhost:{port + 5}"
