"""Readers of the fake Stripe: the card they pay with, and what they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tamizdat.money import written


@dataclass
class Card:
    """What a reader pays with."""

    country: str = "DE"
    declines: bool = False  # its bank says no
    slow: bool = False  # a debit that is known after days only
    good_for: int = 10_000  # payments, before its bank says no
    holder: str = "An Invented Reader"  # Stripe knows them; the newsroom's ledger never does
    email: str = "reader@mail.example"


@dataclass(frozen=True)
class Mail:
    """What a reader is written by Stripe, not by the newsroom."""

    to: str
    subject: str
    text: str
    token: str = ""  # of the page where the gift is changed, when it leads there


def sum_of(thing: dict[str, Any]) -> str:
    return f"{written(thing['amount'], thing['currency'].upper())} {thing['currency'].upper()}"


def price_of(subscription: dict[str, Any]) -> str:
    amount = subscription["items"]["data"][0]["price"]["unit_amount"]
    return sum_of({"amount": amount, "currency": subscription["currency"]})
