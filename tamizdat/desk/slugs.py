"""Make the part of an address that names one thing: plain ASCII, so that any host, folder or bucket can hold it.

Russian, Arabic and emoji are written in Latin letters; what has no letters at all still gets a slug.
"""

from __future__ import annotations

import re

from anyascii import anyascii

LONGEST = 80  # characters: a whole path stays readable in a chat window
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
YEAR = re.compile(r"\d{4}")


def slug_of(text: str, instead: str) -> str:
    """The text as a slug; `instead` when nothing of it can be written in ASCII."""
    words = re.findall(r"[a-z0-9]+", anyascii(text).lower().replace("'", ""))
    return _shortened(words) or instead


def _shortened(words: list[str]) -> str:
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug


def numbered(slug: str, number: int) -> str:
    """The slug for the second, third… thing of that name, no longer than a slug may be."""
    if number == 1:
        return slug
    tail = f"-{number}"
    return slug[: LONGEST - len(tail)].rstrip("-") + tail
