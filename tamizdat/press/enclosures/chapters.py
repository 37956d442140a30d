"""A story as a chapter: from what the press holds, with its pictures small and links that lead inside the book."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from tamizdat.front.books import Chapter, Figure, xhtml
from tamizdat.front.pages import CorrectionNote, Link
from tamizdat.press.cards import byline_names
from tamizdat.press.copy import PhotoUse, Story
from tamizdat.press.frames import Setting
from tamizdat.press.links import absolute, relative
from tamizdat.press.pictures import Made

_TO_STORY = re.compile(r'<a href="story:([0-9a-f-]+)"[^>]*>(.*?)</a>', re.DOTALL)
STYLE = "book.css"
Path = Callable[[str], str | None]  # where the story of that key lies in the book


@dataclass
class Binding:
    """One book or archive while it is made: where things lie in it, and which pictures it needs."""

    setting: Setting
    path: Path
    pictures: dict[str, Made] = field(default_factory=dict)  # by their path in the book

    def chapter(self, story: Story, here: str, back: Link | None = None) -> Chapter:
        setting = self.setting
        names = byline_names(setting.read, story.bylines, story.language)
        parts = (
            self._figure(one.photo, here) if one.photo else xhtml(self._linked(one.html, here)) for one in story.body
        )
        return Chapter(
            language=story.language,
            style=relative(here, STYLE),
            headline=story.headline,
            deck=story.deck,
            section=setting.section_name(story.section),
            bylines=tuple(name for _, name in names),
            published=setting.moment(story.published),
            changed=setting.moment(story.changed) if story.changed > story.published else None,
            picture=self._figure(story.photo, here) if story.photo else None,
            body=tuple(part for part in parts if part),
            corrections=tuple(
                CorrectionNote(day=date.fromisoformat(one.day), kind=one.kind, wrong=one.wrong, right=one.right)
                for one in story.corrections
            ),
            back=back,
        )

    def _figure(self, use: PhotoUse, here: str) -> Figure | None:
        found = self.setting.read.pictures(use.photo)
        if found is None:
            return None
        small = found.small[-1]  # JPEG: there are readers of books that know nothing else
        path = f"photos/{small.file}"
        self.pictures[path] = small
        return Figure(
            href=relative(here, path),
            width=small.width,
            height=small.height,
            alt=use.alt,
            caption=use.caption,
            credit=use.credit,
        )

    def _linked(self, html: str, here: str) -> str:
        return _TO_STORY.sub(lambda match: self._link(match, here), html) if "story:" in html else html

    def _link(self, match: re.Match[str], here: str) -> str:
        """To its chapter; else to our address, where we have one; else its words alone."""
        key = match[1].replace("-", "")
        if inside := self.path(key):
            return f'<a href="{relative(here, inside)}">{match[2]}</a>'
        story = self.setting.read.story(key, "link")
        address = absolute(self.setting.address, story.address) if story else ""
        return f'<a href="{address}">{match[2]}</a>' if address else match[2]
