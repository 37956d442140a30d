"""Find a page's headline: among what it says of itself, the words that readers see, without the paper's name."""

from __future__ import annotations

import re

from lxml import etree

from tamizdat.importers.html.rich import tag
from tamizdat.importers.html.tree import text_of, under
from tamizdat.importers.words import plain

_SEPARATOR = re.compile(r"\s+[|\-–—:·•»/\\]+\s+")


def headline(root: etree._Element, machine: str, site: str) -> str:
    """The headline, from what a machine's field says (may be empty), the page's title and what readers see."""
    title = plain(next(("".join(node.itertext()) for node in under(root, "title")), ""))
    shown = [text for node in under(root, "h1") if 3 <= len(text := text_of(node)) <= 400]
    marked = [
        text_of(node)
        for node in root.iter()
        if tag(node) and (node.get("itemprop") or "") == "headline" and text_of(node)
    ]
    if machine:
        return _without_site(machine, site, shown, root)
    best = next((text for text in marked if text), "") or _most_like(title, shown)
    return best or _without_site(title, site, shown, root) or title


def _said_below(title: str, root: etree._Element) -> str:
    """The part of a title that a page without headings shows again, set apart from the paper's name."""
    for node in root.iter():
        if tag(node) in ("b", "strong", "font", "span", "div", "p", "h2", "h3", "td"):
            text = text_of(node)
            rest = title.removeprefix(text) if title.startswith(text) else title.removesuffix(text)
            if len(text) > 0.4 * len(title) and rest != title and re.search(r"^\s*\W|\W\s*$", rest):
                return text
    return ""


def _without_site(title: str, site: str, shown: list[str], root: etree._Element) -> str:
    """A title without the paper's name at its end or start."""
    if title in shown:
        return title
    for heading in shown:
        if heading and heading in title and len(heading) > 0.4 * len(title):
            return heading
    if not shown and (words := _said_below(title, root)):
        return words
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and site and site.split(".")[0] in (parts[-1].casefold(), parts[-1].casefold().split(".")[0]):
        return title[: title.rfind(parts[-1])].rstrip(" |-–—:·•»/\\")
    if (
        len(parts) > 1
        and len(parts[-1].split()) <= 4
        and len(parts[0].split()) >= 5
        and re.search(r"\s[|·•»–—-]\s[^|·•»–—-]*$", title)
    ):
        return title[: title.rfind(parts[-1])].rstrip(" |-–—:·•»/\\")
    return title


def _most_like(title: str, shown: list[str]) -> str:
    inside = [text for text in shown if text.casefold() in title.casefold()]
    only = shown[0] if len(shown) == 1 and len(shown[0].split()) > 1 else ""
    return max(inside, key=len, default=only)
