"""Everything the demo newsroom has published, in an order that a desk can take it in.

A story comes after the one it translates and after those it points to, so that whoever brings them in needs no second
pass.  All of it is read from the package's own files.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from tamizdat.demo import newsroom, pictures
from tamizdat.demo.manuscript import Manuscript, PageText, read_page, read_story
from tamizdat.demo.markup import Draw
from tamizdat.desk.draft import Draft

Read = TypeVar("Read")

HERE = files("tamizdat.demo")


def drafts() -> list[Draft]:
    """Every story: the main language first, oldest first."""
    originals: dict[str, str] = {}  # translation key -> source of the story that had it first
    return [_joined(manuscript, originals) for manuscript in _manuscripts()]


def pages() -> list[PageText]:
    """Every standing page, in the order of the footer, language by language."""
    return [
        page
        for language in newsroom.LANGUAGES
        for page in sorted(_read("pages", language, read_page), key=lambda page: page.order)
    ]


def _manuscripts() -> Iterator[Manuscript]:
    for language in newsroom.LANGUAGES:
        stories: Iterator[Manuscript] = _read("stories", language, read_story)
        yield from sorted(stories, key=lambda story: (str(story.draft.published), story.name))


def _joined(manuscript: Manuscript, originals: dict[str, str]) -> Draft:
    if not manuscript.translation:
        return manuscript.draft
    original = originals.setdefault(manuscript.translation, manuscript.draft.source)
    if original == manuscript.draft.source:
        return manuscript.draft
    return dataclasses.replace(manuscript.draft, translation_of=original)


def _read(folder: str, language: str, read: Callable[[str, str, str, Draw], Read]) -> Iterator[Read]:
    for file in sorted((HERE / folder / language).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".md"):
            yield read(_text(file), language, file.name.removesuffix(".md"), picture)


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


@cache
def picture(name: str) -> bytes:
    """The file of a picture, drawn once in the life of a process.  Raises KeyError for a name that is not there."""
    return pictures.draw(name)
