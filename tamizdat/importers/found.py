"""What an importer found in somebody else's file, before the desk has seen any of it.

Everything here is plain data.  A thing found keeps the state it had at its origin, so that nothing that was not public
there can become public here.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from tamizdat.desk.draft import Block, Draft

Status = Literal["published", "draft", "pending", "private", "future", "password", "members", "trash"]
UTC = ZoneInfo("UTC")


class BadFile(Exception):
    """A file that cannot be taken at all.  The message says what, where and how to mend, in one line."""

    def __init__(self, file: Path | str, what: str, mend: str) -> None:
        name = file.name if isinstance(file, Path) else file
        super().__init__(" ".join(f"{name}: {what} {mend}".split()))


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the person who imports asked for; what a file says itself wins over all but `credit` and `language`."""

    media: tuple[Path, ...] = ()  # folders that hold the pictures; empty: where the file itself lies
    credit: str = ""  # for photos whose file names nobody; empty: such photos are left out
    language: str = ""  # BCP 47; empty: as the file says, or as its words look
    zone: tzinfo = UTC  # of dates that name none


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as the old page showed it: an address, and the words that went with it."""

    address: str
    caption: str = ""  # plain text, credit taken out
    credit: str = ""  # plain text
    alt: str = ""
    number: str = ""  # the origin's own number of it, where there is one
    others: tuple[str, ...] = ()  # further addresses of the same picture, the largest first
    file: str = ""  # name of the file on disk that was taken; empty: none was


Piece = Block | Picture


@dataclass(frozen=True, kw_only=True)
class Found:
    """A story (or standing page) as it was at its origin."""

    draft: Draft
    status: Status = "published"
    kind: Literal["story", "page"] = "story"
    pictures: tuple[Picture, ...] = ()  # all that belonged to it, taken or not, the main one first
    changed: tuple[str, ...] = ()  # what is not as it was, a short line each
    cut: tuple[str, ...] = ()  # what of the page is not in the story: its first words
    review: str = ""  # why a person must look before this is published; empty: nobody must

    @property
    def name(self) -> str:
        """How the report calls it."""
        headline = self.draft.headline
        return headline if len(headline) <= 80 else headline[:79] + "…"


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """Something that was there and was not taken."""

    name: str
    why: str


@dataclass(frozen=True)
class Remark:
    """Something to say of the whole file: what was mended to read it, what was counted and dropped."""

    text: str


Finding = Found | Skipped | Remark


@dataclass
class Notes:
    """Where the parts of one parser write what they changed; a line said twice is counted instead."""

    lines: dict[str, int] = field(default_factory=dict)

    def say(self, line: str) -> None:
        self.lines[line] = self.lines.get(line, 0) + 1

    def all(self) -> tuple[str, ...]:
        return tuple(f"{line} (×{count})" if count > 1 else line for line, count in self.lines.items())


def with_draft(found: Found, **changes: object) -> Found:
    """The same thing, with some fields of its draft replaced."""
    return dataclasses.replace(found, draft=dataclasses.replace(found.draft, **changes))  # type: ignore[arg-type]
