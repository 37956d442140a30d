"""Stories as chapters, for programs that read books and archives: they have no network, no script and no line of truth.

Chapters are XHTML that is HTML too: an EPUB wants the one, a ZIM the other.  Every file has one style beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from lxml import html as lxml_html

from tamizdat.front.directions import direction
from tamizdat.front.pages import CorrectionNote, Link
from tamizdat.front.typecase import typecase

STYLE = """html{font-family:Georgia,'PT Serif','Noto Serif',serif;line-height:1.5}
body{max-width:38rem;margin:0 auto;padding:1rem}
h1{font-size:1.7rem;line-height:1.15}h2{font-size:1.2rem;line-height:1.2}
.kicker,.by,.note,figcaption,small{font-family:sans-serif;font-size:.85rem;color:#666}
.deck{font-size:1.1rem;font-style:italic}
figure{margin:1.25rem 0}img{max-width:100%;height:auto}
blockquote{margin:1rem 1.5rem}
.claim,.facts,.fix,.see{border:1px solid #999;padding:.5rem 1rem;margin:1rem 0}
.pull{font-size:1.3rem;margin:1.5rem 0}
dt{font-weight:bold}dd{margin:0 0 .5rem}
nav li{margin:.4rem 0}
@media(prefers-color-scheme:dark){html{background:#161513;color:#ebe6dd}a{color:inherit}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture in a book."""

    href: str
    width: int  # pixels
    height: int
    alt: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One story."""

    language: str
    style: str  # address of the style
    headline: str
    deck: str = ""
    section: str = ""
    bylines: tuple[str, ...] = ()
    published: datetime  # aware, in the newsroom's zone
    changed: datetime | None = None
    picture: Figure | None = None
    body: tuple[str | Figure, ...] = ()  # XHTML blocks and pictures, in order
    corrections: tuple[CorrectionNote, ...] = ()
    back: Link | None = None  # to the contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is in a book, or in one month of an archive."""

    language: str
    style: str
    newsroom: str
    title: str
    intro: tuple[str, ...] = ()  # paragraphs
    groups: tuple[Link, ...] = ()  # months
    stories: tuple[Link, ...] = ()
    address: str = ""  # of the newsroom; empty when it has none
    back: Link | None = None
    is_book: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the package file of an EPUB says."""

    language: str
    identifier: str  # "urn:uuid:…"
    title: str
    newsroom: str
    published: datetime
    changed: str  # UTC, "2026-11-20T09:00:00Z"


def chapter(page: Chapter) -> str:
    return _set(page.language, "book/chapter.html", page=page)


def contents(page: Contents) -> str:
    return _set(page.language, "book/contents.html", page=page)


def package(book: Book, chapters: Sequence[str], pictures: Sequence[str]) -> str:
    """The package file (EPUB 3.3) of a book with these files."""
    text = _set(book.language, "book/package.xml", book=book, chapters=chapters, pictures=pictures)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'


def _set(language: str, template: str, **values: object) -> str:
    return typecase(language).get_template(template).render(**values, direction=direction(language)).strip() + "\n"


def xhtml(clean: str) -> str:
    """Clean HTML as XML: every element closed, every letter its own."""
    made = lxml_html.fragment_fromstring(clean, create_parent="div")
    return _text(made) + "".join(etree.tostring(one, encoding="unicode", method="xml") for one in made)


def _text(element: lxml_html.HtmlElement) -> str:
    return (element.text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
