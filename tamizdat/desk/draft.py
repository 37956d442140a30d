"""A draft as it is brought to the desk from outside: by an import, by the demo, by a test.

Plain data.  `desk.actions.write` turns it into a story through the same checks that an editor's form goes through.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

# The kinds of block a body may hold, and the shape of each one's value.  Rich text is HTML with p, b, i, a, and for a
# paragraph nothing else; all else is plain text.
BLOCKS: dict[str, str] = {
    "paragraph": "rich text",
    "heading": "text",
    "photo": "{photo: DraftPhoto}",
    "quote": "{text, who}",
    "list": "{ordered: bool, entries: [rich text without p]}",
    "claim": "{statement, who, basis, said_on: date|None, doubted_since: date|None, source: address, state}",
    "link": "{address, title, note}",
    "facts": "{heading, body: rich text}",
    "pullout": "text",
    "divider": "None",
}
CLAIM_STATES = ("said", "corroborated", "disputed", "corrected")


@dataclass(frozen=True, kw_only=True)
class DraftPhoto:
    """A picture file with the words that must go with it."""

    file: Path | bytes
    filename: str
    caption: str
    credit: str
    alt: str


@dataclass(frozen=True, kw_only=True)
class Block:
    kind: str  # a key of BLOCKS
    value: Any


@dataclass(frozen=True, kw_only=True)
class DraftCorrection:
    day: datetime
    kind: str
    wrong: str
    right: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything a story can be brought with.  Only headline and language are required."""

    headline: str
    language: str
    # Stable name at its origin ("wordpress:https://old.example/?p=12"); a second import changes nothing.
    source: str = ""
    slug: str = ""  # made from the headline when empty
    deck: str = ""
    dateline: str = ""
    social_headline: str = ""
    genre: str = "news"
    section: str = ""  # name or slug; made when missing
    topics: tuple[str, ...] = ()  # names
    bylines: tuple[str, ...] = ()  # names
    photo: DraftPhoto | None = None
    body: tuple[Block, ...] = ()
    corrections: tuple[DraftCorrection, ...] = ()
    related: tuple[str, ...] = ()  # `source` of other drafts
    translation_of: str = ""  # `source` of another draft
    published: datetime | None = None  # aware; when it first came out
    changed: datetime | None = None
    former: tuple[str, ...] = field(default_factory=tuple)  # old addresses, host left out: "2019/05/slug/", "?p=12"
