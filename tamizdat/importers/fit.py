"""Make every block fit the desk's forms: what is too long for its place moves to a place that holds it, whole.

The limits are the forms' own, in letters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from tamizdat.desk.draft import Block
from tamizdat.importers.words import beginning, one_line

HEADING = 200
PULLOUT = 400
WHO = 300
TITLE = 300
CAPTION = 1000
CREDIT = 300
ALT = 500
ADDRESS = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d{1,5})?(?:[/?#][!-~]*)?"
)  # what a card may lead to


def fitted(body: Iterable[Block]) -> tuple[Block, ...]:
    """The same words in blocks that the desk takes."""
    return tuple(fit for block in body for fit in _fit(block))


def paragraph(text: str, mark: str = "") -> Block:
    """A paragraph of plain text, all of it in one mark ("b", "i") or in none."""
    words = html.escape(one_line(text), quote=False)
    return Block(kind="paragraph", value=f"<p><{mark}>{words}</{mark}></p>" if mark else f"<p>{words}</p>")


def _fit(block: Block) -> Iterator[Block]:
    if block.kind == "heading" and len(block.value) > HEADING:
        yield paragraph(block.value, "b")
    elif block.kind == "pullout" and len(block.value) > PULLOUT:
        yield Block(kind="quote", value={"text": block.value, "who": ""})
    elif block.kind == "quote" and len(block.value["who"]) > WHO:
        yield Block(kind="quote", value={"text": f"{block.value['text']}\n{block.value['who']}", "who": ""})
    elif block.kind == "facts" and len(block.value["heading"]) > HEADING:
        yield paragraph(block.value["heading"], "b")
        yield Block(kind="facts", value={**block.value, "heading": beginning(block.value["heading"], HEADING)})
    elif block.kind == "link":
        yield _fit_link(block)
    else:
        yield block


def _fit_link(block: Block) -> Block:
    address, title = block.value["address"], block.value["title"]
    if len(address) > 300 or not ADDRESS.fullmatch(address):
        escaped = html.escape(address)
        return Block(
            kind="paragraph",
            value=f'<p><a href="{escaped}">{html.escape(beginning(title, TITLE), quote=False)}</a></p>',
        )
    return Block(kind="link", value={**block.value, "title": beginning(title, TITLE)})


def words_of(block: Block) -> str:
    """What a block says, as plain text."""
    value = block.value
    if block.kind == "list":
        return "\n".join(_plain(entry) for entry in value["entries"])
    if block.kind == "photo":
        return " ".join(filter(None, (value["photo"].caption, value["photo"].credit)))
    if isinstance(value, dict):
        return "\n".join(_plain(str(part)) for name, part in value.items() if part and name != "address")
    return _plain(value) if isinstance(value, str) else ""


def _plain(markup: str) -> str:
    return one_line(html.unescape(re.sub(r"<[^<>]+>", " " if "</p><p>" in markup else "", markup)))
