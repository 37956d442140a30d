"""Turn a body into passages of copy: clean HTML, photos by their bytes' hash, links to stories by their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import nh3

from tamizdat.desk.body import RICH_PARTS
from tamizdat.front.blocks import block
from tamizdat.press.copy import Passage, PhotoUse

TAGS = {"p", "b", "i", "a", "br"}
SCHEMES = {"http", "https", "story"}
LINK = re.compile(r"<a\b[^>]*>")
PAGE_LINK = re.compile(r"""\blinktype=["']page["']""")
PAGE_ID = re.compile(r"""\bid=["'](\d+)["']""")
BARE_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
EMPTY = re.compile(r"<p>(\s|&nbsp;|<br>)*</p>")


def passages(body: Any, language: str, photos: Mapping[int, str], stories: Mapping[int, str]) -> tuple[Passage, ...]:
    """The body's blocks in order; a photo that is gone and a block that says nothing are left out."""
    return tuple(_passages(body.raw_data if body else (), language, photos, stories))


def _passages(blocks: Any, language: str, photos: Mapping[int, str], stories: Mapping[int, str]) -> Iterator[Passage]:
    for raw in blocks:
        kind, value = raw["type"], raw["value"]
        if kind == "photo":
            if use := _photo(value, photos):
                yield Passage(photo=use)
        elif html := block(kind, _value(kind, value, stories), language):
            yield Passage(html=html)


def _photo(value: dict[str, Any], photos: Mapping[int, str]) -> PhotoUse | None:
    digest = photos.get(value.get("photo") or 0)
    if not digest:
        return None
    return PhotoUse(photo=digest, **{name: value.get(name) or "" for name in ("caption", "credit", "alt")})


def _value(kind: str, value: Any, stories: Mapping[int, str]) -> Any:
    if kind == "paragraph":
        return clean(value, stories)
    if kind == "claim":  # a form not yet saved holds days, a saved body holds text
        return {name: said.isoformat() if isinstance(said, date) else said for name, said in value.items()}
    if kind == "facts":
        return {**value, "body": clean(value["body"], stories)}
    if kind == "list":
        entries = [clean(entry["value"], stories) for entry in value["entries"]]
        return {"ordered": value["ordered"], "entries": [_without_paragraphs(entry) for entry in entries if entry]}
    return value


def clean(html: str, stories: Mapping[int, str]) -> str:
    """Rich text with p, b, i, a and br and nothing else, links to stories as `story:KEY`."""
    linked = LINK.sub(lambda tag: _link(tag.group(), stories), html or "")
    cleaned = nh3.clean(linked, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None)
    return EMPTY.sub("", BARE_LINK.sub(r"\1", cleaned)).strip()


def _link(tag: str, stories: Mapping[int, str]) -> str:
    if not PAGE_LINK.search(tag):
        return tag
    page = PAGE_ID.search(tag)
    key = stories.get(int(page.group(1))) if page else None
    return f'<a href="story:{key}">' if key else "<a>"


def _without_paragraphs(html: str) -> str:
    return html.replace("</p><p>", "<br>").replace("<p>", "").replace("</p>", "")


def stories_linked(body: Any) -> Iterator[int]:
    """Ids of the pages that a body's rich text links to."""
    for raw in body.raw_data if body else ():
        for html in _rich(raw["type"], raw["value"]):
            for tag in LINK.findall(html):
                page = PAGE_ID.search(tag)
                if page and PAGE_LINK.search(tag):
                    yield int(page.group(1))


def _rich(kind: str, value: Any) -> list[str]:
    part = RICH_PARTS.get(kind)
    if part is None:
        return []
    if part == "":
        return [value]
    held = value[part]
    return [entry["value"] for entry in held] if isinstance(held, list) else [held]
