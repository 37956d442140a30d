"""Blocks that are more than a paragraph: quotes, lists, tables, folded text, embedded players."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from tamizdat.desk.draft import Block
from tamizdat.importers import addresses
from tamizdat.importers.found import Notes, Picture, Piece
from tamizdat.importers.html import figures, rich
from tamizdat.importers.html.rich import Span, tag
from tamizdat.importers.html.tree import drop, named, text_of, under
from tamizdat.importers.words import one_line

_PULLED = re.compile(r"pull[-_ ]?(?:quote|out)|wp-block-pullquote", re.IGNORECASE)
_DASHED = re.compile(r"^[—–―-]{1,2}\s*(?P<who>\S.{1,120})$")
_PLAYERS: tuple[tuple[str, str], ...] = (
    (r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})", r"https://www.youtube.com/watch?v=\1"),
    (r"https?://player\.vimeo\.com/video/(\d+)", r"https://vimeo.com/\1"),
    (r"https?://(?:www\.)?dailymotion\.com/embed/video/(\w+)", r"https://www.dailymotion.com/video/\1"),
)


def said(node: etree._Element, start: str, notes: Notes) -> list[str]:
    """The plain lines of an element, one for each of its blocks and line breaks."""
    from_blocks: list[str] = []
    line: list[Span] = []

    def end() -> None:
        from_blocks.extend(rich.words(cut) for cut in rich.lines(line))
        line.clear()

    def walk(one: etree._Element) -> None:
        line.append(Span(rich.spaced(one.text)))
        for child in one:
            apart = tag(child) in (
                "p",
                "div",
                "li",
                "ul",
                "ol",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "blockquote",
                "section",
                "tr",
            )
            if apart:
                end()
                walk(child)
                end()
            elif tag(child):
                line.extend(rich.spans(child, Span(""), start, notes))
            line.append(Span(rich.spaced(child.tail)))

    walk(node)
    end()
    return [one_line(text) for text in from_blocks if one_line(text)]


def quote(node: etree._Element, start: str, notes: Notes) -> Iterator[Piece]:
    """A quotation with who said it; what a quotation cannot hold (pictures) follows it."""
    shown = [found for image in figures.images(node) if (found := figures.picture(image, start))]
    who = _taken_who(node)
    text = said(node, start, notes)
    if not who and len(text) > 1 and (dashed := _DASHED.match(text[-1])):
        who, text = dashed["who"], text[:-1]
    if any(rich.tag(inner) == "a" for inner in node.iterdescendants()) and text:
        notes.say("links inside a quotation dropped, their words kept")
    if text and is_pulled(node):
        yield Block(kind="pullout", value=" ".join(text) + (f" — {who}" if who else ""))
    elif text:
        yield Block(kind="quote", value={"text": "\n".join(text), "who": who})
    yield from shown


def _taken_who(node: etree._Element) -> str:
    named_by = [one for one in under(node, "cite", "footer") if one is not node]
    if not named_by or not text_of(named_by[-1]):
        return ""
    last = named_by[-1]
    outer = next((up for up in last.iterancestors() if tag(up) == "footer" and node in up.iterancestors()), last)
    inside_a_sentence = tag(outer) == "cite" and (outer.tail or "").strip()
    if inside_a_sentence:
        return ""
    who = re.sub(r"^[—–―-]{1,2}\s*", "", text_of(outer))
    drop(outer)
    return who


def entries(node: etree._Element, start: str, notes: Notes) -> list[str]:
    """The entries of a list, those of lists inside it after the one they belong to."""
    made: list[str] = []
    for child in node:
        if tag(child) in ("ul", "ol"):
            made += entries(child, start, notes)
        elif tag(child):
            made += _entry(child, start, notes)
    return made


def _entry(item: etree._Element, start: str, notes: Notes) -> list[str]:
    inner = [one for one in under(item, "ul", "ol") if not any(tag(up) in ("ul", "ol") for up in _up_to(one, item))]
    deeper = [line for one in inner for line in entries(one, start, notes)]
    for one in inner:
        drop(one)
    if deeper:
        notes.say("a list inside a list made one list")
    lines = rich.lines(rich.spans(item, Span(""), start, notes))
    own = [span for number, line in enumerate(lines) for span in ([Span(" ")] if number else []) + line]
    words = rich.markup(own)
    return ([words] if words else []) + deeper


def _up_to(node: etree._Element, top: etree._Element) -> list[etree._Element]:
    ups: list[etree._Element] = []
    for up in node.iterancestors():
        if up is top:
            break
        ups.append(up)
    return ups


def table(node: etree._Element, start: str, notes: Notes) -> Iterator[Piece]:
    """A table of figures as a box: a line a row, its cells divided by a bar, the head of a column in bold."""
    title = " ".join(text_of(one) for one in under(node, "caption"))
    rows: list[str] = []
    for row in under(node, "tr"):
        cells = [_cell(cell, start, notes) for cell in row if tag(cell) in ("td", "th")]
        if any(cells):
            rows.append(" | ".join(cells))
    if rows:
        notes.say("a table made lines, one a row")
        yield boxed(title, rows) if title else Block(kind="list", value={"ordered": False, "entries": rows})


def boxed(heading: str, lines: list[str]) -> Block:
    """A box of facts from lines of rich text."""
    return Block(kind="facts", value={"heading": heading, "body": "".join(f"<p>{line}</p>" for line in lines)})


def _cell(cell: etree._Element, start: str, notes: Notes) -> str:
    words = rich.markup(rich.spans(cell, Span(""), start, notes)).replace("\n", " ")
    return f"<b>{words}</b>" if tag(cell) == "th" and words and not words.startswith("<b>") else words


def is_layout(node: etree._Element) -> bool:
    """Whether a table only puts a page in order: it holds pictures, other tables, or whole passages of text."""
    rows = [[cell for cell in row if tag(cell) in ("td", "th")] for row in under(node, "tr")]
    if not rows or max(map(len, rows)) <= 1 or any(one is not node for one in under(node, "table")):
        return True
    cells = [cell for row in rows for cell in row]
    return bool(figures.images(node)) or any(sum(1 for _ in under(cell, "p", "h2", "h3", "ul")) > 2 for cell in cells)


def folded(node: etree._Element, start: str, notes: Notes) -> Iterator[Piece]:
    """Text that a page hid until asked, as a box under its summary."""
    summary = next(under(node, "summary"), None)
    heading = text_of(summary) if summary is not None else ""
    if summary is not None:
        drop(summary)
    body = [rich.markup([Span(line)]) for line in said(node, start, notes)]
    if body and heading:
        yield boxed(heading, body)
    elif body:
        yield from (Block(kind="paragraph", value=f"<p>{line}</p>") for line in body)
    yield from (found for image in figures.images(node) if (found := figures.picture(image, start)))


def terms(node: etree._Element, start: str, notes: Notes) -> Iterator[Piece]:
    """A list of terms: each in bold with what it means after it."""
    for child in node.iter():
        if tag(child) not in ("dt", "dd"):
            continue
        words = rich.markup(rich.spans(child, Span("", bold=tag(child) == "dt"), start, notes))
        if words:
            yield Block(kind="paragraph", value=f"<p>{words}</p>")


def embed(node: etree._Element, start: str, notes: Notes) -> list[Piece]:
    """A player or a frame as a link to what it showed; it would have called a stranger's server."""
    inner = next((one.get("src") for one in under(node, "source") if one.get("src")), "")
    given = node.get("src") or node.get("data-src") or node.get("data") or inner or ""
    found = link(given, node.get("title") or "", "", start)
    notes.say("an embedded player made a link" if found else "an embedded frame dropped")
    return list(found)


def link(address: str, title: str, note: str, start: str = "") -> list[Block]:
    """A link block; nothing when the address may not be a link."""
    if address.startswith("//"):
        address = "https:" + address
    for shape, page in _PLAYERS:
        if re.match(shape, address):
            address = re.sub(shape + r".*", page, address)
    clean, _ = addresses.link(address, start)
    if not clean or clean.startswith("mailto:"):
        return []
    named_as = one_line(title) or re.sub(r"^https?://(?:www\.)?", "", clean).rstrip("/")
    return [Block(kind="link", value={"address": clean, "title": named_as[:200], "note": one_line(note)})]


def is_pulled(node: etree._Element) -> bool:
    """Whether an element is called a pull-out."""
    return bool(_PULLED.search(named(node)))


def captioned(piece: Piece, caption: str) -> Piece:
    """A piece with the caption of the figure it stood in."""
    if not caption or isinstance(piece, Picture):
        return piece
    if piece.kind == "link":
        return Block(kind="link", value={**piece.value, "note": caption})
    if piece.kind == "list":
        return boxed(caption, piece.value["entries"])
    if piece.kind == "quote" and not piece.value["who"]:
        return Block(kind="quote", value={**piece.value, "who": caption})
    return piece


def alone(caption: str) -> list[Piece]:
    """A caption whose figure is gone."""
    return [Block(kind="paragraph", value=f"<p><i>{rich.markup([Span(caption)])}</i></p>")] if caption else []
