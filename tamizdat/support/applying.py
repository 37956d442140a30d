"""Bring one pledge to what its provider says of it.  A pure function: no clock, no database, no network.

Hints may be lost, doubled, late and out of order, and two may be worked on at once: none of it matters, since whatever
sets this off, the whole truth is asked for, entries are a set, and an older answer never undoes a newer one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tamizdat.support.truth import Movement, Snapshot, State

# Where a pledge may go from each state, by whatever way: what lies between may never have been heard of.  Anything else
# is a provider that contradicts itself: a person is told, and nothing is changed.
_BEGINNING = frozenset({State.PENDING, State.FAILED, State.REFUSED, State.ABANDONED})
_GOING = frozenset({State.ACTIVE, State.PAST_DUE, State.ENDING})
ONCE: dict[State, frozenset[State]] = {
    State.OPENED: _BEGINNING | {State.PAID},
    State.PENDING: _BEGINNING | {State.PAID},
    State.FAILED: _BEGINNING | {State.PAID},  # another card
    State.REFUSED: _BEGINNING | {State.PAID},
    State.ABANDONED: _BEGINNING | {State.PAID},  # coins that come late
    State.PAID: frozenset(),
}
REPEATED: dict[State, frozenset[State]] = {
    State.OPENED: _BEGINNING | _GOING | {State.ENDED},
    State.PENDING: _BEGINNING | _GOING | {State.ENDED},
    State.FAILED: _BEGINNING | _GOING | {State.ENDED},
    State.REFUSED: _BEGINNING | _GOING | {State.ENDED},
    State.ABANDONED: frozenset(),
    State.ACTIVE: _GOING | {State.ENDED},
    State.PAST_DUE: _GOING | {State.ENDED},
    State.ENDING: _GOING | {State.ENDED},
    State.ENDED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the ledger holds of one pledge."""

    repeats: bool
    state: State
    amount: int
    currency: str
    renews: date | None = None
    subscription: str = ""
    asked: datetime | None = None  # when that was asked from which this is known
    entries: frozenset[str] = frozenset()  # names of its movements


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What the ledger writes down.  Empty ones change nothing."""

    state: State | None = None
    amount: int | None = None
    renews: date | None = None
    subscription: str | None = None
    entries: tuple[Movement, ...] = ()
    asked: datetime | None = None
    doubt: str = ""  # what a person must look at


def apply(known: Known, snapshot: Snapshot) -> Changes:
    """What this snapshot changes."""
    fresh = tuple(one for one in snapshot.movements if one.remote not in known.entries)
    if known.asked is not None and snapshot.asked <= known.asked:
        return Changes(entries=fresh)  # money that moved has moved, whenever we heard of it
    if snapshot.currency != known.currency:
        doubt = f"it was opened in {known.currency} and is in {snapshot.currency} there"
        return Changes(entries=fresh, asked=snapshot.asked, doubt=doubt)
    allowed = (REPEATED if known.repeats else ONCE).get(known.state, frozenset())
    if snapshot.state != known.state and snapshot.state not in allowed:
        doubt = f"it is {known.state} here and {snapshot.state} there"
        return Changes(entries=fresh, asked=snapshot.asked, doubt=doubt)
    return Changes(
        state=snapshot.state if snapshot.state != known.state else None,
        amount=snapshot.amount if snapshot.amount != known.amount else None,
        renews=snapshot.renews,
        subscription=snapshot.subscription or known.subscription,
        entries=fresh,
        asked=snapshot.asked,
    )
