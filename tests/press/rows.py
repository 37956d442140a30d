"""Rows of copy as small as they can be, for tests of the press alone."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image

from tamizdat.press import copy, filing

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ADDRESS = "https://herald.example/"


def key(number: int) -> str:
    return uuid.UUID(int=0xABC000 + number).hex


def moment(hours_ago: float) -> str:
    return (NOW - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def newsroom(**parts: Any) -> copy.Newsroom:
    given = {
        "uid": uuid.UUID(int=7).hex,
        "languages": ("en", "ru"),
        "names": {"en": "The Harbour Herald", "ru": "Портовый вестник"},
        "address": ADDRESS,
        "security_contact": "mailto:safe@herald.example",
    }
    return copy.Newsroom(**{**given, **parts})


def story(number: int, **parts: Any) -> copy.Story:
    """The story of that number; a higher one is older by an hour."""
    given = {
        "key": key(number),
        "language": "en",
        "translation": key(number),
        "address": f"en/2026/11/story-{number}.html",
        "section": "news",
        "bylines": ("lev",),
        "headline": f"Story {number}",
        "deck": f"Deck of {number}.",
        "body": (copy.Passage(html=f"<p>Body of {number}.</p>"),),
        "published": moment(number),
        "changed": moment(number),
    }
    return copy.Story(**{**given, **parts})


def page(number: int, **parts: Any) -> copy.StandingPage:
    given = {
        "key": key(9000 + number),
        "language": "en",
        "translation": f"page-{number}",
        "address": f"en/page-{number}.html",
        "role": "other",
        "order": number,
        "title": f"Page {number}",
        "body": (copy.Passage(html="<p>Words.</p>"),),
        "changed": moment(1000),
    }
    return copy.StandingPage(**{**given, **parts})


def frame() -> list[copy.Row]:
    """What every newsroom has."""
    return [
        newsroom(),
        copy.Section(key="news", names={"en": "News", "ru": "Новости"}),
        copy.Section(key="courts", names={"en": "Courts", "ru": "Суд"}, order=1),
        copy.Byline(key="lev", names={"en": "A. Stork", "ru": "А. Аист"}, sort="pseudonym"),
        copy.Topic(key="ferry", names={"en": "Ferry", "ru": "Паром"}),
    ]


def drawn(width: int = 1200, height: int = 800, mode: str = "RGB", format_: str = "JPEG", **words: Any) -> bytes:
    """A picture with much in it, always the same."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert(mode).save(out, format_, **words)
    return out.getvalue()


def photo(content: bytes | None = None) -> copy.Photo:
    """A photo whose bytes the press has."""
    return copy.Photo(key=filing.keep(content or drawn()), width=1200, height=800)


def use(photo: copy.Photo, **words: str) -> copy.PhotoUse:
    given = {"caption": "Ferries.", "credit": "O. Reed", "alt": "Two ferries"}
    return copy.PhotoUse(photo=photo.key, **{**given, **words})


def passage(text: str) -> copy.Passage:
    return copy.Passage(html=f"<p>{text}</p>")
