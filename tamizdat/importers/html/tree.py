"""Parse strangers' HTML into a tree, safely: nothing is fetched, no script is run, null bytes and huge attributes do
no harm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from tamizdat.importers.html.rich import tag
from tamizdat.importers.words import listed

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
DEEPEST = 120  # elements in one another; real pages have forty
LARGEST = 10_000_000  # letters in one story's markup; what is larger is skipped with a line


def page(text: str) -> etree._Element:
    """The root of a whole page."""
    readable = _ILLEGAL.sub("", text)
    readable = re.sub(r"^\s*<\?xml[^>]*\?>", "", readable)  # lxml refuses text that declares an encoding
    parser = lxml_html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    root = lxml_html.document_fromstring(readable or "<html></html>", parser=parser, ensure_head_body=True)
    _flatten(root)
    _without_own_names(root)
    return root


def _without_own_names(root: etree._Element) -> None:
    """Make what a page invents as elements (x-paragraph) a box, or inside a line of words a part of it."""
    for node in root.iter():
        name = tag(node)
        if "-" in name and not name.startswith("amp-"):
            parent = node.getparent()
            before = node.getprevious()
            beside = (node.tail, before.tail if before is not None else parent.text if parent is not None else "")
            node.tag = "span" if any((words or "").strip() for words in beside) else "div"


def _flatten(root: etree._Element) -> None:
    """Make a tree no deeper than who walks it can bear: what lies lower keeps its words alone."""
    level, depth = [root], 0
    while level and depth < DEEPEST:
        level = [child for node in level for child in node]
        depth += 1
    for node in level:
        words = " ".join(part for part in node.itertext())
        for child in list(node):
            node.remove(child)
        node.text = words


def fragment(text: str) -> etree._Element:
    """One element, `body`, around a piece of markup."""
    body = page(f"<html><body>{text}</body></html>").find("body")
    assert body is not None
    return body


def text_of(node: etree._Element) -> str:
    """The words a reader sees in an element, on one line, with room between its blocks."""
    parts: list[str] = []
    _gather(node, parts)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "head", "title"})
_TOGETHER = listed("a abbr b bdi bdo cite code em font i ins kbd mark q s small span strong sub sup time u var wbr")


def _gather(node: etree._Element, parts: list[str]) -> None:
    name = tag(node)
    if not name or name in _UNSEEN:
        return
    room = "" if name in _TOGETHER else " "
    parts.append(room + (node.text or ""))
    for child in node:
        _gather(child, parts)
        parts.append(child.tail or "")
    parts.append(room)


def drop(node: etree._Element) -> None:
    """Take an element out, leaving the text that follows it."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if node.tail:
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def named(node: etree._Element) -> str:
    """All that the page calls an element, for cues of general words: id, class, role, label, property."""
    return " ".join(
        node.get(name) or "" for name in ("id", "class", "role", "aria-label", "itemprop", "data-testid", "name")
    )


def under(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Descendants (and the element itself) with one of these names, in order."""
    for found in node.iter():
        if tag(found) in names:
            yield found
