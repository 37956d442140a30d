"""Turn the small markup inside a paragraph into the four marks a body may hold: p, b, i and a.

Everything else keeps its words and loses its dress.  Struck-out words are dropped: printed plain, they would say the
opposite of what was meant.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from tamizdat.importers import addresses
from tamizdat.importers.found import Notes
from tamizdat.importers.words import clean, listed

BOLD = frozenset({"b", "strong"})
ITALIC = frozenset({"i", "em", "cite", "dfn", "var", "address"})
STRUCK = frozenset({"s", "strike", "del"})
SILENT = listed(
    "script style template head title noframes object applet svg canvas math input select textarea button "
    "option map area link meta base datalist dialog"
)
_APART = listed("p div li dd dt td th h1 h2 h3 h4 h5 h6 section article figure figcaption blockquote tr ul ol")
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")


@dataclass(frozen=True)
class Span:
    """Words of one dress.  A newline in them is a line break that the writer made."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


def tag(node: etree._Element) -> str:
    """The element's name in lower case; "" for comments and instructions."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def spaced(text: str | None) -> str:
    """Text of the source with its white space as single spaces."""
    return re.sub(r"[ \t\r\n\f\v\u2028\u2029]+", " ", clean(text or ""))


def spans(node: etree._Element, dress: Span, start: str, notes: Notes) -> Iterator[Span]:
    """The words inside an element, without its tail."""
    name = tag(node)
    if name in SILENT or not name:
        return
    if name in STRUCK:
        notes.say(f"struck-out words dropped: “{spaced(''.join(node.itertext())).strip()[:60]}”")
        return
    if name == "br":
        yield dataclasses.replace(dress, text="\n")
        return
    if name == "img":
        yield from _drawn_letter(node, dress)
        return
    worn = _dressed(node, name, dress, start, notes)
    marks = _marks_around(name)
    yield dataclasses.replace(worn, text=marks[0])
    yield from _inner(node, name, worn, start, notes)
    yield dataclasses.replace(worn, text=marks[1])


def _inner(node: etree._Element, name: str, worn: Span, start: str, notes: Notes) -> Iterator[Span]:
    table = {"sup": _RAISED, "sub": _LOWERED}.get(name)
    whole = "".join(node.itertext()).strip()
    if table and re.fullmatch(r"[\d+\-−()n]{1,6}", whole):
        yield dataclasses.replace(worn, text=whole.translate(table))
        return
    yield dataclasses.replace(worn, text=spaced(node.text))
    for child in node:
        yield from spans(child, worn, start, notes)
        yield dataclasses.replace(worn, text=spaced(child.tail))


def _marks_around(name: str) -> tuple[str, str]:
    if name == "q":
        return ("“", "”")
    return (" ", " ") if name in _APART else ("", "")


def _drawn_letter(node: etree._Element, dress: Span) -> Iterator[Span]:
    """An emoji that an old page drew as a picture."""
    alt = (node.get("alt") or "").strip()
    if alt and len(alt) <= 8 and not any(letter.isalnum() for letter in alt):
        yield dataclasses.replace(dress, text=alt)


def _dressed(node: etree._Element, name: str, dress: Span, start: str, notes: Notes) -> Span:
    style = (node.get("style") or "").replace(" ", "").lower()
    bold = dress.bold or name in BOLD or bool(re.search(r"font-weight:(?:bold|[6-9]00)", style))
    italic = dress.italic or name in ITALIC or "font-style:italic" in style
    href = dress.href
    if name == "a" and node.get("href"):
        href, change = addresses.link(node.get("href", ""), start)
        if change:
            notes.say(change)
    return Span("", bold, italic, href)


def lines(run: Iterable[Span]) -> list[list[Span]]:
    """The words cut at the writer's line breaks, empty lines left out.

    A line that goes on with a small letter was broken by the width of somebody's screen, and is joined again.
    """
    cut: list[list[Span]] = [[]]
    for span in run:
        first, *more = span.text.split("\n")
        cut[-1].append(dataclasses.replace(span, text=first))
        cut.extend([dataclasses.replace(span, text=text)] for text in more)
    joined: list[list[Span]] = []
    apart = True  # an empty line stood between: the writer's own paragraph
    for line in cut:
        text = words(line)
        if not text:
            apart = True
            continue
        if joined and not apart and text[:1].islower() and not re.search(r"[.!?:;…]$", words(joined[-1])):
            joined[-1].append(Span(" "))
            joined[-1].extend(line)
        else:
            joined.append(line)
        apart = False
    return joined


def words(run: Iterable[Span]) -> str:
    """The plain text of spans, on one line."""
    return re.sub(r"\s+", " ", "".join(span.text for span in run)).strip()


def markup(run: Iterable[Span]) -> str:
    """The spans as HTML with b, i and a only; white space single and outside the tags' edges."""
    made: list[str] = []
    room = False  # whether a space is owed before the next word
    for span in _merged(run):
        text = re.sub(r"\s+", " ", span.text)
        inner = text.strip()
        if text[:1] == " " and made:
            room = True
        if inner:
            made.append((" " if room else "") + _tagged(inner, span))
            room = text[-1:] == " "
    return "".join(made)


def _merged(run: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in run:
        if not span.text:
            continue
        if kept and dataclasses.replace(kept[-1], text="") == dataclasses.replace(span, text=""):
            kept[-1] = dataclasses.replace(span, text=kept[-1].text + span.text)
        else:
            kept.append(span)
    return kept


def _tagged(text: str, span: Span) -> str:
    inner = html.escape(text, quote=False)
    if span.italic:
        inner = f"<i>{inner}</i>"
    if span.bold:
        inner = f"<b>{inner}</b>"
    return f'<a href="{html.escape(span.href)}">{inner}</a>' if span.href else inner
