"""Read a file with the importer it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tamizdat.importers import feeds
from tamizdat.importers.found import Finding, Wishes
from tamizdat.importers.html import page as html_page
from tamizdat.importers.opening import Format, format_of
from tamizdat.importers.text import page as text_page
from tamizdat.importers.wordpress import export

_READERS: dict[Format, Callable[[Path, Wishes], Iterator[Finding]]] = {
    "wordpress": export.found_in,
    "feed": feeds.found_in,
    "html": html_page.found_in,
    "text": text_page.found_in,
}


def findings(file: Path, wishes: Wishes, wanted: Format | None = None) -> Iterator[Finding]:
    """All that a file holds; `wanted` is its format, else its bytes decide.  Raises BadFile."""
    sniffed = format_of(file)
    return _READERS[wanted or sniffed](file, wishes)


def expected(file: Path) -> int:
    """About how many things a file holds, for a progress bar: counted, not read."""
    if not file.is_file():
        return 1
    count, rest = 0, b""
    with file.open("rb") as opened:
        while chunk := opened.read(1 << 20):
            window = rest + chunk
            count += window.count(b"<item>") + window.count(b"<item ") + window.count(b"<entry>")
            rest = window[-5:]  # shorter than any mark, so that none is counted twice
    return max(count, 1)
