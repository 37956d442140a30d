"""Serve a printed edition as it lies in its folder.

For the newsroom's own machine and for looking at an edition before it is carried anywhere.  It reads files and nothing
else, keeps no log, sets no cookie, and lets any page read them (the edition is public; checking clients need it).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote
from wsgiref.util import FileWrapper

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".map": "text/plain; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".avif": "image/avif",
    ".epub": "application/epub+zip",
}
FEEDS = {"feed.xml": "application/rss+xml; charset=utf-8", "atom.xml": "application/atom+xml; charset=utf-8"}
ALWAYS = [
    ("Access-Control-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),  # a browser's cache is evidence of what was read
]
Start = Callable[[str, list[tuple[str, str]]], Any]


def kind_of(name: str) -> str:
    """What browsers are told that a file of this name is."""
    return FEEDS.get(name) or TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")


class Site:
    """A WSGI application over one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start("405 Method Not Allowed", [*ALWAYS, ("Allow", "GET, HEAD"), ("Content-Length", "0")])
            return []
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        place = self._place(path)
        if place is None:
            return self._send(environ, start, "404 Not Found", self.folder / "404.html")
        if place.is_dir():
            where = quote(place.name)  # relative: the edition may lie in any folder of the host
            start("308 Permanent Redirect", [*ALWAYS, ("Location", f"./{where}/"), ("Content-Length", "0")])
            return []
        return self._send(environ, start, "200 OK", place)

    def _place(self, path: str) -> Path | None:
        """The file or folder that an address names; None when there is none, or when it leads out of the edition."""
        segments = [segment for segment in path.split("/")[1:] if segment]
        if any(segment in (".", "..") or "\0" in segment or "\\" in segment for segment in segments):
            return None
        place = self.folder.joinpath(*segments)
        if path.endswith("/"):
            place = place / "index.html"
        try:
            # A link that somebody laid there may lead to the desk's own files.
            inside = place.resolve().is_relative_to(self.folder.resolve())
            return place if inside and place.exists() else None
        except OSError:  # a name too long for the file system is not there either
            return None

    def _send(self, environ: dict[str, Any], start: Start, status: str, place: Path) -> Iterable[bytes]:
        try:
            file = open(place, "rb")  # noqa: SIM115  # the server closes it
        except OSError:
            start("404 Not Found", [*ALWAYS, ("Content-Length", "0")])
            return []
        size = os.fstat(file.fileno()).st_size
        kind = kind_of(place.name)
        start(status, [*ALWAYS, ("Content-Type", kind), ("Content-Length", str(size))])
        if environ["REQUEST_METHOD"] == "HEAD":
            file.close()
            return []
        return FileWrapper(file, 65_536)
