"""Find a page's main picture when it stands above the story's text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from tamizdat.importers.found import Picture
from tamizdat.importers.html import figures
from tamizdat.importers.html.masthead import Masthead
from tamizdat.importers.html.rich import tag
from tamizdat.importers.html.tree import text_of, under
from tamizdat.importers.leads import same


def lead_of(root: etree._Element, part: etree._Element, head: Masthead) -> Picture | None:
    """The picture between the headline and the text, or the one the page names for it with words of its own.

    A picture that only a machine's field names, without caption or credit, is no part of what readers saw.
    """
    above = list(_above(root, part))
    named_one = Picture(address=head.image) if head.image else None
    for picture in above:
        if named_one and same(picture, named_one):
            return picture
    return next(
        (picture for picture in above if picture.caption or picture.credit), above[0] if len(above) == 1 else None
    )


def _above(root: etree._Element, part: etree._Element) -> Iterator[Picture]:
    """Pictures of the same article that stand before the text, and after the headline where one is marked."""
    home = _home(part)
    headline = next(iter(under(home, "h1")), None)
    passed = headline is None
    for node in home.iter():
        if node is headline:
            passed = True
        if node is part:
            return
        if not tag(node) or part in node.iterdescendants():
            continue
        is_frame = tag(node) == "figure" or figures.is_framed(node)
        if (is_frame or (tag(node) == "img" and passed and not _is_framed_above(node))) and (found := _picture(node)):
            yield found


def _is_framed_above(node: etree._Element) -> bool:
    return any(tag(up) == "figure" or figures.is_framed(up) for up in node.iterancestors())


def _home(part: etree._Element) -> etree._Element:
    """The article that holds the text: the nearest ancestor with a headline."""
    for up in part.iterancestors():
        if tag(up) in ("article", "main") or any(True for _ in under(up, "h1")):
            return up
    return part


def _picture(node: etree._Element) -> Picture | None:
    image = node if tag(node) == "img" else next(iter(figures.images(node)), None)
    found = figures.picture(image) if image is not None else None
    if found is None:
        return None
    caption, credit = figures.caption_and_credit(node) if tag(node) != "img" else ("", "")
    if len(caption) > 600 or re.search(r"\blogo\b|avatar|icon", f"{found.address} {text_of(node)[:40]}", re.IGNORECASE):
        return None
    return Picture(
        address=found.address, others=found.others, alt=found.alt, caption=caption, credit=credit or found.credit
    )
