"""What stays at an old address: a page that leads to the new one, for every kind of host.

A page never gives way to a redirect.  Addresses with a query cannot be files; they go into a map for nginx.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tamizdat.front.pages import MovedPage
from tamizdat.front.printing import to_html
from tamizdat.press.copy import Section, StandingPage, Story
from tamizdat.press.links import absolute, relative
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet

# First names in the edition's folder that are ours.
OURS = frozenset(
    {"photos", "sitemaps", "old", "tiles", "index.html", "404.html", "robots.txt", "trust.txt", "redirects.map"}
)
_PART = re.compile(r"\.\d+\.html$")
OURS_IN_A_LANGUAGE = frozenset({"index.html", "by", "topic", "all", "corrections", "feed.xml", "atom.xml", "feed.json"})


def sheets(read: Reader, path: str) -> Iterator[Sheet]:
    """The redirect at one old address."""
    target = _target(read, read.all(f"former/{path}"))
    if target is None or _is_ours(read, path) or _is_taken(read, path):
        return
    newsroom = read.newsroom()
    title = target.headline if isinstance(target, Story) else target.title
    page = MovedPage(
        language=target.language,
        title=title,
        href=relative(path, target.address),
        canonical=absolute(newsroom.address if newsroom else "", target.address),
    )
    yield Sheet(path, to_html(page).encode())


def _is_taken(read: Reader, path: str) -> bool:
    """Is there a page, a part of a story, or a file where this address would need a folder?"""
    # A part lies beside its story's first page, whose address alone is known.
    pages = (path, _PART.sub(".html", path))
    above = [parent.as_posix() for parent in PurePosixPath(path).parents if parent.suffix]
    taken = [f"address/{page}" for page in (*pages, *above)] + [f"former/{parent}" for parent in above]
    return any(read.first(list_) for list_ in taken)


def query_map(read: Reader, _: str) -> Iterator[Sheet]:
    """Lines for nginx: `map $request_uri $moved { include redirects.map; }`."""
    lines: dict[str, str] = {}
    # nginx takes no key twice and pays no heed to capitals: the oldest claim holds.
    for _, _, name, query in sorted(set(_queries(read))):
        target = _target(read, [name])
        if target:
            there = absolute("/", target.address).replace("$", "%24")
            lines.setdefault(query.lower(), f'"/{query}" "{there}";\n')
    if lines:
        yield Sheet("redirects.map", "".join(lines[key] for key in sorted(lines)).encode())


def _queries(read: Reader) -> Iterator[tuple[str, str, str, str]]:
    """(address in small letters, moment of publication, row name, address) for every query that a map can hold."""
    for name in dict.fromkeys(read.all("queries")):
        kind, _, key = name.partition(":")
        row = read.row(StandingPage, key) if kind == "page" else read.story(key)
        for address in row.former if row else ():
            query = address.lstrip("/")
            if "?" in query and not set(query) & set(' "\\;{}$\n\r'):
                yield query.lower(), getattr(row, "published", ""), name, query


def _target(read: Reader, names: list[str]) -> Story | StandingPage | None:
    """The first printed row that claims the address."""
    newsroom = read.newsroom()
    for name in names:
        kind, _, key = name.partition(":")
        row = read.row(StandingPage, key, "link") if kind == "page" else read.story(key, "link")
        if row and newsroom and row.language in newsroom.languages:
            return row
    return None


def _is_ours(read: Reader, path: str) -> bool:
    first, _, rest = path.partition("/")
    newsroom = read.newsroom()
    if first in OURS or first.startswith(("sitemap", "news-sitemap", ".")):
        return True
    if not newsroom or first not in newsroom.languages:
        return False
    second = rest.partition("/")[0]
    return second in OURS_IN_A_LANGUAGE or read.row(Section, second) is not None
