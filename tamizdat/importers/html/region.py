"""Find the part of a page that is its story.

A page's own marks come first (the schema.org and microformat names for a story's body, the text that its JSON-LD
repeats); where there are none, the densest region of prose is taken: paragraphs vote for what holds them, links and
the names of furniture vote against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from tamizdat.importers.cues import traits
from tamizdat.importers.furniture import is_prose, sort_of
from tamizdat.importers.html.rich import tag
from tamizdat.importers.html.tree import drop, named, text_of, under

_UNLIKELY = re.compile(
    r"(?:^|[\s_-])(?:comments?|disqus|discussion|respond|replies|sidebar|side-?rail|rail|aside|footer|foot|masthead|menu|nav\w*|breadcrumbs?|pagination|pager|"
    r"related|recirc\w*|recommend\w*|more-(?:from|stories|news|on)|read-?(?:more|next|also)|most-?(?:read|popular|viewed)|popular|trending|"
    r"share|sharing|social|follow|newsletter\w*|subscrib\w*|subscription|sign-?up|donat\w*|appeal|paywall|promo\w*|advert\w*|ads?|adv|banner|sponsor\w*|"
    r"cookie\w*|consent|gdpr|modal|popup|overlay|tooltip|skip|search|login|account|toolbar|tools|tags?|taglist|topics|print-?only|widget|teaser|outbrain|taboola|"
    r"author-?(?:bio|box|card|info)|bio|disclaimer|poll|survey|quiz|navigation|topper|ticker)(?:$|[\s_-])",
    re.IGNORECASE,
)
# What a box may be called for what its words are about, as well as for what it asks.
_TOPIC = re.compile(
    r"newsletter|subscri|sign-?up|donat|appeal|cookie|consent|gdpr|promo|sponsor|survey|poll|ads?|adv|social|share|search|topics",
    re.IGNORECASE,
)
_LIKELY = re.compile(
    r"(?:^|[\s_-])(?:(?:article|story|post|entry|news|content)[-_]*(?:body|content|text|copy|main)|articlebody|e-content|entry-content|main-?content|"
    r"body-?(?:text|copy|content))(?:$|[\s_-])",
    re.IGNORECASE,
)
_ROLES = (
    "navigation",
    "complementary",
    "banner",
    "contentinfo",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
    "tooltip",
    "alert",
)
_HOLDERS = ("p", "pre", "blockquote", "td", "div", "section", "article", "li", "dd")
_LEAST = 25  # letters in a paragraph that may vote


def clear(root: etree._Element) -> None:
    """Take out what no story holds: scripts, forms, ways around, what is hidden.  In place."""
    prose = max(1, sum(map(_weight, _voters(root))))
    for node in list(root.iter()):
        name = tag(node)
        if node.getparent() is None or not name or name in ("html", "body", "main", "article"):
            continue
        if name in (
            "script",
            "style",
            "template",
            "svg",
            "nav",
            "form",
            "button",
            "select",
            "dialog",
            "object",
            "link",
            "meta",
        ) or (_is_aside(node, name) and _share(node, prose) < 0.3):
            drop(node)


def _is_aside(node: etree._Element, name: str) -> bool:
    if name == "footer" and not any(tag(up) in ("blockquote", "figure") for up in node.iterancestors()):
        return True
    if (node.get("role") or "") in _ROLES or is_hidden(node):
        return True
    if name == "aside":
        return linked(node) > 0.25 or not any(tag(up) in ("article", "main") for up in node.iterancestors())
    names = named(node)
    if not names or name in ("figure", "figcaption", "img", "picture", "p", "h1", "blockquote", "a", "time", "header"):
        return False
    if not _UNLIKELY.search(names) or _LIKELY.search(names) or (_TOPIC.search(names) and _tells(node)):
        return False
    return name in ("div", "section", "ul", "ol", "span", "aside", "table", "dl") and (
        linked(node) > 0.2 or len(text_of(node)) < 600
    )


def _tells(node: etree._Element) -> bool:
    """Whether a box named after what stories can be about holds finished prose that speaks to nobody."""
    told = [text for one in under(node, "p") if is_prose(text := text_of(one))]
    whole = sum(map(len, told))
    asks = {"we", "you", "do it"}
    return whole > 0.8 * len(text_of(node)) and not any(sort_of(text) or len(asks & traits(text)) > 1 for text in told)


def is_hidden(node: etree._Element) -> bool:
    """Whether readers do not see an element."""
    style = (node.get("style") or "").replace(" ", "").lower()
    if "hidden" in node.attrib or "display:none" in style or "visibility:hidden" in style:
        return True
    return bool(re.search(r"(?:^|\s)(?:visually-hidden|screen-reader-text|sr-only)(?:$|\s)", node.get("class") or ""))


def _share(node: etree._Element, prose: float) -> float:
    return sum(map(_weight, _voters(node))) / prose


def linked(node: etree._Element) -> float:
    """How much of an element's text is in links, 0 to 1."""
    whole = len(text_of(node))
    inside = sum(len(text_of(one)) for one in under(node, "a"))
    return min(1.0, inside / whole) if whole else 0.0


def _voters(root: etree._Element) -> Iterable[etree._Element]:
    """Elements that are paragraphs: whole ones, or boxes with words of their own."""
    for node in under(root, *_HOLDERS):
        if tag(node) in ("p", "pre") or len(_own_words(node)) >= _LEAST:
            yield node


def _own_words(node: etree._Element) -> str:
    """The text that stands right in an element, with its inline parts."""
    parts = [node.text or ""]
    for child in node:
        if tag(child) in (
            "a",
            "b",
            "strong",
            "i",
            "em",
            "span",
            "u",
            "font",
            "sup",
            "sub",
            "br",
            "q",
            "cite",
            "small",
            "mark",
            "time",
            "abbr",
        ):
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _weight(node: etree._Element) -> float:
    text = text_of(node) if tag(node) in ("p", "pre") else _own_words(node)
    if len(text) < _LEAST:
        return 0.0
    return len(text) * (1 - linked(node))


def story_region(root: etree._Element, machine_text: str = "") -> etree._Element:
    """The element that holds the story, of a page that was cleared."""
    body = root.find("body") if tag(root) == "html" else root
    assert body is not None
    marked = _marked(body, machine_text)
    if marked is not None:
        return _narrowed(marked)
    votes = _votes(body)
    best = max(votes, key=lambda node: votes[node], default=body)
    return _narrowed(_widened(best, body))


def _narrowed(node: etree._Element) -> etree._Element:
    """The one article inside a region that holds most of its prose: what is around it is not the story."""
    whole = max(1.0, sum(map(_weight, _voters(node))))
    inside = [one for one in under(node, "article") if one is not node and _share(one, whole) >= 0.6]
    return inside[0] if inside else node


def _marked(body: etree._Element, machine_text: str) -> etree._Element | None:
    """The part that the page itself calls the story's body, when it holds enough of the page's prose."""
    whole = max(1.0, sum(map(_weight, _voters(body))))
    groups = (
        [node for node in body.iter() if tag(node) and "articlebody" in (node.get("itemprop") or "").lower()],
        [
            node
            for node in body.iter()
            if tag(node) in ("div", "section", "article")
            and _LIKELY.search(f" {node.get('class') or ''} {node.get('id') or ''} ")
        ],
    )
    for group in groups:
        outer = [node for node in group if not any(up in group for up in node.iterancestors())]
        best = max(outer, key=lambda node: _share(node, whole), default=None)
        if best is not None and (_share(best, whole) > 0.4 or _covers(best, machine_text)):
            return _common(outer, whole) if _share(best, whole) < 0.6 else best
    return None


def _common(nodes: list[etree._Element], whole: float) -> etree._Element:
    """The smallest element that holds all the parts of a story that a page marks in pieces."""
    best = max(nodes, key=lambda node: _share(node, whole))
    pieces = [node for node in nodes if _share(node, whole) > 0.05]
    for up in best.iterancestors():
        if all(node is up or up in node.iterancestors() for node in pieces):
            return up if tag(up) not in ("html", "body") else best
    return best


def _covers(node: etree._Element, machine_text: str) -> bool:
    if len(machine_text) < 300:
        return False
    mine = set(re.findall(r"\w{4,}", text_of(node).lower()))
    wanted = set(re.findall(r"\w{4,}", machine_text.lower()))
    return len(mine & wanted) >= len(wanted) * 0.8


def _votes(body: etree._Element) -> dict[etree._Element, float]:
    votes: dict[etree._Element, float] = {}
    for node in _voters(body):
        weight = _weight(node)
        if weight < _LEAST or (tag(node) == "li" and linked(node) > 0.3):
            continue
        for share, up in zip((1.0, 0.5, 0.25), node.iterancestors(), strict=False):
            if tag(up) != "html":
                votes[up] = votes.get(up, 0.0) + min(weight, 1500) * share
    return {node: weight * (1 - linked(node)) * _by_name(node) for node, weight in votes.items()}


def _by_name(node: etree._Element) -> float:
    names = named(node)
    factor = 1.3 if tag(node) in ("article", "main") or _LIKELY.search(names) else 1.0
    return factor * (0.4 if _UNLIKELY.search(names) and not _LIKELY.search(names) else 1.0)


def _widened(best: etree._Element, body: etree._Element) -> etree._Element:
    """A region grown to what holds it while that brings more of the story, which often is set in several boxes."""
    whole = max(1.0, sum(map(_weight, _voters(body))))
    node = best
    while (up := node.getparent()) is not None and up is not body and tag(up) != "html":
        if tag(node) in ("article", "main"):
            break
        mine, more = _share(node, whole), _share(up, whole)
        if more > mine * 1.12 and linked(up) < 0.3:
            node = up
            continue
        higher = up.getparent()
        if tag(up) == "article" and more >= mine and linked(up) < 0.25 and higher is not None:
            node = up
        break
    return node
