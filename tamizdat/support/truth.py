"""What a provider says of one pledge, in our words: the only thing that changes a ledger.

Plain values, made by a provider's module and read by `applying`.  Nothing here names a person, so that nothing can be
kept that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """What became of a promise.  Money is never one of these: what was paid back stays paid."""

    OPENED = "opened"  # a checkout that nobody has gone through yet
    PENDING = "pending"  # done by the reader, not yet by the bank
    PAID = "paid"  # once, and done
    ACTIVE = "active"  # every month or year
    PAST_DUE = "past_due"  # a renewal was refused, and is tried again
    ENDING = "ending"  # to the end of what is paid, and no more
    ENDED = "ended"
    ABANDONED = "abandoned"  # nobody went through it in time
    FAILED = "failed"  # the bank would not pay
    REFUSED = "refused"  # we would not take it: a card of a country at risk


LIVE = frozenset({State.OPENED, State.PENDING, State.ACTIVE, State.PAST_DUE, State.ENDING})  # may change by themselves


class Sort(StrEnum):
    """Of an entry.  Its sign: what comes to us is positive."""

    PAYMENT = "payment"
    FEE = "fee"
    REFUND = "refund"
    DISPUTE = "dispute"
    PAYOUT = "payout"


class Reached(StrEnum):
    """How far a card of a country at risk came."""

    NOT = ""  # there was none
    STOPPED = "stopped"  # before its bank was asked
    BANK = "bank"  # its bank was asked, and has it on record: an alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of money, as the provider booked it."""

    remote: str  # the provider's name for it; two movements never share one
    sort: Sort
    amount: int  # minor units, signed
    currency: str
    day: date


@dataclass(frozen=True, slots=True)
class Origin:
    """What we gave a checkout to carry when it was opened."""

    rhythm: str
    language: str
    variant: str

    @classmethod
    def of(cls, carried: Mapping[str, Any] | None) -> Origin | None:
        """None for a checkout that is not of our making."""
        if not carried or "rhythm" not in carried:
            return None
        return cls(*(str(carried.get(name, "")) for name in ("rhythm", "language", "variant")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that a provider says of one pledge, at one moment."""

    asked: datetime  # when we began to ask: what it says is not older
    state: State
    amount: int  # of one payment, minor units
    currency: str
    origin: Origin | None = None  # None: it is not of our making
    renews: date | None = None
    subscription: str = ""  # the provider's name for what repeats
    movements: tuple[Movement, ...] = field(default=())
    reached: Reached = Reached.NOT
