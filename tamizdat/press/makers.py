"""Every kind of sheet, by the plate that prints it.

A plate's name is "kind/argument".  Its maker takes a reader and the argument and gives sheets; it is a pure function of
what it reads.  To add a kind of page, write its maker and say in `plates.py` what calls it into being.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Lying, Sheet
from tamizdat.press.sheets import (
    clients,
    corrections,
    enclosures,
    feeds,
    front,
    issues,
    listing,
    moved,
    photos,
    reach,
    sitemaps,
    standing_pages,
    story,
    support,
    texts,
)

Maker = Callable[[Reader, str], Iterable[Sheet | Lying]]

MAKERS: dict[str, Maker] = {
    "story": story.sheets,
    "page": standing_pages.sheets,
    "front": front.sheets,
    "root": front.root,
    "list": listing.first_page,
    "shelf": listing.shelf,
    "feeds": feeds.sheets,
    "corrections": corrections.sheets,
    "reach": reach.sheets,
    "support": support.sheets,
    "appeal": support.of_appeal,
    "issue": issues.sheets,
    "issues": issues.listing,
    "enclosure": enclosures.sheets,
    "offline": enclosures.offline,
    "search": enclosures.search,
    "photo": photos.sheets,
    "worker": clients.worker,
    "reader": clients.reader,
    "moved": moved.sheets,
    "queries": moved.query_map,
    "lost": texts.lost,
    "robots": texts.robots,
    "trust": texts.trust,
    "security": texts.security,
    "sitemap": sitemaps.shelf,
    "sitemap-pages": sitemaps.pages,
    "sitemap-index": sitemaps.index,
    "news-sitemap": sitemaps.news,
}


def print_plate(read: Reader, name: str) -> list[Sheet | Lying]:
    """The sheets of one plate, now.  Raises Unprintable."""
    kind, _, argument = name.partition("/")
    return list(MAKERS[kind](read, argument))
