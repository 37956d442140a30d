"""What ways to pay are called, and whose they are."""

from __future__ import annotations

from tamizdat.front.words import words

COMPANIES = {"stripe": "Stripe", "btcpay": "BTCPay Server", "transfer": ""}


def way(slug: str, language: str) -> str:
    """As its readers know it."""
    say = words(language).gettext
    return {
        "stripe": say("Bank card, Apple Pay or Google Pay"),
        "btcpay": say("Bitcoin"),
        "transfer": say("Bank transfer"),
    }[slug]
