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
