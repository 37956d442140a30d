"""What every provider must be able to do.  Rendering, mail, limits and policy stay outside.

To add one: a module here with a class of these members, a line in `known.py`, a fake of it in `demo/` that keeps books
of its own, and its name in the tests of providers, which are the same for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tamizdat.support.truth import Snapshot


class Refuses(StrEnum):
    """How well a provider keeps cards of countries at risk away from their banks."""

    BEFORE = "before"  # we see the card's country before the bank is asked
    RULE = "rule"  # it promises to, by a rule that we cannot see
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Can:
    """What a provider offers."""

    rhythms: tuple[str, ...]
    currencies: tuple[str, ...]
    refuses: Refuses
    refunds: bool
    questions: int  # requests at most that one fetch takes
    manages: bool  # has a page where a reader changes card and sum, or ends it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader wants to give."""

    amount: int  # minor units
    currency: str
    rhythm: str
    language: str
    variant: str
    back: str  # address of the page of thanks
    away: str  # address to return to when nothing is paid
    key: str  # the same for a request that is made again


@dataclass(frozen=True, slots=True)
class Opened:
    remote: str  # the provider's name for the checkout
    go: str  # address that the reader goes to; empty where there is none
    lines: tuple[str, ...] = ()  # what a reader must know who goes nowhere; the last is the reference


@dataclass(frozen=True, slots=True)
class Noted:
    """What is kept of a hint."""

    event: str
    object: str


class Trouble(Exception):
    """The provider does not answer, or not as it should: one line, with nothing of a person in it."""


class Unknown(Exception):
    """The provider has no such thing."""


class Forged(Exception):
    """A hint that the provider did not sign, or one that is too old."""


class Provider(Protocol):
    slug: str
    can: Can

    def open(self, wanted: Wanted) -> Opened:
        """Open a checkout.  Raises Trouble."""

    def hints(self, headers: Mapping[str, str], body: bytes, now: datetime) -> list[Noted]:
        """What a message of the provider's points at.  Raises Forged."""

    def fetch(self, name: str, now: datetime) -> dict[str, Snapshot]:
        """Everything about a checkout, or about those that an object of a hint belongs to, by their names.

        Raises Trouble, Unknown.
        """

    def changes(self, since: datetime) -> Iterator[str]:
        """Checkouts for which something moved since; may give too many, never too few.  Raises Trouble."""

    def cancel(self, subscription: str) -> None:
        """No more payments.  Raises Trouble, Unknown."""

    def manage(self, subscription: str, back: str) -> str:
        """Address of the page where its reader changes it.  Raises Trouble, Unknown."""

    def refund(self, movement: str, key: str) -> None:
        """Give a payment back, once however often it is asked; a person has decided so.  Raises Trouble, Unknown."""
