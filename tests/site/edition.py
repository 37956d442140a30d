"""A printed edition as a stranger meets it: a folder of files, and nothing known of how it was made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html

STORY = re.compile(r"[a-z]{2}/\d{4}/\d{2}/[^/]+\.html")
PART = re.compile(r"\.\d+\.html$")
SHELF = re.compile(r"/\d+\.html$")


@dataclass(frozen=True)
class Edition:
    """The folder, the newsroom's public address, and when it was printed.

    `laid` are files laid over the folder: how a test plants a defect.
    """

    folder: Path
    address: str
    printed: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    secrets: tuple[str, ...] = ()  # words that were never published, or taken back
    laid: dict[str, bytes] = field(default_factory=dict)

    def having(self, path: str, content: bytes | str) -> Edition:
        """The edition with one file changed."""
        laid = content if isinstance(content, bytes) else content.encode()
        return replace(self, laid={**self.laid, path: laid})

    @cached_property
    def files(self) -> list[str]:
        found = {place.relative_to(self.folder).as_posix() for place in self.folder.rglob("*") if place.is_file()}
        return sorted(found | set(self.laid))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.files)

    def holds(self, path: str) -> bool:
        return path in self._names

    def read(self, path: str) -> bytes:
        return self.laid[path] if path in self.laid else (self.folder / path).read_bytes()

    def ending(self, *ends: str) -> list[str]:
        return [path for path in self.files if path.endswith(ends)]

    @cached_property
    def pages(self) -> dict[str, html.HtmlElement]:
        """Every page's tree, by path."""
        return {path: html.document_fromstring(self.read(path).decode()) for path in self.ending(".html")}

    def page(self, path: str) -> html.HtmlElement:
        return self.pages[path]

    def own(self, address: str) -> str | None:
        """The file that an absolute address on the newsroom's own host means; None when it is another's."""
        if not address.startswith(self.address):
            return None
        path = unquote(address.removeprefix(self.address).partition("#")[0])
        return f"{path}index.html" if not path or path.endswith("/") else path

    def kind(self, path: str) -> str:
        """What a page is: story, part, moved, front, list, shelf, corrections, lost, reader, thanks, standing."""
        if path == "404.html":
            return "lost"
        if path == "reader.html":
            return "reader"  # a program in the form of a page
        if self.page(path).xpath("//meta[@http-equiv='refresh']"):
            return "moved"
        if STORY.fullmatch(path):
            return "part" if PART.search(path) else "story"
        if path == "index.html" or (path.count("/") == 1 and path.endswith("/index.html")):
            return "front"
        if SHELF.search(path):
            return "shelf"
        if path.endswith("/corrections/index.html"):
            return "corrections"
        if "/support/" in path:
            return "thanks"  # a payment company leads there, or an appeal; search engines are asked to leave it out
        return "list" if path.endswith("/index.html") else "standing"

    def of_kind(self, *kinds: str) -> list[str]:
        return [path for path in self.pages if self.kind(path) in kinds]

    def language(self, path: str) -> str:
        return str(self.page(path).get("lang"))

    def json_ld(self, path: str) -> list[Any]:
        return [json.loads(script.text) for script in self.page(path).xpath("//script[@type='application/ld+json']")]

    def parts(self, address: str) -> list[str]:
        """All pages of one story, in order."""
        stem = address.removesuffix(".html")
        parts = [path for path in self.pages if re.fullmatch(re.escape(stem) + r"\.\d+\.html", path)]
        return [address, *sorted(parts, key=lambda path: int(path.rsplit(".", 2)[1]))]

    def sample(self, count: int) -> list[str]:
        """At most about `count` pages: one of each kind in each language first, then evenly over the rest."""
        first: dict[tuple[str, str], str] = {}
        for path in self.pages:
            first.setdefault((self.kind(path), self.language(path)), path)
        chosen = list(first.values())
        rest = [path for path in self.pages if path not in chosen]
        more = max(0, count - len(chosen))
        step = max(1, len(rest) // more) if more else 0
        return chosen + (rest[::step][:more] if more else [])


def texts(edition: Edition) -> Iterator[tuple[str, str]]:
    """(path, text) of every file that is text."""
    for path in edition.ending(".html", ".xml", ".json", ".txt", ".map"):
        yield path, edition.read(path).decode()
