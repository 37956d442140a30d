"""An issue of the newsletter as a book: EPUB 3.3, which any reader of books opens, and a mail can carry.

A zip with three files that say what is in it; the same stories give the same bytes.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tamizdat.front import books
from tamizdat.front.books import Book, Contents
from tamizdat.front.pages import Link
from tamizdat.press.copy import Issue, Picked, Story
from tamizdat.press.enclosures.chapters import STYLE, Binding
from tamizdat.press.frames import Setting
from tamizdat.press.wording import paragraphs

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
EARLY = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier day


def bound(setting: Setting, issue: Issue, picked: Sequence[tuple[Picked, Story]]) -> bytes:
    """The EPUB of an issue: its words and the stories that it picked, whole."""
    names = {story.key: f"story-{number}.xhtml" for number, (_, story) in enumerate(picked, 1)}
    binding = Binding(setting, names.get)
    back = Link(label=issue.subject, href="contents.xhtml")
    chapters = [
        (names[story.key], books.chapter(binding.chapter(story, names[story.key], back))) for _, story in picked
    ]
    contents = Contents(
        language=issue.language,
        style=STYLE,
        newsroom=setting.newsroom,
        title=issue.subject,
        intro=paragraphs(issue.intro),
        stories=tuple(Link(label=pick.headline or story.headline, href=names[story.key]) for pick, story in picked),
        address=setting.address,
        is_book=True,
    )
    package = Book(
        language=issue.language,
        identifier=f"urn:uuid:{uuid.uuid5(uuid.UUID(hex=setting.standing['uid'] or '0' * 32), f'issue/{issue.key}')}",
        title=f"{setting.newsroom}: {issue.subject}",
        newsroom=setting.newsroom,
        published=setting.moment(issue.sent),
        changed=max(issue.sent, *(story.changed for _, story in picked)),
    )
    files = {
        "META-INF/container.xml": CONTAINER.encode(),
        "book/package.opf": books.package(package, [name for name, _ in chapters], list(binding.pictures)).encode(),
        "book/contents.xhtml": books.contents(contents).encode(),
        f"book/{STYLE}": books.STYLE.encode(),
        **{f"book/{name}": text.encode() for name, text in chapters},
        **{f"book/{path}": setting.read.content(made) for path, made in binding.pictures.items()},
    }
    return _zipped(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    """With what it is in front, unpacked, as EPUB wants it (OCF 3.3, section 4.3)."""
    out = io.BytesIO()
    with ZipFile(out, "w") as zipped:
        zipped.writestr(ZipInfo("mimetype", EARLY), b"application/epub+zip", ZIP_STORED)
        for path, content in files.items():
            kind = ZIP_STORED if path.endswith(".jpg") else ZIP_DEFLATED
            zipped.writestr(ZipInfo(path, EARLY), content, kind, 9)
    return out.getvalue()
