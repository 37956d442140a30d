"""All that we had to correct, newest first, on one page for each language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tamizdat.front.pages import CorrectionNote, CorrectionsPage, Link
from tamizdat.front.printing import to_html
from tamizdat.front.words import words
from tamizdat.press.frames import Matter, Setting
from tamizdat.press.links import relative
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet

STORIES = 100  # with corrections, on the page


def path(language: str) -> str:
    return f"{language}/corrections/index.html"


def sheets(read: Reader, language: str) -> Iterator[Sheet]:
    setting = Setting(read, language)
    if not setting:
        return
    here = path(language)
    others = [(code, path(code)) for code, _ in setting.standing["languages"] if code != language]
    title = words(language).gettext("Corrections")
    page = CorrectionsPage(
        frame=setting.frame(Matter(path=here, title=title, translations=tuple(others))),
        notes=tuple(sorted(_notes(read, language, here), key=lambda note: note.day, reverse=True)),
    )
    yield Sheet(here, to_html(page).encode())


def _notes(read: Reader, language: str, here: str) -> Iterator[CorrectionNote]:
    for name in read.newest(f"{language}/corrections", STORIES):
        story = read.story(name.partition(":")[2], "corrections")
        for one in story.corrections if story else ():
            assert story is not None
            yield CorrectionNote(
                day=date.fromisoformat(one.day),
                kind=one.kind,
                wrong=one.wrong,
                right=one.right,
                story=Link(label=story.headline, href=relative(here, story.address)),
            )
