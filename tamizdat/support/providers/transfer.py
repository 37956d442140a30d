"""Transfers by hand: an account's details, a reference, and a bank's statement that a person brings.

Nobody is asked over a network.  What came is what statements say, which the ledger's host keeps without the names in
them.  A bank knows its customer and the country he is in, and we do not: nothing is refused (`no`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from tamizdat.money import DIGITS
from tamizdat.support import references
from tamizdat.support.providers.port import Can, Forged, Noted, Opened, Refuses, Unknown, Wanted
from tamizdat.support.truth import Movement, Snapshot, State

Lines = Callable[[str], Sequence[Movement]]  # what statements said of a reference
Asked = Callable[[str], tuple[int, str] | None]  # (sum, currency) that was asked for with it


class Transfer:
    """An account at a bank."""

    slug = "transfer"
    can = Can(
        rhythms=("once",),
        currencies=tuple(DIGITS),
        refuses=Refuses.NO,
        refunds=False,
        questions=1,
        manages=False,
    )

    def __init__(
        self, details: Sequence[str], lines: Lines, asked: Asked, since: Callable[[datetime], list[str]]
    ) -> None:
        """`details` are what a reader must know; `since` gives references that statements named since a moment."""
        self._details, self._lines, self._asked, self._since = tuple(details), lines, asked, since

    def open(self, wanted: Wanted) -> Opened:
        reference = references.new()
        return Opened(reference, "", (*self._details, reference))

    def hints(self, headers: Mapping[str, str], body: bytes, now: datetime) -> list[Noted]:
        raise Forged("a bank sends none.")

    def fetch(self, name: str, now: datetime) -> dict[str, Snapshot]:
        asked, lines = self._asked(name), tuple(self._lines(name))
        if asked is None:
            raise Unknown("nobody was given this reference.")
        amount, currency = asked
        state = State.PAID if any(one.currency == currency for one in lines) else State.OPENED
        return {name: Snapshot(asked=now, state=state, amount=amount, currency=currency, movements=lines)}

    def changes(self, since: datetime) -> Iterator[str]:
        yield from self._since(since)

    def cancel(self, subscription: str) -> None:
        raise Unknown("nothing repeats here.")

    def manage(self, subscription: str, back: str) -> str:
        raise Unknown("nothing repeats here.")

    def refund(self, movement: str, key: str) -> None:
        raise Unknown("transfers are given back by hand, at the bank.")
