"""Names in the reader's language, moments in the newsroom's zone, plain text out of clean HTML."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tamizdat.press.copy import Names

_TAG = re.compile(r"<[^>]+>")
_BLOCK_END = re.compile(r"</(p|li|h[1-6]|blockquote|dd|dt|figcaption|div)>|<br ?/?>|<hr ?/?>")
# What neither HTML nor XML may hold, as JSON writes it: controls as escapes, the rest as they are.
_UNPRINTABLE = re.compile(
    r"((?<!\\)(?:\\\\)*)\\(?:b|f|u00(?:0[0-8bcef]|1[0-9a-f]))|[\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]"
)
_RARE = re.compile("[\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_ESCAPED = ("\\b", "\\f", "\\u00")  # one of these is in every row with an escape that is taken out


def in_language(names: Names, language: str) -> str:
    """The name in that language, else in any other, the first by code; empty when there is none."""
    return names.get(language) or next((names[code] for code in sorted(names) if names[code]), "")


@lru_cache(maxsize=4096)
def moment(text: str, zone: str = "UTC") -> datetime:
    """A copy's moment ("2026-11-20T09:00:00Z") in the newsroom's zone."""
    return datetime.fromisoformat(text).astimezone(UTC if zone == "UTC" else ZoneInfo(zone))


def printable(row: str) -> str:
    """A row's JSON without the letters that no page and no feed may hold; pasted text brings them."""
    rare = "\x7f" in row if row.isascii() else _RARE.search(row)
    if not rare and not any(sign in row for sign in _ESCAPED):
        return row  # nearly always, and found out ten times as fast
    return _UNPRINTABLE.sub(r"\1", row)


def plain(clean_html: str) -> str:
    """The words of clean HTML, with single spaces."""
    return " ".join(html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", clean_html))).split())


def cut(text: str, length: int) -> str:
    """At most `length` letters, ended at a word."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + "…"


def paragraphs(text: str) -> tuple[str, ...]:
    """Of plain text, parted by empty lines."""
    return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())
