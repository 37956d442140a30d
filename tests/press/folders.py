"""What lies in a served folder, and whether a reader who comes in at the top finds all that he is led to."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

NAMED = re.compile(r'(?:href|src|srcset)="([^"]*)"')


def snapshot(folder: Path) -> dict[str, bytes]:
    """Path → bytes of every file."""
    return {place.relative_to(folder).as_posix(): place.read_bytes() for place in folder.rglob("*") if place.is_file()}


def page(folder: Path, path: str) -> str:
    return (folder / path).read_text()


def dead_ends(folder: Path) -> list[str]:
    """Links that lead to nothing, on all pages that can be reached from the top page; none when there is none yet."""
    waiting, seen, found = ["index.html"], {"index.html"}, []
    while waiting and (folder / "index.html").exists():
        here = waiting.pop()
        for address in NAMED.findall((folder / here).read_text()):
            split = urlsplit(address)
            if split.scheme or split.netloc or not split.path:
                continue
            there = posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(split.path)))
            if not (folder / there).is_file():
                found.append(f"{here} → {there}")
            elif there.endswith(".html") and there not in seen:
                seen.add(there)
                waiting.append(there)
    return found
