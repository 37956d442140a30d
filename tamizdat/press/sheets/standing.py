"""Standing type: what surrounds every page of one language, set once and kept.

A plate reads it as a single point, so that a story notes one thing instead of every section and policy, and the
archive is touched only when the result really differs.
"""

from __future__ import annotations

import json
from typing import Any

from tamizdat.front.directions import own_name
from tamizdat.press.copy import Letters, Newsroom, Reach, Section, StandingPage, Support
from tamizdat.press.reads import Reader
from tamizdat.press.sheets.enclosures import listed
from tamizdat.press.wording import in_language


def value(read: Reader, language: str) -> str:
    """The standing type of a language as JSON; empty when the newsroom does not write in it."""
    newsroom = read.newsroom()
    if newsroom is None or language not in newsroom.languages:
        return ""
    return json.dumps(_set(read, newsroom, language), ensure_ascii=False, sort_keys=True)


def _set(read: Reader, newsroom: Newsroom, language: str) -> dict[str, Any]:
    return {
        "uid": newsroom.uid,
        "newsroom": in_language(newsroom.names, language),
        "strapline": in_language(newsroom.straplines, language),
        "address": newsroom.address,
        "zone": newsroom.time_zone,
        "email": newsroom.email,
        "colour": newsroom.colour,
        "logo": newsroom.logo,
        "languages": [[code, own_name(code)] for code in newsroom.languages],
        "reach": read.row(Reach, "reach") is not None,
        "letters": _letters(read, language),
        "support": read.row(Support, "support") is not None,
        "stories": read.first(f"{language}/all") is not None,
        "search_in": (searched := [code for code in newsroom.languages if read.first(listed(code, "search"))]),
        "search": language in searched,
        "offline_in": (taken := [code for code in newsroom.languages if read.first(listed(code, "archive"))]),
        "offline": language in taken,
        "sections": _sections(read, language),
        "pages": _pages(read, language),
    }


def _letters(read: Reader, language: str) -> str | None:
    """What the newsletter promises; None while nobody can sign up for it."""
    letters = read.row(Letters, "letters")
    return in_language(letters.promises, language) if letters else None


def _sections(read: Reader, language: str) -> list[list[str]]:
    """[key, name] of every section that has a story in this language, in the newsroom's order."""
    found = []
    for name in read.all("sections"):
        section = read.row(Section, name.partition(":")[2])
        if section and read.first(f"{language}/section/{section.key}"):
            found.append([section.key, in_language(section.names, language) or section.key])
    return found


def _pages(read: Reader, language: str) -> list[list[str]]:
    """[role, title, address] of every standing page in this language, in the newsroom's order."""
    found = []
    for name in read.all(f"pages/{language}"):
        page = read.row(StandingPage, name.partition(":")[2], "link")
        if page:
            found.append([page.role, page.title, page.address])
    return found
