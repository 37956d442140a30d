"""Find who wrote a page's story."""

from __future__ import annotations

import re

from lxml import etree

from tamizdat.importers.dates import is_mostly_a_date
from tamizdat.importers.html.rich import tag
from tamizdat.importers.html.tree import named, text_of
from tamizdat.importers.vocabulary import either
from tamizdat.importers.words import one_line, plain

_BY = re.compile(rf"^(?:{either('byline')})\s*[:：]?\s+", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|;|\||\s&\s|\s(?:and|и|et|y|e|und|en|och|og|i|та|ja)\s)\s*", re.IGNORECASE)
_META = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "twitter:creator:name",
)
_MARK = re.compile(r"(?:^|[\s_-])(?:by[-_]?line|author|authors|writer|автор)(?:$|[\s_-]|name)", re.IGNORECASE)
_LONGEST = 120


def bylines(root: etree._Element, machine: list[str], meta: dict[str, list[str]]) -> tuple[str, ...]:
    """The names, from a machine's field, from meta elements, then from what readers see."""
    listed = [plain(name) for key in _META for name in meta.get(key, []) if not name.startswith("http")]
    for found in (machine, listed, _shown(root)):
        names = [name for text in found for name in people(text)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def people(text: str) -> list[str]:
    """The names in a byline: "By Ann Lee and Bo Ray" holds two."""
    bare = _BY.sub("", one_line(text)).strip(" .,|–—-")
    if (
        not bare
        or len(bare) > _LONGEST
        or is_mostly_a_date(bare)
        or "@" in bare
        or re.search(r"https?:|www\.|\d{4}", bare)
    ):
        return []
    if re.search(r"\([^)]*[,&]|\([^)]*\s(?:et|and|и)\s", bare):
        return [bare]
    parts = [re.sub(r"^(?:and|и|et|y|e|und)\s+", "", part.strip()).strip() for part in _AND.split(bare)]
    return [name for name in parts if len(name) > 1 and len(name.split()) <= 6 and not re.search(r"[#<>{}=\d]", name)]


def _shown(root: etree._Element) -> list[str]:
    for test in (_is_marked_author, _is_rel_author, _is_called_byline):
        found = [text_of(node) for node in root.iter() if tag(node) and test(node)]
        fitting = [text for text in found if 2 < len(text) <= _LONGEST and people(text)]
        if fitting:
            return fitting[:4] if test is not _is_called_byline else fitting[:1]
    return [
        text
        for node in root.iter()
        if tag(node) in ("p", "span", "div") and len(node) <= 3 and is_by(text := text_of(node))
    ][:1]


def _is_marked_author(node: etree._Element) -> bool:
    if not re.search(r"\bauthor\b", node.get("itemprop") or ""):
        return node.get("itemprop") == "name" and any(
            (up.get("itemprop") or "") == "author" for up in node.iterancestors()
        )
    return not any((inner.get("itemprop") or "") == "name" for inner in node.iterdescendants() if tag(inner))


def _is_rel_author(node: etree._Element) -> bool:
    return "author" in (node.get("rel") or "").split()


def _is_called_byline(node: etree._Element) -> bool:
    return bool(_MARK.search(named(node)))


def is_by(text: str) -> bool:
    bare = _BY.sub("", text)
    return bare != text and 3 < len(bare) <= 80 and bare[:1].isupper() and not re.search(r"[.!?:]", bare)


def is_a_name(text: str) -> bool:
    """Two or three words, each with a capital, as people are called."""
    words = text.split()
    return 2 <= len(words) <= 3 and all(
        re.fullmatch(r"[^\W\d_][\w.'’-]*", word) and word[0].isupper() for word in words
    )
