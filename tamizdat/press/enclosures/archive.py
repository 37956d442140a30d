"""A year of the paper in one file (ZIM), for Kiwix and others: whole stories, months, and an index of its own.

A year, because one that has ended changes no more: mirrors carry it once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image, ImageColor

from tamizdat.front import books, dates
from tamizdat.front.books import Contents
from tamizdat.front.pages import Link
from tamizdat.press.copy import Story
from tamizdat.press.enclosures.chapters import STYLE, Binding
from tamizdat.press.frames import Setting
from tamizdat.press.links import relative

FRONT = "index.html"
NEWEST = 40  # stories on the first page
# What a ZIM says of its language: three letters (ISO 639-3), where Babel's alpha-2 codes have them.
LETTERS = {"en": "eng", "ru": "rus", "be": "bel", "uk": "ukr", "kk": "kaz", "de": "deu", "fr": "fra", "es": "spa"}
LETTERS |= {"ar": "ara", "fa": "fas", "he": "heb", "ka": "kat", "hy": "hye", "az": "aze", "uz": "uzb", "ky": "kir"}
LETTERS |= {"lv": "lav", "lt": "lit", "et": "est", "pl": "pol", "pt": "por", "it": "ita", "tr": "tur", "zh": "zho"}
UNKNOWN = "und"
Told = Callable[[int], None]  # hears how many stories are in


def write(place: Path, setting: Setting, year: str, stories: Sequence[Story], told: Told) -> None:
    """Write the archive of a year's stories, given as cards, oldest first.  `place` must not exist.

    Whole stories are read one by one, so that memory does not grow with their length.
    """
    from libzim.writer import Creator  # 25 MB of memory, in the process that writes and in no other

    binding = Binding(setting, {card.key: card.address for card in stories}.get)
    title = f"{setting.newsroom}, {year}"
    letters = LETTERS.get(setting.language.partition("-")[0], UNKNOWN)
    with _silent(), Creator(place).config_indexing(True, letters) as creator:
        creator.set_mainpath(FRONT)
        for number, card in enumerate(stories, 1):
            told(number)
            story = setting.read.story(card.key)
            if story is None:
                continue
            back = Link(label=title, href=relative(story.address, FRONT))
            page = books.chapter(binding.chapter(story, story.address, back))
            creator.add_item(_item(story.address, story.headline, "text/html", page.encode()))
        for path, contents in _contents(setting, title, stories):
            creator.add_item(_item(path, contents.title, "text/html", books.contents(contents).encode()))
        creator.add_item(_item(STYLE, "", "text/css", books.STYLE.encode()))
        for path, made in binding.pictures.items():
            creator.add_item(_item(path, "", made.type, setting.read.content(made)))
        creator.add_illustration(48, _illustration(setting.standing["colour"]))
        for name, said in _about(setting, title, year, letters, stories[-1]).items():
            creator.add_metadata(name, said)


@contextmanager
def _silent() -> Iterator[None]:
    """The library tells its steps on standard output, where a command's own answer must stand alone."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _about(setting: Setting, title: str, year: str, letters: str, newest: Story) -> dict[str, str]:
    """What the archive says of itself (https://wiki.openzim.org/wiki/Metadata)."""
    return {
        "Name": f"{setting.standing['uid'] or 'tamizdat'}_{setting.language}_{year}",
        "Title": title[:30],
        "Description": (setting.standing["strapline"] or title)[:80],
        "Language": letters,
        "Creator": setting.newsroom,
        "Publisher": setting.newsroom,
        "Date": newest.published[:10],
        "Tags": "_category:other;_pictures:yes;_videos:no;_details:yes",
        "Scraper": "tamizdat",
    }


def _contents(setting: Setting, title: str, stories: Sequence[Story]) -> Iterator[tuple[str, Contents]]:
    months = [(month, list(those)) for month, those in groupby(stories, lambda story: story.published[:7])]
    back = Link(label=title, href=FRONT)
    for month, those in months:
        name = dates.month(setting.moment(those[0].published), setting.language)
        yield f"{month}.html", _page(setting, f"{month}.html", name, reversed(those), back=back)
    groups = tuple(
        Link(label=dates.month(setting.moment(those[0].published), setting.language), href=f"{month}.html")
        for month, those in reversed(months)
    )
    yield FRONT, _page(setting, FRONT, title, reversed(stories[-NEWEST:]), groups=groups)


def _page(setting: Setting, here: str, title: str, stories: Iterable[Story], **more: Any) -> Contents:
    return Contents(
        language=setting.language,
        style=relative(here, STYLE),
        newsroom=setting.newsroom,
        title=title,
        stories=tuple(Link(label=story.headline, href=relative(here, story.address)) for story in stories),
        address=setting.address,
        **more,
    )


def _illustration(colour: str) -> bytes:
    """What shelves of archives show: a field of the newsroom's colour, 48 by 48."""
    out = io.BytesIO()
    Image.new("RGB", (48, 48), ImageColor.getrgb(colour)).save(out, "PNG")
    return out.getvalue()


def _item(path: str, title: str, kind: str, content: bytes) -> Any:
    from libzim.writer import Hint, Item, StringProvider

    class Entry(Item):
        def get_path(self) -> str:
            return path

        def get_title(self) -> str:
            return title

        def get_mimetype(self) -> str:
            return kind

        def get_contentprovider(self) -> StringProvider:
            return StringProvider(content)

        def get_hints(self) -> dict[Hint, int]:
            return {Hint.FRONT_ARTICLE: kind == "text/html", Hint.COMPRESS: not kind.startswith("image/")}

    return Entry()
