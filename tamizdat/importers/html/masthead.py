"""Read what a page says of itself: headline, deck, names, dates, language, address.

Machines' fields come first (JSON-LD, then OpenGraph, then Dublin Core and other meta elements), since a newsroom's own
program wrote them for every page alike; what readers see comes next.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from lxml import etree

from tamizdat.importers.addresses import as_first_published, joined
from tamizdat.importers.dates import is_mostly_a_date, moment
from tamizdat.importers.html import headlines, names
from tamizdat.importers.html.decks import shown_deck
from tamizdat.importers.html.rich import tag
from tamizdat.importers.html.tree import text_of, under
from tamizdat.importers.words import one_line, plain

_ARTICLE = re.compile(r"Article|BlogPosting|Report|Review|NewsMediaObject|CreativeWork$")


@dataclass(frozen=True)
class Masthead:
    """A page's own words on itself; empty where it says nothing."""

    headline: str
    decks: tuple[str, ...]  # what it says in a sentence; may be its own beginning
    bylines: tuple[str, ...]
    published: datetime | None
    changed: datetime | None
    language: str
    address: str
    site: str
    section: str
    topics: tuple[str, ...]
    image: str
    body: str  # the story's text as a machine's field gives it
    free: bool  # False where the page says that it is not free to read


def read(root: etree._Element, zone: tzinfo, saved: str = "") -> Masthead:
    """All that a whole page says of itself."""
    article = _article(root)
    meta = _meta(root)
    address = _address(root, meta, article) or saved
    machine = plain(_text(article.get("headline"))) or _first("", meta, *_TITLES)
    headline = headlines.headline(root, machine, _first("", meta, "og:site_name", "application-name").casefold())
    return Masthead(
        headline=headline,
        decks=tuple(dict.fromkeys((*shown_deck(root, headline), *_decks(meta, article)))),
        bylines=names.bylines(root, _people(article.get("author")), meta),
        published=_when(root, zone, _text(article.get("datePublished")), meta, _PUBLISHED, "datePublished"),
        changed=_when(None, zone, _text(article.get("dateModified")), meta, _CHANGED, "dateModified"),
        language=_language(root, meta, article),
        address=address,
        site=_first("".join(_people(article.get("publisher"))[:1]), meta, "og:site_name", "application-name"),
        section=_first(_text(article.get("articleSection")), meta, "article:section", "section", "parsely-section"),
        topics=_topics(meta, article),
        image=joined(address, _first(_image(article.get("image")), meta, "og:image", "twitter:image", "og:image:url")),
        body=plain(_text(article.get("articleBody"))),
        free=str(article.get("isAccessibleForFree", "true")).lower() not in ("false", "0", "no"),
    )


_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title")
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.issued",
    "pubdate",
    "publishdate",
    "parsely-pub-date",
    "sailthru.date",
    "publication_date",
    "article.published",
)
_CHANGED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
)


# JSON-LD


def _article(root: etree._Element) -> dict[str, Any]:
    """The page's article among its JSON-LD, the one with most fields; {} for none."""
    things = [
        thing
        for script in under(root, "script")
        if "ld+json" in (script.get("type") or "")
        for thing in _things(_parsed(script.text or ""))
    ]
    articles = [
        thing for thing in things if _ARTICLE.search(_kinds(thing)) and not re.search(r"WebSite|WebPage", _kinds(thing))
    ]
    return max(articles, key=len, default={})


def _parsed(text: str) -> Any:
    """JSON as pages hold it: with line breaks in strings and comments around it."""
    bare = re.sub(
        r"^\s*(?:/[/*]\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*/)?|(?:/[/*]\s*)?(?:-->|\]\]>)(?:\s*\*/)?\s*$", "", text.strip()
    )
    for attempt in (bare, re.sub(r"[\x00-\x1f]+", " ", bare), html.unescape(re.sub(r"[\x00-\x1f]+", " ", bare))):
        try:
            return json.loads(attempt.rstrip("; \n"), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for each in value:
            yield from _things(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            yield from _things(value.get(key), depth + 1)


def _kinds(thing: dict[str, Any]) -> str:
    kind = thing.get("@type", "")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("@value") or value.get("url") or "")
    return str(value) if isinstance(value, str | int | float) else ""


def _people(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [name for each in values if (name := plain(_text(each))) and not name.startswith("http")]


def _image(value: Any) -> str:
    if isinstance(value, list):
        return _image(value[0]) if value else ""
    if isinstance(value, dict):
        return _text(value.get("url") or value.get("contentUrl") or "")
    return _text(value)


# meta elements


def _meta(root: etree._Element) -> dict[str, list[str]]:
    """Contents of meta elements by name or property, in lower case."""
    found: dict[str, list[str]] = {}
    for node in under(root, "meta"):
        name = (
            node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv") or ""
        ).lower()
        if name and (value := one_line(html.unescape(node.get("content") or ""))):
            found.setdefault(name, []).append(value)
    return found


def _first(own: str, meta: dict[str, list[str]], *keys: str) -> str:
    return plain(own) or next((plain(meta[key][0]) for key in keys if key in meta), "")


def _topics(meta: dict[str, list[str]], article: dict[str, Any]) -> tuple[str, ...]:
    """Topics, where they were given one by one; a bag of key words for search engines is none."""
    tags = meta.get("article:tag", [])
    words = article.get("keywords")
    listed = (
        tags if len(tags) > 1 else (words if isinstance(words, list) else (words or ",".join(tags) or "").split(","))
    )
    named_topics = [plain(str(word)).removeprefix("tag:") for word in listed]
    return tuple(name for name in dict.fromkeys(named_topics) if 1 < len(name) <= 60 and ":" not in name)[:12]


def _decks(meta: dict[str, list[str]], article: dict[str, Any]) -> tuple[str, ...]:
    own = plain(_text(article.get("alternativeHeadline"))), plain(_text(article.get("description")))
    keys = ("og:description", "description", "twitter:description", "dc.description")
    return tuple(dict.fromkeys(filter(None, (own[1], *(plain(meta[key][0]) for key in keys if key in meta), own[0]))))


# what readers see


def _when(
    root: etree._Element | None, zone: tzinfo, own: str, meta: dict[str, list[str]], keys: tuple[str, ...], prop: str
) -> datetime | None:
    candidates = [own, *(meta[key][0] for key in keys if key in meta)]
    if root is not None:
        candidates += list(_times(root, prop))
    return next((when for text in candidates if text and (when := moment(text, zone))), None)


def _times(root: etree._Element, prop: str) -> Iterator[str]:
    """Dates that readers see: marked as the date of publication, then any time element, then a line that is a date."""
    for node in root.iter():
        if tag(node) and (node.get("itemprop") == prop or "pubdate" in node.attrib):
            yield node.get("datetime") or node.get("content") or text_of(node)
    for node in under(root, "time"):
        yield node.get("datetime") or text_of(node)
    for node in root.iter():
        if tag(node) in ("span", "p", "div", "li") and len(node) <= 2:
            text = text_of(node)
            if 6 <= len(text) <= 80 and is_mostly_a_date(text):
                yield text


def _language(root: etree._Element, meta: dict[str, list[str]], article: dict[str, Any]) -> str:
    own = _text(article.get("inLanguage"))
    return (
        own
        or root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or _first("", meta, "og:locale", "content-language", "dc.language", "language")
    )


def _address(root: etree._Element, meta: dict[str, list[str]], article: dict[str, Any]) -> str:
    canonical = next(
        (node.get("href") or "" for node in under(root, "link") if "canonical" in (node.get("rel") or "").lower()), ""
    )
    own = _text(article.get("url")) or _text(article.get("mainEntityOfPage"))
    known = [canonical, _first("", meta, "og:url"), own]
    return next((as_first_published(address) for address in known if address.startswith(("http://", "https://"))), "")


def saved_from(text: str) -> str:
    """The address that a browser wrote into a page when it saved it."""
    found = re.search(r"<!--\s*(?:saved from url=\(\d+\)|Page saved .*? url:)\s*(https?://[^\s>]+)", text[:5000])
    return as_first_published(found.group(1)) if found else ""
