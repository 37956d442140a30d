"""Turn clean HTML, whoever made it, into the blocks of a body.

Words are never lost here without a note: what has no block of its own becomes paragraphs, lists, boxes or links.
Pictures come out as found, in their places; whether their files exist is somebody else's question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from tamizdat.desk.draft import Block
from tamizdat.importers import addresses
from tamizdat.importers.found import Notes, Picture, Piece
from tamizdat.importers.html import boxes, figures, rich
from tamizdat.importers.html.captions import with_captions
from tamizdat.importers.html.rich import Span, tag
from tamizdat.importers.html.tree import drop, text_of, under
from tamizdat.importers.words import listed, one_line

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = HEADINGS | listed(
    "p div section article main header footer aside figure figcaption blockquote ul ol li dl dt dd table tbody "
    "thead tfoot tr td th caption pre hr iframe embed object video audio details summary form fieldset center "
    "noscript nav hgroup picture address menu body html amp-img amp-iframe amp-youtube"
)
_EMBEDS = frozenset({"iframe", "embed", "video", "audio", "object", "amp-iframe"})


def pieces(root: etree._Element, notes: Notes, start: str = "") -> tuple[Piece, ...]:
    """The body that an element holds.  `start` is the address of the page, for relative links."""
    column = _Column(notes, start)
    column.inside(root)
    return tidied(with_captions(column.close()))


class _Column:
    """A column of type while it is being set: pieces that are done, and the line in hand."""

    def __init__(self, notes: Notes, start: str) -> None:
        self.done: list[Piece] = []
        self.line: list[Span] = []
        self.notes = notes
        self.start = start
        self.href = ""  # of a link that is set around blocks

    def close(self) -> list[Piece]:
        self.end_line()
        return self.done

    def end_line(self) -> None:
        for line in rich.lines(self.line):
            self.done.extend(_paragraph_or_link(line))
        self.line = []

    def put(self, *pieces: Piece) -> None:
        self.end_line()
        self.done.extend(pieces)

    def inside(self, node: etree._Element) -> None:
        """All that stands in an element, in order."""
        self.line.append(Span(rich.spaced(node.text), href=self.href))
        boxes_of_words = tag(node) != "p" and _is_only_spans(node)
        for child in node:
            if tag(child):
                if boxes_of_words and self._meets(child):
                    self.line.append(Span("\n"))
                self.set(child)
            self.line.append(Span(rich.spaced(child.tail), href=self.href))

    def _meets(self, child: etree._Element) -> bool:
        """Whether a word of this element would run into one that ends the element before it."""
        before, after = rich.words(self.line)[-1:], text_of(child)[:1]
        is_open = not self.line or not "".join(span.text for span in self.line).endswith((" ", "\n"))
        return (
            is_open
            and bool(before)
            and not before.isupper()
            and (after.isupper() or after.isdigit() or after in "«“„©")
        )

    def set(self, node: etree._Element) -> None:
        """One element."""
        name = tag(node)
        if name == "img" or name == "amp-img":
            self._image(node)
        elif name in _BLOCKS:
            self.end_line()
            self._block(node, name)
            self.end_line()
        elif name in rich.SILENT:
            self._silent(node, name)
        elif any(tag(inner) in _BLOCKS or tag(inner) == "img" for inner in node.iterdescendants()):
            self._through(node, name)
        else:
            self.line.extend(rich.spans(node, Span("", href=self.href), self.start, self.notes))

    def _through(self, node: etree._Element, name: str) -> None:
        """An inline element around blocks or pictures: its dress is lost, its contents are not."""
        if figures.is_framed(node):
            self._figure(node)
        elif name == "a" and node.get("href"):
            outer, (self.href, _) = self.href, addresses.link(node.get("href", ""), self.start)
            self.inside(node)
            self.line.append(Span(""))
            self.href = outer
        else:
            self.inside(node)

    def _silent(self, node: etree._Element, name: str) -> None:
        if name in ("input", "select", "textarea", "button") and text_of(node):
            self.notes.say("form fields dropped")

    def _image(self, node: etree._Element) -> None:
        letter = list(rich.spans(node, Span(""), self.start, self.notes))
        if letter:
            self.line.extend(letter)
        elif found := figures.picture(node, self.start):
            self.put(found)

    def _block(self, node: etree._Element, name: str) -> None:
        if name in HEADINGS:
            self._heading(node)
        elif name in ("figure", "picture") or figures.is_framed(node):
            self._figure(node)
        elif name == "blockquote":
            self.put(*boxes.quote(node, self.start, self.notes))
        elif name in ("ul", "ol", "menu"):
            self._list(node)
        elif name == "table":
            self._table(node)
        elif name == "pre":
            self.put(*(paragraph(html_escaped(line)) for line in preformatted(node)))
        elif name == "hr":
            self.put(Block(kind="divider", value=None))
        elif name in _EMBEDS:
            self.put(*boxes.embed(node, self.start, self.notes))
        elif name == "details":
            self.put(*boxes.folded(node, self.start, self.notes))
        elif name == "dl":
            self.put(*boxes.terms(node, self.start, self.notes))
        elif name == "noscript":
            self._noscript(node)
        elif name == "form":
            self.notes.say("a form dropped")
        else:
            self.inside(node)

    def _heading(self, node: etree._Element) -> None:
        for image in figures.images(node):
            self._image(image)
        if text := one_line(rich.words(rich.spans(node, Span(""), self.start, self.notes)).replace("\n", " ")):
            self.put(Block(kind="heading", value=text))

    def _noscript(self, node: etree._Element) -> None:
        """The copy of a picture for browsers without script: used only where the picture itself was drawn by script."""
        before = [image for sibling in node.itersiblings(preceding=True) for image in under(sibling, "img")]
        drawn = any(figures.picture(image, self.start) for image in before[:1])
        if not drawn:
            for image in under(node, "img"):
                self._image(image)

    def _figure(self, node: etree._Element) -> None:
        shown = [found for image in figures.images(node) if (found := figures.picture(image, self.start))]
        if shown:
            self.put(*_with_words(node, shown))
            return
        caption = " ".join(text_of(one) for one in under(node, "figcaption"))
        for one in list(under(node, "figcaption")):
            drop(one)
        if boxes.is_pulled(node):
            for inner in under(node, "blockquote"):
                inner.set("class", "pullquote")
        column = _Column(self.notes, self.start)
        column.inside(node)
        inside = column.close() or boxes.alone(caption)
        self.put(*[boxes.captioned(piece, caption) for piece in inside[:1]], *inside[1:])

    def _list(self, node: etree._Element) -> None:
        if figures.images(node):
            self.inside(node)
            return
        entries = boxes.entries(node, self.start, self.notes)
        if entries:
            self.put(Block(kind="list", value={"ordered": tag(node) == "ol", "entries": entries}))

    def _table(self, node: etree._Element) -> None:
        if boxes.is_layout(node):
            self.inside(node)
        else:
            self.put(*boxes.table(node, self.start, self.notes))


def _is_only_spans(node: etree._Element) -> bool:
    """Whether an element holds nothing but inline elements side by side: boxes of their own, as their style has it."""
    parts = [node.text, *(child.tail for child in node)]
    return len(node) > 1 and not any((part or "").strip() for part in parts)


def _with_words(node: etree._Element, shown: list[Picture]) -> list[Piece]:
    """Pictures of one figure with the figure's caption and credit; in a gallery each with its own."""
    inner = [one for one in under(node, "figure") if one is not node]
    if len(shown) > 1 and inner:
        return _gallery(node, inner)
    caption, credit = figures.caption_and_credit(node)
    number = figures.number_of(node)
    first = shown[0]
    filled = Picture(
        address=first.address,
        others=first.others,
        alt=first.alt,
        caption=caption,
        credit=credit or first.credit,
        number=first.number or number,
    )
    return [filled, *shown[1:]]


def _gallery(node: etree._Element, inner: list[etree._Element]) -> list[Piece]:
    made: list[Piece] = []
    for one in inner:
        shown = [found for image in figures.images(one) if (found := figures.picture(image))]
        if shown and not any(tag(deeper) == "figure" for deeper in one.iterdescendants()):
            made += _with_words(one, shown)
    own = [one for one in under(node, "figcaption") if not any(up in inner for up in one.iterancestors())]
    return made + [paragraph(rich.markup([Span(words, italic=True)])) for one in own if (words := text_of(one))]


def _paragraph_or_link(line: list[Span]) -> Iterable[Block]:
    text = rich.words(line)
    if re.fullmatch(r"https?://\S+", text):
        return boxes.link(text, "", "")
    return [paragraph(rich.markup(line))]


def paragraph(markup: str) -> Block:
    return Block(kind="paragraph", value=f"<p>{markup}</p>")


def html_escaped(text: str) -> str:
    return rich.markup([Span(text)])


def preformatted(node: etree._Element) -> list[str]:
    """The lines of a text that was set as typed."""
    for stop in list(under(node, "br")):
        stop.tail = "\n" + (stop.tail or "")
    return [one_line(line) for line in "".join(node.itertext()).split("\n") if line.strip()]


def tidied(body: Iterable[Piece]) -> tuple[Piece, ...]:
    """The body without doubled, first or last dividers and without a picture that stands twice in a row."""
    kept: list[Piece] = []
    for piece in body:
        is_divider = isinstance(piece, Block) and piece.kind == "divider"
        if is_divider and (not kept or kept[-1] == piece):
            continue
        if kept and isinstance(piece, Picture) and isinstance(kept[-1], Picture) and piece.address == kept[-1].address:
            kept[-1] = piece if piece.caption and not kept[-1].caption else kept[-1]
            continue
        kept.append(piece)
    while kept and isinstance(kept[-1], Block) and kept[-1].kind == "divider":
        kept.pop()
    return tuple(kept)
