"""A wish to give, as a form says it and the private side is asked it: how much, how often, by which way.

It names nobody.  Whether it is a sum at all is seen here, so that a slip of the pen is told at once and with what was
typed; whoever opens the checkout looks again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tamizdat.letterbox.forms import Request
from tamizdat.money import DIGITS, typed

KIND = "checkout"
RHYTHMS = ("once", "monthly", "yearly")
MOST_NAMED = 60  # characters of a variant
MOST_LINES, LONGEST_LINE = 12, 120
HERE = ("localhost", "127.0.0.1")  # a demo's provider


class BadGiving(ValueError):
    """What no collector of ours has told, or no form of ours sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to pay that needs an answer."""

    slug: str
    name: str  # as readers know it: "Card"
    company: str  # to whom the reader goes
    rhythms: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What readers of one language are offered."""

    least: dict[str, int]  # minor units, by currency, the first currency first
    most: dict[str, int]
    ways: list[Way]
    countries: list[str]  # at risk (ISO 3166): readers are told before any way to pay

    @classmethod
    def of(cls, given: dict[str, Any]) -> Giving:
        """Raises BadGiving."""
        try:
            found = cls(**{**given, "ways": [Way(**one) for one in given["ways"]]})
        except (TypeError, KeyError) as error:
            raise BadGiving(f"it is not in the form we know ({error}).") from error
        sums = [found.least, found.most]
        if not found.least or any(set(one) != set(found.least) or not set(one) <= set(DIGITS) for one in sums):
            raise BadGiving("it names no currency, or one that we do not know.")
        if any(not set(way.rhythms) <= set(RHYTHMS) for way in found.ways):
            raise BadGiving("it names a rhythm that we do not know.")
        return found

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the private side is asked."""

    language: str
    amount: int  # minor units
    currency: str
    rhythm: str
    way: str
    variant: str = ""  # of the appeal that led here; of a link, never of a person

    def as_bytes(self) -> bytes:
        return json.dumps({"kind": KIND} | asdict(self), ensure_ascii=False).encode()

    @classmethod
    def of(cls, given: dict[str, Any]) -> Question:
        """Raises BadGiving."""
        try:
            found = cls(**{name: value for name, value in given.items() if name != "kind"})
        except TypeError as error:
            raise BadGiving(f"it is not in the form we know ({error}).") from error
        texts = (found.language, found.currency, found.rhythm, found.way, found.variant)
        if type(found.amount) is not int or not all(isinstance(text, str) for text in texts):
            raise BadGiving("it is not in the form we know.")
        return found


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in, and why it cannot be asked so."""

    amount: str
    currency: str
    rhythm: str
    way: str
    variant: str = ""
    problem: str = field(default="")  # NotASum's reasons; "way" for a rhythm that this way does not have

    @classmethod
    def of(cls, request: Request, giving: Giving) -> Filled:
        """What is missing or unknown is filled in with what is offered first.  Raises BadForm."""
        first = giving.ways[0]
        way = next((one for one in giving.ways if one.slug == request.field("way")), first)
        # A sum that is suggested brings its currency: "EUR 5".
        suggested, _, amount = request.field("amount").rpartition(" ")
        own = request.field("own").strip()
        asked = request.field("currency") if own or not suggested else suggested
        currency = asked if asked in giving.least else next(iter(giving.least))
        rhythm = request.field("rhythm") if request.field("rhythm") in RHYTHMS else RHYTHMS[0]
        amount = own or amount
        return cls(amount[:40], currency, rhythm, way.slug, request.field("variant")[:MOST_NAMED])

    def question(self, language: str, giving: Giving) -> Question:
        """Raises NotASum, and BadGiving when this way has no such rhythm."""
        way = next(one for one in giving.ways if one.slug == self.way)
        amount = typed(self.amount, self.currency, giving.least[self.currency], giving.most[self.currency])
        if self.rhythm not in way.rhythms:
            raise BadGiving("way")
        return Question(
            language=language,
            amount=amount,
            currency=self.currency,
            rhythm=self.rhythm,
            way=self.way,
            variant=self.variant,
        )


def lines(answer: bytes | None) -> tuple[str, ...]:
    """What a reader must know to send money, the reference last; empty when the answer holds none."""
    try:
        found = json.loads(answer or b"{}").get("say", [])
    except (ValueError, AttributeError):
        return ()
    fits = isinstance(found, list) and 1 < len(found) <= MOST_LINES and all(type(one) is str for one in found)
    return tuple(found) if fits and all(0 < len(one) <= LONGEST_LINE for one in found) else ()


def address(answer: bytes | None) -> str:
    """Where the reader goes on; empty when there was no answer, or one that leads nowhere."""
    try:
        found = str(json.loads(answer or b"{}").get("go", ""))
        parts = urlsplit(found)
    except (ValueError, AttributeError):
        return ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    return found if is_safe and parts.hostname else ""
