"""A story's pages: one file when it fits a frozen line, several parts when it does not, each whole in itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tamizdat.front import budget
from tamizdat.front.pages import Card, CorrectionNote, Link, Picture, StoryPage, SupportBox
from tamizdat.front.printing import to_html
from tamizdat.press.cards import byline_names, cards
from tamizdat.press.copy import Correction, Passage, Story, Topic
from tamizdat.press.dividing import divided
from tamizdat.press.frames import READER, Matter, Setting
from tamizdat.press.links import quoted, relative
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet, Unprintable
from tamizdat.press.showing import used
from tamizdat.press.structured import Facts, article, social_of
from tamizdat.press.wording import in_language, plain

RELATED = 3
_TO_STORY = re.compile(r'<a href="story:([0-9a-f-]+)"[^>]*>(.*?)</a>', re.DOTALL)


def sheets(read: Reader, key: str) -> Iterator[Sheet]:
    story = read.story(key)
    setting = Setting(read, story.language) if story else None
    if story is None or not setting:
        return
    if (owner := read.first(f"address/{story.address}")) != story.name:
        raise Unprintable(f"{story.headline[:80]!r} has the address {story.address}, which {owner} holds already.")
    composed = _Composed(read, setting, story)
    for path, page in composed.pages():
        content, light = composed.printed(composed.with_appeals(page, path))
        if not light and not budget.fits(content, budget.LIMIT):
            raise Unprintable(
                f"{story.headline[:80]!r} weighs {budget.weight(content)} bytes compressed; a page may have "
                f"{budget.LIMIT}. Shorten its headline, deck, captions or corrections, or break its longest paragraph "
                "in two."
            )
        yield Sheet(path, content)


def part_path(address: str, part: int) -> str:
    """Where a part of a long story lies: "slug.html", "slug.2.html" (no slug holds a dot)."""
    return address if part == 1 else f"{address.removesuffix('.html')}.{part}.html"


@dataclass(frozen=True)
class _Part:
    number: int
    count: int
    body: tuple[Passage, ...]


class _Composed:
    """One story, set in type."""

    def __init__(self, read: Reader, setting: Setting, story: Story) -> None:
        self.read = read
        self.setting = setting
        self.story = story
        self.here = story.address
        self.bylines = byline_names(read, story.bylines, story.language)
        self.translations = _translations(setting, story)
        self.words = plain(" ".join(passage.html for passage in story.body))
        self.picture = used(read, story.photo, self.here)
        self.passages = tuple(self._linked(passage) for passage in story.body)
        self.shown = {
            passage: used(read, passage.photo, self.here) for passage in self.passages if passage.photo is not None
        }
        self.related = self._related()
        self._last: tuple[StoryPage, bytes, bool] | None = None

    def pages(self) -> list[tuple[str, StoryPage]]:
        whole = self._page(_Part(1, 1, self.passages))
        if self._is_light(whole):
            return [(self.here, whole)]
        bodies = divided(self.passages, lambda number, body: self._fits(number, body))
        parts = [_Part(number, len(bodies), body) for number, body in enumerate(bodies, 1)]
        return [(part_path(self.here, part.number), self._page(part)) for part in parts]

    def with_appeals(self, page: StoryPage, path: str) -> StoryPage:
        """With what asks for support, where there is room: it never parts a story anew, nor weighs a page down."""
        list_ = f"appeals-on/{self.story.key}"
        last = page.part == len(page.parts) or not page.parts
        letter = self.setting.appeal(list_, "letter", path) if last else None
        box = self.setting.appeal(list_, "box", path) if last else None
        if box and box.link and page.support:
            asks = SupportBox(href=box.link.href, headline=box.headline, text=box.text, button=box.link.label)
            page = replace(page, support=asks)
        banner = self.setting.appeal(list_, "banner", path)
        if not (letter or box or banner):
            return page
        for shown in (
            replace(page, letter=letter, frame=replace(page.frame, banner=banner)),
            replace(page, frame=replace(page.frame, banner=banner)),
        ):
            if self._is_light(shown):
                return shown
        return page

    def _fits(self, number: int, body: tuple[Passage, ...]) -> bool:
        # Measured as a part in the middle of many, so that what comes before and after never makes it heavier.
        return self._is_light(self._page(_Part(number, 9, body)))

    def _is_light(self, page: StoryPage) -> bool:
        return self.printed(page)[1]

    def printed(self, page: StoryPage) -> tuple[bytes, bool]:
        """(the document, is it light), set in type once: most stories fit as they are weighed first."""
        if self._last is None or self._last[0] is not page:
            content = to_html(page).encode()
            self._last = (page, content, budget.fits(content, budget.AIM))
        return self._last[1:]

    def _page(self, part: _Part) -> StoryPage:
        story, setting = self.story, self.setting
        first, last = part.number == 1, part.number == part.count
        changed = setting.moment(story.changed) if story.changed > story.published else None
        page = StoryPage(
            frame=setting.frame(self._matter(part)),
            headline=story.headline,
            deck=story.deck,
            dateline=story.dateline,
            genre=story.genre,
            section=self._section(),
            bylines=self._links("by", self.bylines),
            topics=self._links("topic", self._topics()) if last else (),
            published=setting.moment(story.published),
            changed=changed,
            picture=self.picture if first else None,
            body=tuple(shown for passage in part.body if (shown := self._shown(passage))),
            corrections=tuple(_note(correction) for correction in story.corrections) if first else (),
            related=self.related if last else (),
            part=part.number,
            parts=self._parts(part),
            send=self._send() if last and setting.standing.get("reach") else "",
            newsletter=setting.newsletter(self.here) if last else None,
            support=setting.support(self.here) if last else None,
        )
        return page if first else replace(page, deck="", dateline="")

    def _send(self) -> str:
        """Where the whole story is made a file."""
        return f"{relative(self.here, READER)}#/{quoted(self.here)}"

    def _matter(self, part: _Part) -> Matter:
        story, setting = self.story, self.setting
        path = part_path(self.here, part.number)
        first = part.number == 1
        return Matter(
            path=path,
            title=story.headline if first else f"{story.headline} ({part.number}/{part.count})",
            description=story.deck or self.words,
            translations=self.translations if first else (),
            social=social_of(setting, story, self.lead_files()) if first else (),
            json_ld=self._facts() if first else (),
        )

    def _facts(self) -> Facts:
        return article(
            self.setting,
            self.story,
            self.bylines,
            self._topics(),
            self.words,
            self.picture_keys(),
            self.translations,
        )

    def picture_keys(self) -> str:
        return self.story.photo.photo if self.story.photo and self.picture else ""

    def lead_files(self) -> str:
        """Path of the file that a shared link shows; empty when the story has no photo."""
        if not self.picture or not self.story.photo:
            return ""
        made = self.read.pictures(self.story.photo.photo)
        return f"photos/{made.large.file}" if made else ""

    def _section(self) -> Link | None:
        name = self.setting.section_name(self.story.section)
        path = f"{self.story.language}/{self.story.section}/index.html"
        return Link(label=name, href=relative(self.here, path)) if name else None

    def _topics(self) -> list[tuple[str, str]]:
        rows = [self.read.row(Topic, key) for key in self.story.topics]
        return [(row.key, in_language(row.names, self.story.language)) for row in rows if row]

    def _links(self, folder: str, named: list[tuple[str, str]]) -> tuple[Link, ...]:
        paths = [(name, f"{self.story.language}/{folder}/{key}/index.html") for key, name in named]
        return tuple(Link(label=name, href=relative(self.here, path)) for name, path in paths)

    def _parts(self, part: _Part) -> tuple[Link, ...]:
        if part.count == 1:
            return ()
        return tuple(
            Link(
                label=str(number),
                href=relative(self.here, part_path(self.here, number)),
                current=number == part.number,
            )
            for number in range(1, part.count + 1)
        )

    def _related(self) -> tuple[Card, ...]:
        names = [f"story:{key}" for key in self.story.related if key != self.story.key]
        return cards(self.setting, names, self.here, limit=RELATED)

    def _shown(self, passage: Passage) -> str | Picture | None:
        return self.shown[passage] if passage.photo is not None else passage.html

    def _linked(self, passage: Passage) -> Passage:
        if "story:" not in passage.html:
            return passage
        return Passage(html=_TO_STORY.sub(self._link, passage.html))

    def _link(self, match: re.Match[str]) -> str:
        """A link to another story; its words alone when that story is not published."""
        story = self.read.story(match[1].replace("-", ""), "link")
        if story is None or not self.setting.prints(story.language):
            return match[2]
        return f'<a href="{relative(self.here, story.address)}">{match[2]}</a>'


def _translations(setting: Setting, story: Story) -> tuple[tuple[str, str], ...]:
    """(language, address) of the published translations of this story."""
    found = []
    for name in setting.read.all(f"translation/{story.translation}"):
        other = setting.read.story(name.partition(":")[2], "link") if name != story.name else None
        if other and setting.prints(other.language):
            found.append((other.language, other.address))
    return tuple(found)


def _note(correction: Correction) -> CorrectionNote:
    return CorrectionNote(
        day=date.fromisoformat(correction.day), kind=correction.kind, wrong=correction.wrong, right=correction.right
    )
