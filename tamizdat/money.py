"""Sums of money: what is one, and the one form in which we keep what somebody typed, minor units of a currency."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol, TypeVar

# Minor digits (ISO 4217) of what we take.  Others are refused by name, since providers disagree about their digits.
DIGITS = {
    **dict.fromkeys(("AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "GEL", "ILS", "KZT", "NOK", "NZD"), 2),
    **dict.fromkeys(("PLN", "SEK", "TRY", "UAH", "USD"), 2),
    "JPY": 0,
}
LATER = (1, 3, 6, 9)  # months after which somebody may want to be reminded
LONGEST = 24  # characters
_SUM = re.compile(r"(\d{1,12})(?:[.,](\d*))?")


class NotASum(ValueError):
    """Why it is none, by one of these reasons, for which forms have words."""

    EMPTY, SHAPE, FINE, LITTLE, MUCH = "empty", "shape", "fine", "little", "much"

    @property
    def reason(self) -> str:
        return str(self.args[0])


def typed(text: str, currency: str, least: int, most: int) -> int:
    """Minor units of `currency`: 750 for "7.50", "7,5" and "٧٫٥٠".  `least` and `most` are minor units too.

    Raises NotASum; KeyError for a currency that we do not take.
    """
    digits = DIGITS[currency]
    text = _plain(text)
    if not text:
        raise NotASum(NotASum.EMPTY)
    found = _SUM.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        raise NotASum(NotASum.SHAPE)
    whole, parts = found[1], found[2] or ""
    if len(parts) > digits:
        raise NotASum(NotASum.FINE)  # 1.999 is no sum, and 1,000 may be one or a thousand
    amount = int(whole) * 10**digits + int(parts.ljust(digits, "0") or 0)
    if amount < least:
        raise NotASum(NotASum.LITTLE)
    if amount > most:
        raise NotASum(NotASum.MUCH)
    return amount


def written(amount: int, currency: str) -> str:
    """As `typed` reads it, with a point: "7.50"; "5" for a whole sum."""
    digits = DIGITS[currency]
    whole, rest = divmod(amount, 10**digits)
    return f"{whole}.{rest:0{digits}}" if rest else str(whole)


def _plain(text: str) -> str:
    """Digits of any script as ours; spaces, signs of currencies and marks of direction left out."""
    text = unicodedata.normalize("NFKC", text).replace("٫", ".")
    kept = [letter for letter in text if unicodedata.category(letter) not in ("Zs", "Sc", "Cf", "Cc")]
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in kept)


class Suggested(Protocol):
    """Sums in one currency; `languages` are those whose readers see them, and none means all others."""

    @property
    def currency(self) -> str: ...
    @property
    def languages(self) -> tuple[str, ...]: ...


S = TypeVar("S", bound=Suggested)


def suggested_in(language: str, sums: Iterable[S]) -> tuple[S, ...]:
    """What readers of a language see: in each currency what names it, else what names none."""
    named: dict[str, S] = {}
    general: dict[str, S] = {}
    currencies: dict[str, None] = {}
    for one in sums:
        currencies[one.currency] = None
        if language in one.languages:
            named[one.currency] = one
        elif not one.languages:
            general[one.currency] = one
    return tuple(found for currency in currencies if (found := named.get(currency) or general.get(currency)))
