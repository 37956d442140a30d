"""On which terms the newsroom takes money: currencies and sums, who is at risk, and the accounts at providers.

They lie among the newsroom's keys, since the key of an account is with them: who has it can read at the provider who
gave.  So it is on the private side alone, and a restricted one.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from anyascii import anyascii

from tamizdat.edition.places import write
from tamizdat.letterbox.giving import RHYTHMS
from tamizdat.money import DIGITS, suggested_in

FOLDER, NAME = "support", "terms.json"  # below the newsroom's keys
LONGEST_NAME = 22  # characters: as on a bank's statement
ON_A_STATEMENT = re.compile(r"[A-Za-z0-9 .-]*[A-Za-z][A-Za-z0-9 .-]*")
MANAGE = re.compile(r"https://[^\s<>\"]{4,200}|http://(localhost|127\.0\.0\.1):\d{1,5}/[^\s<>\"]*")
COUNTRY, LANGUAGE = re.compile(r"[A-Z]{2}"), re.compile(r"[a-z]{2,3}")
MOST_DETAILS, LONGEST_DETAIL = 8, 100  # lines of an account's details; characters of one
MOST_SUMS = 6  # of a rhythm


class BadTerms(Exception):
    """Terms that cannot be used: one line that says which, and how to mend them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is suggested in one currency; sums are minor units."""

    currency: str
    least: int
    most: int
    once: tuple[int, ...] = ()
    monthly: tuple[int, ...] = ()
    yearly: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()  # whose readers are offered it; none: all

    def __post_init__(self) -> None:
        """Raises BadTerms."""
        if self.currency not in DIGITS:
            raise BadTerms(f"{self.currency} is no currency that we take; use one of {', '.join(sorted(DIGITS))}.")
        if not 0 < self.least <= self.most:
            raise BadTerms(f"the least sum in {self.currency} must be more than nothing, and not above the most.")
        if wrong := [one for one in self.languages if not LANGUAGE.fullmatch(one)]:
            raise BadTerms(f"{wrong[0]!r} is no language; write it as ru or be.")
        for rhythm in RHYTHMS:
            sums = self.sums(rhythm)
            if len(sums) > MOST_SUMS:
                raise BadTerms(f"{len(sums)} sums {rhythm} in {self.currency} are too many; suggest up to {MOST_SUMS}.")
            if any(not self.least <= one <= self.most for one in sums):
                raise BadTerms(f"a sum that is suggested {rhythm} in {self.currency} is less than the least.")

    def sums(self, rhythm: str) -> tuple[int, ...]:
        return {"once": self.once, "monthly": self.monthly, "yearly": self.yearly}[rhythm]


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """An account at a provider."""

    provider: str
    name: str  # that stands on checkouts, and is neutral
    key: str = field(repr=False)
    secret: str = field(default="", repr=False)  # with which hints are signed; empty: they are off
    address: str = ""  # of the provider; empty: its own
    account: str = ""  # which of several that are open with this key
    manage: str = ""  # address of the provider's own page where readers change or end what repeats
    details: tuple[str, ...] = ()  # of a bank account: what a reader must know to send money there

    def __post_init__(self) -> None:
        """Raises BadTerms."""
        if not 5 <= len(self.name) <= LONGEST_NAME or not ON_A_STATEMENT.fullmatch(self.name):
            raise BadTerms(f"{self.name!r} is no name for a statement; use 5 to {LONGEST_NAME} Latin letters.")
        if self.manage and not MANAGE.fullmatch(self.manage):
            raise BadTerms(f"{self.manage!r} is no page where readers change their gift; use an address: https://….")
        if len(self.details) > MOST_DETAILS or any(not 0 < len(one) <= LONGEST_DETAIL for one in self.details):
            raise BadTerms(f"the account's details have {MOST_DETAILS} lines of {LONGEST_DETAIL} letters at most.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayLink:
    """An address at a provider where one sum is paid, though no machine of ours answers."""

    provider: str
    rhythm: str
    amount: int  # minor units
    currency: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    countries: tuple[str, ...] = ("RU", "BY")  # whose cards are refused (ISO 3166)
    languages: tuple[str, ...] = ("ru", "be")  # whose readers are at risk
    offers: tuple[Offer, ...] = ()
    tills: tuple[Till, ...] = ()
    links: tuple[PayLink, ...] = ()

    def __post_init__(self) -> None:
        """Raises BadTerms."""
        if wrong := [one for one in self.countries if not COUNTRY.fullmatch(one)]:
            raise BadTerms(f"{wrong[0]!r} is no country; write it as RU or BY (ISO 3166).")
        if wrong := [one for one in self.languages if not LANGUAGE.fullmatch(one)]:
            raise BadTerms(f"{wrong[0]!r} is no language; write it as ru or be.")

    def offered_in(self, language: str) -> tuple[Offer, ...]:
        """What readers of this language are offered."""
        return suggested_in(language, self.offers)

    def with_offer(self, offer: Offer) -> Terms:
        """Put last, or in the place of the one in its currency and for its languages."""
        return replace(self, offers=_put(self.offers, offer, lambda one: (one.currency, *sorted(one.languages))))

    def with_till(self, till: Till) -> Terms:
        """With another key it is another account, and links would lead to the former one: they go."""
        if any(one.provider == till.provider and one.key != till.key for one in self.tills):
            return self.without_till(till.provider).with_till(till)
        return replace(self, tills=_put(self.tills, till, lambda one: one.provider))

    def without_till(self, provider: str) -> Terms:
        """Its links go with it."""
        tills = tuple(one for one in self.tills if one.provider != provider)
        return replace(self, tills=tills, links=tuple(one for one in self.links if one.provider != provider))

    def suggested(self) -> list[tuple[str, int, str]]:
        """(rhythm, sum, currency) of all that is suggested."""
        return [(rhythm, sum, one.currency) for one in self.offers for rhythm in RHYTHMS for sum in one.sums(rhythm)]

    def links_of(self, provider: str) -> tuple[PayLink, ...]:
        """For sums that are suggested by now."""
        wanted = set(self.suggested())
        of = [one for one in self.links if one.provider == provider]
        return tuple(one for one in of if (one.rhythm, one.amount, one.currency) in wanted)

    @classmethod
    def of(cls, newsroom_keys: Path) -> Terms | None:
        """None when nobody has set support up.  Raises BadTerms."""
        path = newsroom_keys / FOLDER / NAME
        try:
            given: dict[str, Any] = json.loads(path.read_text())
            return cls(
                countries=tuple(given["countries"]),
                languages=tuple(given["languages"]),
                offers=tuple(
                    Offer(**{**one, **{name: tuple(one.get(name, ())) for name in (*RHYTHMS, "languages")}})
                    for one in given["offers"]
                ),
                tills=tuple(Till(**one | {"details": tuple(one.get("details", ()))}) for one in given["tills"]),
                links=tuple(PayLink(**one) for one in given.get("links", [])),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise BadTerms(
                f"{path} cannot be read ({type(error).__name__}). Restore it, or set support up anew."
            ) from error

    def keep(self, newsroom_keys: Path) -> None:
        folder = newsroom_keys / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(folder / NAME, json.dumps(asdict(self), indent=1).encode())
        os.chmod(folder / NAME, 0o600)


def _offer(given: dict[str, Any]) -> Offer:
    return Offer(**{**given, **{rhythm: tuple(given[rhythm]) for rhythm in RHYTHMS}})


def refuse_telling(name: str, newsrooms: Iterable[str]) -> None:
    """A statement that names the outlet tells a bank's clerk what was paid for.  Raises BadTerms."""
    words = {word for one in newsrooms for word in re.findall(r"\w{4,}", anyascii(one).casefold())}
    # Its beginning tells as much as all of it, and one name is written in Latin letters in several ways.
    if told := sorted(word for word in words if word[:5] in name.casefold()):
        raise BadTerms(
            f"{name!r} names the newsroom ({told[0]}), and stands on the reader's statement. Use a neutral name."
        )


def _put(parts: tuple[Any, ...], one: Any, by: Any) -> tuple[Any, ...]:
    at = next((at for at, other in enumerate(parts) if by(other) == by(one)), len(parts))
    others = [other for other in parts if by(other) != by(one)]
    return (*others[:at], one, *others[at:])
