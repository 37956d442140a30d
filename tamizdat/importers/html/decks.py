"""Find the deck as readers see it: the words between a page's headline and its byline, date or picture."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tamizdat.importers.dates import is_mostly_a_date
from tamizdat.importers.furniture import sort_of
from tamizdat.importers.html import names
from tamizdat.importers.html.rich import tag
from tamizdat.importers.html.tree import text_of
from tamizdat.importers.words import listed

_BOXES = listed("p div h1 h2 h3 h4 h5 h6 span font time td li section header article a")
_NEAR = 4  # boxes below the deck among which the byline, the date or the picture stands
_SHORTEST, _LONGEST = 30, 400  # letters


def shown_deck(root: etree._Element, headline: str) -> tuple[str, ...]:
    """The deck that stands below a headline; empty where what follows may as well be the first paragraph."""
    below = list(_below(root, headline))
    for place, text in enumerate(below):
        if text is None or _ends_head(text) or len(text) > _LONGEST:
            return ()
        if len(text) >= _SHORTEST and not sort_of(text):
            after = below[place + 1 : place + 1 + _NEAR]
            return (text,) if any(each is None or _ends_head(each) for each in after) else ()
    return ()


def _ends_head(text: str) -> bool:
    return len(text) <= 120 and (is_mostly_a_date(text) or names.is_by(text))


def _below(root: etree._Element, headline: str) -> Iterator[str | None]:
    """The words of the boxes after the headline in order; None for a picture."""
    started, left = False, 2 * _NEAR
    for node in root.iter():
        if not started:
            started = tag(node) in _BOXES and text_of(node) == headline and not _holds(node)
            continue
        if tag(node) == "img":
            yield None
        elif tag(node) in _BOXES and not _holds(node) and (text := text_of(node)) and text != headline:
            yield text
        else:
            continue
        left -= 1
        if not left:
            return


def _holds(node: etree._Element) -> bool:
    """Whether a box only holds other boxes."""
    bare = not (node.text or "").strip() and not any((child.tail or "").strip() for child in node)
    return bare and any(tag(child) in _BOXES for child in node)
