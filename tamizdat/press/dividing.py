"""Divide a long body into parts that each fit a page.

A part ends at a passage; a paragraph too long for any page is broken at the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tamizdat.press.copy import Passage
from tamizdat.press.sheet import Unprintable

Body = tuple[Passage, ...]
Fits = Callable[[int, Body], bool]  # (number of the part, its body) -> does it fit a page?

# A sentence's end outside a tag, before the next capital, quote or digit.
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?![^<]*>)")
_OPEN = re.compile(r"<(a|b|i|em|strong)\b[^>]*>|</(a|b|i|em|strong)>")


def divided(body: Body, fits: Fits) -> list[Body]:
    """The bodies of the parts, in order; at least one.  Raises Unprintable when a single sentence fits no page."""
    parts: list[Body] = []
    rest = list(body)
    while rest:
        count = _most(rest, len(parts) + 1, fits)
        if count:
            parts.append(tuple(rest[:count]))
            del rest[:count]
        else:
            first = _headings(rest)
            rest[first : first + 1] = _halves(rest[first])
    return parts or [()]


def _most(rest: list[Passage], number: int, fits: Fits) -> int:
    """How many passages fit the part, by halving: weight grows with the count."""
    low, high = 0, len(rest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(number, tuple(rest[:middle])) else (low, middle - 1)
    # A heading belongs to what follows it.
    while 0 < low < len(rest) and _is_heading(rest[low - 1]):
        low -= 1
    return low


def _is_heading(passage: Passage) -> bool:
    return passage.html.startswith("<h2")


def _headings(rest: list[Passage]) -> int:
    """How many headings stand at the beginning: what is too heavy is the passage after them."""
    count = 0
    while count < len(rest) - 1 and _is_heading(rest[count]):
        count += 1
    return count


def _halves(passage: Passage) -> list[Passage]:
    pieces = broken(passage)
    if len(pieces) < 2:
        raise Unprintable("one passage of the body is too heavy for any page. Break it in two.")
    half = len(pieces) // 2
    return [_joined(pieces[:half]), _joined(pieces[half:])]


def broken(passage: Passage) -> list[str]:
    """The sentences of a plain paragraph; the passage alone when it is no paragraph or a tag spans a sentence's end."""
    match = re.fullmatch(r"<p>(.*)</p>", passage.html, re.DOTALL)
    if not match:
        return [passage.html]
    sentences: list[str] = []
    for piece in _SENTENCE.split(match[1]):
        if sentences and not _balanced(sentences[-1]):
            sentences[-1] += " " + piece
        else:
            sentences.append(piece)
    return sentences


def _balanced(html: str) -> bool:
    return sum(1 if found[1] else -1 for found in _OPEN.finditer(html)) == 0


def _joined(sentences: list[str]) -> Passage:
    return Passage(html=f"<p>{' '.join(sentences)}</p>")
