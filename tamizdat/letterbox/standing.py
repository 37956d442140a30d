"""What the private side has told this letterbox: by which keys to seal, which tokens are its own, what pages say."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tamizdat.edition.places import write
from tamizdat.letterbox.giving import BadGiving, Giving
from tamizdat.letterbox.tokens import KEY, Pass
from tamizdat.vault.keys import BadKey, SealingKey

NAME = "standing.json"
MOST_LANGUAGES = 40


class BadStanding(ValueError):
    """What no collector of ours has told."""


@dataclass(frozen=True, slots=True)
class Week:
    """A key, and the days on which letters are sealed with it."""

    first: date
    last: date
    key: SealingKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    version: int  # seconds since 1970 when it was told: an older one is never taken for a newer
    names: dict[str, str]  # of the newsroom, by language
    languages: list[str]  # that its newsletter comes in, the main one first
    colour: str
    policy: str  # version of the privacy policy
    full: bool = False  # is there an edition with whole stories?
    giving: dict[str, Giving] = field(default_factory=dict)  # by language; where none is, nobody is asked
    reminds: list[str] = field(default_factory=list)  # languages in which readers may ask for a reminder by mail
    hints: dict[str, str] = field(default_factory=dict, repr=False)  # by provider, the secret it signs them with
    passes: Sequence[Pass] = field(default=(), repr=False)
    weeks: Sequence[Week] = field(default=(), repr=False)

    def sealing(self, day: date) -> SealingKey | None:
        """By which key letters of this day are sealed; none when the private side has not been heard of for weeks."""
        return next((week.key for week in self.weeks if week.first <= day <= week.last), None)

    def as_json(self) -> str:
        weeks = [[str(one.first), str(one.last), b64encode(one.key.content).decode()] for one in self.weeks]
        return json.dumps(
            {
                "version": self.version,
                "names": self.names,
                "languages": self.languages,
                "colour": self.colour,
                "policy": self.policy,
                "full": self.full,
                "giving": {language: one.as_data() for language, one in self.giving.items()},
                "reminds": self.reminds,
                "hints": self.hints,
                "passes": [b64encode(one.key).decode() for one in self.passes],
                "weeks": weeks,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Standing:
        """Raises BadStanding."""
        try:
            given: dict[str, Any] = json.loads(text)
            passes = [Pass(b64decode(one)) for one in given.pop("passes")]
            weeks = [
                Week(date.fromisoformat(first), date.fromisoformat(last), SealingKey(b64decode(key)))
                for first, last, key in given.pop("weeks")
            ]
            giving = {language: Giving.of(one) for language, one in given.pop("giving", {}).items()}
            found = cls(**given, giving=giving, passes=passes, weeks=weeks)
        except (ValueError, TypeError, KeyError, AttributeError, BadKey, BadGiving) as error:
            raise BadStanding(f"it is not in the form we know ({error}).") from error
        if not 0 < len(found.languages) <= MOST_LANGUAGES or any(len(one.key) != KEY for one in passes):
            raise BadStanding("it names no language, or a pass of another length.")
        return found


def keep(folder: Path, standing: Standing) -> None:
    write(folder / NAME, standing.as_json().encode())


def kept(folder: Path) -> Standing | None:
    """None before the first collector came."""
    try:
        return Standing.from_json((folder / NAME).read_text())
    except FileNotFoundError:
        return None
