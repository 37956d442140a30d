"""Bodies in an archive: the blocks as the desk keeps them, photos and links named by what is the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tamizdat.desk.archive.form import GONE
from tamizdat.desk.passages import LINK, PAGE_ID, PAGE_LINK

PAGE_KEY = re.compile(r"""\bkey=["']([0-9a-z]+)["']""")
Html = Callable[[str], str]


def given(body: Any, photos: Mapping[int, str], pages: Mapping[int, str]) -> list[dict[str, Any]]:
    """The body's blocks; photos by id -> name, linked pages by id -> key."""

    def link(tag: re.Match[str]) -> str:
        return PAGE_ID.sub(lambda found: f'key="{pages.get(int(found[1]), GONE)}"', tag[0])

    def html(text: str) -> str:
        return LINK.sub(lambda tag: link(tag) if PAGE_LINK.search(tag[0]) else tag[0], text)

    return [_block(dict(raw), html, lambda pk: photos.get(pk)) for raw in (body.raw_data if body else ())]


def taken(blocks: Any, photos: Mapping[str, int], pages: Mapping[str, int]) -> list[dict[str, Any]]:
    """The same blocks as the desk keeps them.  A link to a page that is not there leads nowhere, as it did before."""

    def link(tag: re.Match[str]) -> str:
        return PAGE_KEY.sub(lambda found: f'id="{pages.get(found[1], 0)}"', tag[0])

    def html(text: str) -> str:
        return LINK.sub(lambda tag: link(tag) if PAGE_LINK.search(tag[0]) else tag[0], text)

    return [_block(dict(raw), html, lambda name: photos.get(name)) for raw in blocks]


def _block(raw: dict[str, Any], html: Html, photo: Callable[[Any], Any]) -> dict[str, Any]:
    kind, value = raw["type"], raw["value"]
    if kind == "paragraph":
        value = html(value)
    elif kind == "facts":
        value = {**value, "body": html(value["body"])}
    elif kind == "list":
        value = {**value, "entries": [{**entry, "value": html(entry["value"])} for entry in value["entries"]]}
    elif kind == "photo":
        value = {**value, "photo": photo(value.get("photo"))}
    elif kind == "claim":
        value = {name: said.isoformat() if hasattr(said, "isoformat") else said for name, said in value.items()}
    return {**raw, "value": value}
