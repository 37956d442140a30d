"""How a newsroom's health is told: checks that packages add, and one line for each.

A check looks and says; it mends nothing and asks no other machine.  A check that fails is itself a finding, so that one
broken thing never hides the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tamizdat.saying import say


class State(StrEnum):
    FINE = "fine"
    SOON = "soon"  # somebody should act before it is wrong
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in words for the keeper and in the language that is active."""

    state: State
    says: str  # one line
    mend: str = ""  # what to do; empty when all is fine


Check = Callable[[datetime], Finding]

# In which order a keeper looks, whichever package was imported first; what is not named here comes last.
_FIRST = ("settings", "disk", "clock", "changes", "edition")
ORDER = (*_FIRST, "keys", "mirrors", "newsletter", "support", "backup", "staff", "address", "updates")
_checks: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Add the function to the examination under this name, once."""

    def add(function: Check) -> Check:
        known = _checks.setdefault(name, function)
        if known is not function:
            raise ValueError(f"there is a check named {name!r} already")
        return function

    return add


def examine(now: datetime) -> dict[str, Finding]:
    """Make every check, in the order in which a keeper looks."""
    places = {name: place for place, name in enumerate(ORDER)}
    ordered = sorted(_checks, key=lambda name: places.get(name, len(places)))
    return {name: _made(_checks[name], now) for name in ordered}


def worst(findings: dict[str, Finding]) -> State:
    order = list(State)
    return max((finding.state for finding in findings.values()), key=order.index, default=State.FINE)


def _made(function: Check, now: datetime) -> Finding:
    try:
        return function(now)
    except Exception as error:  # noqa: BLE001  # an edge: what a check meets is what it has to tell
        says = say("This check failed: {name}.", name=type(error).__name__)
        return Finding(State.WRONG, says, say("Report it: a check must not fail."))
