"""The letters that forms become: what a reader asks for, and nothing about how it came."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

PURPOSE = "letter"  # what a letter is sealed for
SIZE = 512  # bytes of every letter before it is sealed


class BadLetter(ValueError):
    """A record that is no letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    kind: ClassVar[str]

    def as_record(self) -> dict[str, Any]:
        return {"kind": self.kind} | dataclasses.asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Letter):
    """Somebody, who may or may not own the address, wants the newsletter sent to it."""

    kind = "join"
    address: str
    page: str  # language of the form
    languages: list[str]  # to be written to in
    full: bool  # the edition with the stories' whole text
    policy: str  # version of the privacy policy that the form showed


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Letter):
    """The owner of an address pressed the button of the page that we mailed."""

    kind = "confirm"
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Letter):
    """Nothing more to whoever this token was sent to."""

    kind = "leave"
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Letter):
    """Somebody wants the link by which the owner of an address changes what is sent to it, or ends it."""

    kind = "ask"
    address: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Letter):
    """Somebody wants to be reminded of our support page, once, in some months."""

    kind = "remind"
    address: str
    page: str
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Letter):
    """The owner of an address, by the link we mailed, wants other languages or another edition."""

    kind = "choose"
    token: str
    languages: list[str]
    full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint(Letter):
    """A provider says that something happened there."""

    kind = "hint"
    provider: str
    event: str
    object: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Letter):
    """A mail vendor says what became of a message that it took on."""

    kind = "event"
    why: str  # bounced, complained, left
    message: str  # what stands before the @ of its Message-ID
    said: str  # by the mailbox, in ASCII


KINDS: dict[str, type[Letter]] = {kind.kind: kind for kind in (Join, Confirm, Leave, Ask, Remind, Choose, Hint, Event)}


def of_record(record: dict[str, Any]) -> Letter:
    """Raises BadLetter for what no letterbox of ours has written."""
    kind = KINDS.get(str(record.get("kind")))
    if kind is None:
        raise BadLetter("it is of no kind we know.")
    wanted = {field.name: field.type for field in dataclasses.fields(kind)}
    given = {name: value for name, value in record.items() if name != "kind"}
    types = {"str": str, "bool": bool, "int": int, "list[str]": list}
    if set(given) != set(wanted) or not all(type(given[name]) is types[str(wanted[name])] for name in wanted):
        raise BadLetter(f"its parts are not those of {kind.kind!r}.")
    if not all(isinstance(one, str) for value in given.values() if isinstance(value, list) for one in value):
        raise BadLetter(f"its parts are not those of {kind.kind!r}.")
    return kind(**given)
