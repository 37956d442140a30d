"""The demo's payment company, on this machine: nobody pays, and every gift arrives in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from tamizdat.demo.providers.stripe_books import Books
from tamizdat.demo.providers.stripe_interface import KEY, Interface
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
EUR = Offer(
    currency="EUR",
    least=200,
    most=500_000,
    once=(200, 500, 1_000, 2_500),
    monthly=(200, 500, 1_000, 2_500),
    yearly=(2_500, 5_000, 10_000),
)


def keep_terms(port: int) -> Terms:
    """The demo's, with its payment company at port + 5."""
    address = f"http://localhost:{port + 5}"
    terms = Terms.of(settings.KEYS) or Terms().with_offer(USD).with_offer(EUR)
    if all(till.address != address for till in terms.tills):
        terms = terms.without_till("stripe")
        terms = terms.with_till(Till(provider="stripe", name="Reader support", key=KEY, address=address))
    terms.keep(settings.KEYS)
    return terms


def begin_support(home: Path, port: int, languages: Iterable[str]) -> None:
    """So that the first edition says how to support the paper.  Raises PortTaken."""
    with open_till(home, port) as terms:
        announce(terms, languages, datetime.now(UTC))


@contextmanager
def open_till(home: Path, port: int) -> Iterator[Terms]:
    """The payment company, until the demo ends.  Raises PortTaken."""
    terms = keep_terms(port)
    listening(LOOPBACK, port + 5).close()  # or say that it is taken
    file, blocked = home / "payment-company.json", frozenset(terms.countries)
    books = Books.from_json(file.read_text(), blocked) if file.exists() else Books(datetime.now(UTC), blocked)
    with Interface(books, port + 5, clock=lambda: datetime.now(UTC), file=file):
        linked = ways.link_up(terms, ways.providers(terms))
        linked.keep(settings.KEYS)
        yield linked
