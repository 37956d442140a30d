"""Take other stories out of a page: what stands after a label that leads on, each with a title that is a link.

Their blurbs are prose like the story's own, so only their frame tells them from it.
"""

from __future__ import annotations

from lxml import etree

from tamizdat.importers.furniture import is_prose, sort_of
from tamizdat.importers.html.rich import tag
from tamizdat.importers.html.tree import drop, text_of, under

_LABEL = 40  # letters
_SHORT = 60  # letters of what may stand beside the cards: a date, a section


def take_cards(part: etree._Element) -> list[str]:
    """The words of the cards and labels that were taken out.  In place."""
    taken: list[str] = []
    for node in list(part.iter()):
        if not tag(node) or node is part or part not in node.iterancestors() or not _is_label(node):
            continue
        cards = _cards_after(node)
        if cards:
            taken += [text for one in (node, *cards) if (text := text_of(one))]
            for one in (*cards, node):
                drop(one)
    return taken


def _is_label(node: etree._Element) -> bool:
    text = text_of(node)
    return 0 < len(text) <= _LABEL and sort_of(text) == "more" and not any(True for _ in under(node, "a"))


def _cards_after(label: etree._Element) -> list[etree._Element]:
    """The elements right after a label as far as they are cards; none where no link is among them."""
    run: list[etree._Element] = []
    if (label.tail or "").strip():
        return []
    for each in label.itersiblings():
        if not tag(each) or not (_is_card(each) or _is_beside(each)):
            break
        run.append(each)
        if (each.tail or "").strip():
            break
    while run and not _is_card(run[-1]) and not _is_dateless_end(run):
        run.pop()
    return run if any(map(_is_card, run)) else []


def _is_card(node: etree._Element) -> bool:
    """Whether an element opens with a title that is a link, or holds only such elements."""
    text = text_of(node)
    links = [text_of(one) for one in under(node, "a")]
    titles = [title for title in links if len(title) >= 10]
    if not text or not titles:
        return bool(links) and not text
    if tag(node) in ("ul", "ol"):
        return all(_is_card(child) for child in node if tag(child))
    opens = text.startswith(titles[0]) or sum(map(len, titles)) >= 0.5 * len(text)
    heads = [text_of(one) for one in under(node, "h2", "h3", "h4", "h5", "h6", "strong", "b")]
    boxed = tag(node) != "p" and (titles[0] in heads or len(node) > 1 or tag(node) == "a")
    return sum(map(len, titles)) >= 0.8 * len(text) or (opens and boxed)


def _is_beside(node: etree._Element) -> bool:
    text = text_of(node)
    return len(text) <= _SHORT and not is_prose(text) and tag(node) not in ("h1", "h2", "p", "figure")


def _is_dateless_end(run: list[etree._Element]) -> bool:
    """What stands beside the last card stays with it where a box ends there."""
    return run[-1].getnext() is None
