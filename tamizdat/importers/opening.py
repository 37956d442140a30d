"""Look at a file before anything is made of it: which format it is, and whether it can be read at all.

The bytes decide, not the name.  What cannot be taken is refused in one line that says how to mend it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from tamizdat.importers.decoding import decoded
from tamizdat.importers.found import BadFile

Format = Literal["wordpress", "feed", "html", "text"]
FORMATS: tuple[Format, ...] = ("wordpress", "feed", "html", "text")
LARGEST_PAGE = 50_000_000  # bytes; an export of WordPress is streamed and may be larger

_HEAD = 65_536
_NOT_TEXT: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "it is a ZIP archive", "Unpack it and import the files inside."),
    (b"PK\x05\x06", "it is an empty ZIP archive", "Make the archive again, unpack it and import the files inside."),
    (b"\x1f\x8b", "it is packed with gzip", "Unpack it first (gunzip) and import what comes out."),
    (b"BZh", "it is packed with bzip2", "Unpack it first (bunzip2) and import what comes out."),
    (b"\xfd7zXZ", "it is packed with xz", "Unpack it first (unxz) and import what comes out."),
    (b"7z\xbc\xaf", "it is a 7z archive", "Unpack it and import the files inside."),
    (b"Rar!", "it is a RAR archive", "Unpack it and import the files inside."),
    (b"%PDF", "it is a PDF", "Save the page as HTML or text and import that."),
    (b"\xff\xd8\xff", "it is a picture", "Import the page that showed it."),
    (b"\x89PNG", "it is a picture", "Import the page that showed it."),
    (b"GIF8", "it is a picture", "Import the page that showed it."),
    (b"RIFF", "it is a picture or a recording", "Import the page that showed it."),
    (b"SQLite format 3", "it is a database", "Export the stories from the program that wrote it."),
    (b"\xd0\xcf\x11\xe0", "it is an old office document", "Save it as plain text or HTML and import that."),
    (b"\x7fELF", "it is a program", "Choose the export, the feed or the saved page instead."),
)
_WORDPRESS = re.compile(r"wordpress\.org/export/|<wp:wxr_version|<wp:post_type|WordPress eXtended RSS", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_TAGS = re.compile(r"<(?:p|div|h[1-6]|article|section|br|span|a|img|ul|figure)[\s>/]", re.IGNORECASE)


def format_of(file: Path) -> Format:
    """Which importer a file is for.  Raises BadFile for what none of them can read."""
    head = _head(file)
    text, _ = decoded(head)
    start = text[:_HEAD].lstrip()
    if _WORDPRESS.search(start) and "<" in start[:200]:
        return "wordpress"
    if _FEED.search(start[:5000]) and not _PAGE.search(start[:500]):
        return "feed"
    if _PAGE.search(start[:20_000]) or len(_TAGS.findall(start)) >= 5:
        return "html"
    _refuse_other_texts(file, start)
    return "text"


def _head(file: Path) -> bytes:
    """The first bytes of a readable text file."""
    try:
        if not file.is_file():
            raise BadFile(file, "there is no such file." if not file.exists() else "it is a folder.", "Name a file.")
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
    except OSError as error:
        raise BadFile(file, f"it cannot be read ({error.strerror}).", "Check its rights.") from error
    refuse_bytes(file, head)
    return head


def refuse_bytes(file: Path | str, head: bytes) -> None:
    """Raises BadFile when bytes are no text."""
    if not head.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise BadFile(file, "the file is empty.", "Export or save it again.")
    for mark, what, mend in _NOT_TEXT:
        if head.startswith(mark):
            raise BadFile(file, f"{what}, not a text.", mend)
    sample = head[:8000]
    text, _ = decoded(sample)
    odd = len(re.findall("[\x00-\x08\x0e-\x1f\ufffd]", text))
    if odd > max(20, len(text) * 0.05):
        raise BadFile(
            file, "it is not a text (too many bytes that no text has).", "Choose the export or the saved page."
        )


def _refuse_other_texts(file: Path, start: str) -> None:
    if start.startswith(("{", "[{")) and '"' in start[:200]:
        raise BadFile(
            file, "it is JSON, which none of the importers reads.", "Name a WordPress export, feed, page or text."
        )
    if re.match(r"(?:From|MIME-Version|Snapshot-Content-Location|Content-Type):", start, re.IGNORECASE):
        raise BadFile(file, "it is a mail or a web archive in one file.", "Save the page as “HTML” or as text instead.")
    if start.startswith("<?xml") or re.match(r"<[a-zA-Z][\w:-]*[\s>]", start):
        raise BadFile(file, "it is XML, but neither a WordPress export nor a feed.", "Export the stories again.")


def content_of(file: Path) -> bytes:
    """All bytes of a page, a feed or a text.  Raises BadFile for what is too large or no text."""
    _head(file)
    if file.stat().st_size > LARGEST_PAGE:
        raise BadFile(file, f"it is larger than {LARGEST_PAGE // 1_000_000} MB.", "Save the story's page alone.")
    return file.read_bytes()
