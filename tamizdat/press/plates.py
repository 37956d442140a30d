"""Which plates there must be.

They follow from the rows that are filed and the shelves that are full, and from nothing else; a plate that has nothing
to print any more prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.press.copy import Appeal, Enclosure, Issue, Newsroom, Row, StandingPage, Story
from tamizdat.press.lists import entries

ALWAYS = (
    "root/",
    "lost/",
    "robots/",
    "trust/",
    "security/",
    "sitemap-index/",
    "news-sitemap/",
    "queries/",
    "worker/",
    "reader/",
)
FOR_A_LANGUAGE = (
    "standing",
    "front",
    "corrections",
    "reach",
    "issues",
    "support",
    "sitemap-pages",
    "offline",
    "search",
)
STANDING = "standing/"


def plates_of(row: Row) -> Iterator[str]:
    """Names of the plates that a row calls into being."""
    if isinstance(row, Story):
        yield f"story/{row.key}"
    elif isinstance(row, StandingPage):
        yield f"page/{row.key}"
    elif isinstance(row, Issue):
        yield f"issue/{row.key}"
    elif isinstance(row, Appeal):
        yield f"appeal/{row.key}"
    elif isinstance(row, Enclosure):
        yield f"enclosure/{row.key}"
    elif isinstance(row, Newsroom):
        yield from ALWAYS
        for language in row.languages:
            yield from (f"{kind}/{language}" for kind in FOR_A_LANGUAGE)
    for list_, _ in entries(row):
        yield from plates_of_list(list_)


def plates_of_list(list_: str) -> Iterator[str]:
    """Names of the plates that print a list."""
    kind, _, rest = list_.partition("/")
    if kind in ("photo", "former"):
        yield f"{'photo' if kind == 'photo' else 'moved'}/{rest}"
        return
    about = rest.partition("/")[0]
    if about in ("all", "section", "byline", "topic"):
        yield f"list/{list_}"
    if about in ("all", "section", "byline"):
        yield f"feeds/{list_}"
    if about == "sitemap":
        yield f"sitemap/{list_}/new"


def plate_of_shelf(list_: str, number: int) -> str:
    return f"{'sitemap' if list_.endswith('/sitemap') else 'shelf'}/{list_}/{number}"
