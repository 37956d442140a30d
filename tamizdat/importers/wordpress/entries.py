"""Read an export one entry at a time: stories, pages, pictures and whatever else WordPress keeps.

Only one entry is in memory.  An export that is cut off, or whose entries are not closed, is refused as a whole before
anything is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from tamizdat.importers.found import BadFile
from tamizdat.importers.html.tree import LARGEST
from tamizdat.importers.wordpress.mending import MendedFile

_NAMESPACES = (("excerpt", "excerpt"), ("/content", "content"), ("wordpress.org/export", "wp"), ("purl.org/dc/", "dc"))


@dataclass(frozen=True)
class Term:
    """A category, tag, co-author or other heading that an entry is filed under."""

    domain: str
    slug: str
    name: str


@dataclass
class Entry:
    """One `item` of an export, as it is written there."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)  # "title", "wp:post_type"…: text as it stands
    terms: list[Term] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)  # of a key given twice the last; see `former_slugs`
    former_slugs: list[str] = field(default_factory=list)
    comments: int = 0
    too_large: bool = False

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()


@dataclass
class Heading:
    """What an export says of the whole site."""

    title: str = ""
    link: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)  # login -> name shown
    terms: dict[str, Term] = field(default_factory=dict)  # number -> category or term


def key_of(node: etree._Element) -> str:
    """An element's name with the usual prefix, whatever version or prefix the export declares."""
    if not isinstance(node.tag, str):
        return ""
    space, _, name = node.tag.rpartition("}")
    if not space:
        return name
    return next((f"{prefix}:{name}" for part, prefix in _NAMESPACES if part in space), f"?:{name}")


def entries(file: Path, heading: Heading, mended: MendedFile | None = None) -> Iterator[Entry]:
    """The entries of an export in order; `heading` is filled as it is met.  Raises BadFile."""
    _refuse_cut_off(file)
    stream = mended or MendedFile(file)
    parser = etree.iterparse(
        stream,
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        encoding="utf-8",
    )
    open_item: etree._Element | None = None
    try:
        for event, node in parser:
            key = key_of(node)
            if event == "start":
                if key == "item":
                    _refuse_nested(file, open_item)
                    open_item = node
                continue
            if key == "item":
                yield _entry(node)
                open_item = None
                _forget(node)
            elif open_item is None:
                _read_heading(node, key, heading)
    except etree.XMLSyntaxError as error:
        raise BadFile(file, f"its XML cannot be read (line {error.lineno}).", "Export it again.") from error


def _refuse_cut_off(file: Path) -> None:
    size = file.stat().st_size
    with file.open("rb") as opened:
        opened.seek(max(size - 4096, 0))
        tail = opened.read().replace(b"\x00", b"")  # wide encodings
    if b"</rss>" not in tail:
        raise BadFile(file, "the export is cut off: its last line </rss> is missing.", "Export or download it again.")


def _refuse_nested(file: Path, open_item: etree._Element | None) -> None:
    if open_item is not None:
        raise BadFile(
            file,
            f"the entry that starts at line {open_item.sourceline} is not closed.",
            "Mend that line or export it again.",
        )


def _forget(node: etree._Element) -> None:
    """Give back the memory of an entry that was read."""
    node.clear(keep_tail=False)
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _text(node: etree._Element) -> str:
    return "".join(node.itertext())


def _entry(item: etree._Element) -> Entry:
    entry = Entry(line=item.sourceline or 0)
    for child in item:
        key = key_of(child)
        if key == "category":
            entry.terms.append(
                Term(child.get("domain") or "category", child.get("nicename") or "", _text(child).strip())
            )
        elif key == "wp:postmeta":
            _read_meta(child, entry)
        elif key == "wp:comment":
            entry.comments += 1
        elif key and not (key in entry.fields and entry.fields[key].strip()):
            text = _text(child)
            if len(text) > LARGEST:
                entry.too_large = True
                text = ""
            entry.fields[key] = text
    return entry


def _read_meta(node: etree._Element, entry: Entry) -> None:
    parts = {key_of(child): _text(child).strip() for child in node}
    key, value = parts.get("wp:meta_key", ""), parts.get("wp:meta_value", "")
    if key == "_wp_old_slug":
        entry.former_slugs.append(value)
    elif key:
        entry.meta[key] = value


def _read_heading(node: etree._Element, key: str, heading: Heading) -> None:
    if key == "title":
        heading.title = heading.title or _text(node).strip()
    elif key == "language":
        heading.language = heading.language or _text(node).strip()
    elif key in ("wp:base_blog_url", "link"):
        heading.link = _text(node).strip() or heading.link if key != "link" else heading.link or _text(node).strip()
    elif key == "wp:author":
        _read_author(node, heading)
    elif key in ("wp:category", "wp:tag", "wp:term"):
        _read_term(node, key, heading)


def _read_author(node: etree._Element, heading: Heading) -> None:
    parts = {key_of(child).removeprefix("wp:author_"): _text(child).strip() for child in node}
    whole = " ".join(filter(None, (parts.get("first_name"), parts.get("last_name"))))
    shown = parts.get("display_name", "")
    if login := parts.get("login", ""):
        heading.authors[login] = whole if whole and (not shown or shown == login) else shown or login


def _read_term(node: etree._Element, key: str, heading: Heading) -> None:
    parts = {key_of(child).removeprefix("wp:"): _text(child).strip() for child in node}
    name = parts.get("cat_name") or parts.get("tag_name") or parts.get("term_name") or ""
    slug = parts.get("category_nicename") or parts.get("tag_slug") or parts.get("term_slug") or ""
    domain = parts.get("term_taxonomy") or {"wp:category": "category", "wp:tag": "post_tag"}.get(key, "")
    if number := parts.get("term_id", ""):
        heading.terms[number] = Term(domain, slug, name)
