"""Read a manuscript: one story as a plain text file, a header of facts and the body below it.

A file becomes a whole draft or is refused with one line that names the file, the line and how to mend it.  Nothing is
guessed and nothing is left out silently.  The format is shown in `stories/README.md`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tamizdat.demo.markup import Draw, Unreadable, blocks, photo
from tamizdat.desk.draft import Block, Draft, DraftCorrection, DraftPhoto

GENRES = ("news", "report", "analysis", "opinion", "interview", "live", "handbook")
CORRECTIONS = ("correction", "clarification", "update", "retraction")
FENCE = "+++"
TEXTS = ("headline", "deck", "dateline", "section", "genre", "slug", "social_headline", "translation")
PICTURE = ("photo", "caption", "credit", "alt")
LISTS = ("topics", "bylines", "related")
TIMES = ("published", "changed")
KEYS = (*TEXTS, *PICTURE, *LISTS, *TIMES, "corrections")
PAGE_KEYS = ("title", "role", "order", "changed")


class BadManuscript(ValueError):
    """A file that cannot be read as a story: `file:line: what is wrong; how to mend it`."""


@dataclass(frozen=True, kw_only=True)
class Manuscript:
    """A story as it was typed: its draft, and the key it shares with its versions in other languages."""

    name: str  # of the file, without language and ending
    draft: Draft
    translation: str


@dataclass(frozen=True, kw_only=True)
class PageText:
    """A standing page as it was typed."""

    name: str
    language: str
    role: str
    order: int
    title: str
    body: tuple[Block, ...]
    changed: datetime


def read_story(text: str, language: str, name: str, draw: Draw) -> Manuscript:
    """The story in this text.  `name` is the file's, without its ending.  Raises BadManuscript."""
    return _refusing(f"{language}/{name}.md", lambda: _story(text, language, name, draw))


def read_page(text: str, language: str, name: str, draw: Draw) -> PageText:
    """The standing page in this text.  Raises BadManuscript."""
    return _refusing(f"{language}/{name}.md", lambda: _page(text, language, name, draw))


def _refusing(file: str, read: Any) -> Any:
    try:
        return read()
    except Unreadable as error:
        raise BadManuscript(f"{file}:{error.line}: {error}") from error


@dataclass(frozen=True)
class Header:
    """The facts above a body, and where each stands."""

    source: str
    facts: dict[str, Any]

    def line(self, key: str) -> int:
        """The line that sets this key; line 1 when none does."""
        for number, line in enumerate(self.source.split("\n"), 2):
            if re.match(rf"{re.escape(key)}\s*=", line):
                return number
        return 1

    def refuse(self, key: str, problem: str) -> Unreadable:
        return Unreadable(self.line(key), problem)

    def known(self, keys: tuple[str, ...]) -> None:
        for key in self.facts:
            if key not in keys:
                raise self.refuse(key, f"the header has no {key!r}; it may hold {', '.join(keys)}")

    def text(self, key: str, default: str = "") -> str:
        value = self.facts.get(key, default)
        if not isinstance(value, str):
            raise self.refuse(key, f'{key} is text; write {key} = "…"')
        return value

    def needed(self, key: str) -> str:
        if not self.text(key):
            raise self.refuse(key, f'there is no {key}; write {key} = "…" in the header')
        return self.text(key)

    def chosen(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key, choices[0])
        if value not in choices:
            raise self.refuse(key, f"{key} is {value!r}; use one of {', '.join(choices)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.facts.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.refuse(key, f'{key} is a list of texts; write {key} = ["…", "…"]')
        return tuple(value)

    def moment(self, key: str) -> datetime | None:
        value = self.facts.get(key)
        if value is None:
            return None
        return _moment(value, key, self.line(key))

    def number(self, key: str) -> int:
        value = self.facts.get(key, 0)
        if not isinstance(value, int):
            raise self.refuse(key, f"{key} is a whole number; write {key} = 3")
        return value


def _moment(value: Any, key: str, line: int) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Unreadable(line, f"{key} is a moment with its offset; write {key} = 2026-11-20T09:00:00+00:00")
    return value


def _parted(text: str) -> tuple[Header, str, int]:
    """The header, the body, and the line on which the body begins."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != FENCE:
        raise Unreadable(1, f"a manuscript begins with a line {FENCE}, the header, and {FENCE} again")
    try:
        end = [line.strip() for line in lines].index(FENCE, 1)
    except ValueError as error:
        raise Unreadable(1, f"the header is not closed; put a line {FENCE} under it") from error
    source = "\n".join(lines[1:end])
    return Header(source, _toml(source)), "\n".join(lines[end + 1 :]), end + 2


def _toml(source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) + 1 if found else source.count("\n") + 2
        raise Unreadable(line, 'the header cannot be read here; write: key = "words in straight quotes"') from error


def _story(text: str, language: str, name: str, draw: Draw) -> Manuscript:
    header, body, first_line = _parted(text)
    header.known(KEYS)
    draft = Draft(
        headline=header.needed("headline"),
        language=language,
        source=source_of(language, name),
        slug=header.text("slug", name),
        deck=header.text("deck"),
        dateline=header.text("dateline"),
        social_headline=header.text("social_headline"),
        genre=header.chosen("genre", GENRES),
        section=header.needed("section"),
        topics=header.texts("topics"),
        bylines=header.texts("bylines"),
        photo=_lead(header, draw),
        body=blocks(body, draw, first_line),
        corrections=_corrections(header),
        related=tuple(source_of(language, other) for other in header.texts("related")),
        published=header.moment("published"),
        changed=header.moment("changed"),
    )
    return Manuscript(name=name, draft=draft, translation=header.text("translation"))


def source_of(language: str, name: str) -> str:
    """The stable name of a story of the demo newsroom."""
    return f"demo:{language}/{name}"


def _lead(header: Header, draw: Draw) -> DraftPhoto | None:
    if not header.text("photo"):
        return None
    words = {key: header.needed(key) for key in ("caption", "credit", "alt")}
    return photo({"picture": header.text("photo"), **words}, draw, header.line("photo"))


def _corrections(header: Header) -> tuple[DraftCorrection, ...]:
    rows = header.facts.get("corrections", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise header.refuse("corrections", "each correction stands under a line of its own: [[corrections]]")
    return tuple(_correction(row, header) for row in rows)


def _correction(row: dict[str, Any], header: Header) -> DraftCorrection:
    if set(row) - {"day", "kind", "wrong", "right"} or row.get("kind") not in CORRECTIONS or not row.get("right"):
        wanted = f"day, kind ({', '.join(CORRECTIONS)}), wrong and right"
        raise header.refuse("right", f"a correction is made of {wanted}; wrong may be left out")
    day = _moment(row.get("day"), "day", header.line("day"))
    return DraftCorrection(day=day, kind=row["kind"], wrong=str(row.get("wrong", "")), right=str(row["right"]))


def _page(text: str, language: str, name: str, draw: Draw) -> PageText:
    header, body, first_line = _parted(text)
    header.known(PAGE_KEYS)
    changed = header.moment("changed")
    if changed is None:
        raise header.refuse("changed", "there is no changed; write changed = 2026-11-20T09:00:00+00:00 in the header")
    return PageText(
        name=name,
        language=language,
        role=header.needed("role"),
        order=header.number("order"),
        title=header.needed("title"),
        body=blocks(body, draw, first_line),
        changed=changed,
    )
