"""Put a page into its frame: name, sections, policies, other languages, what machines read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, TypeVar

from tamizdat.front.directions import direction
from tamizdat.front.pages import Appeal, Frame, Link, NewsletterBox, Picture, SupportBox
from tamizdat.front.words import words
from tamizdat.press import copy
from tamizdat.press.links import absolute, relative
from tamizdat.press.reads import Reader
from tamizdat.press.showing import picture
from tamizdat.press.wording import cut, paragraphs
from tamizdat.press.wording import moment as in_zone

WORKER = "sw.js"  # beside the first page: it may check what lies below it
READER = "reader.html"  # the paper as one file
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What one page says of itself."""

    path: str
    title: str
    description: str = ""
    translations: tuple[tuple[str, str], ...] = ()  # (language, path) of this page in other languages
    feeds: str = ""  # folder with feeds of this page's stories
    social: tuple[tuple[str, str], ...] = ()
    json_ld: tuple[dict[str, Any], ...] = ()
    canonical: str = ""  # path, when it is not `path`
    index: bool = True
    banner: Appeal | None = None


class Setting:
    """The standing type of one language, ready for the pages of one plate."""

    def __init__(self, read: Reader, language: str) -> None:
        self.read = read
        self.language = language
        self.standing = read.standing(language)
        self.address: str = self.standing.get("address", "")
        self.zone: str = self.standing.get("zone", "UTC")
        self.newsroom: str = self.standing.get("newsroom", "")

    def __bool__(self) -> bool:
        return bool(self.standing)

    @property
    def home(self) -> str:
        return f"{self.language}/index.html"

    def moment(self, text: str) -> datetime:
        return in_zone(text, self.zone)

    def prints(self, language: str) -> bool:
        """Does the newsroom write in that language?  Rows of one it gave up may still be filed."""
        return any(language == code for code, _ in self.standing.get("languages", []))

    def section_name(self, key: str) -> str:
        return str(self.once("section names", lambda: dict(self.standing.get("sections", []))).get(key, ""))

    def once(self, what: str, make: Callable[[], T], folder: str = "") -> T:
        """What is the same on every page of the language, or of one folder."""
        key = (what, folder)
        if key not in self.standing.made:
            self.standing.made[key] = make()
        made: T = self.standing.made[key]
        return made

    def frame(self, matter: Matter) -> Frame:
        """The frame of a page."""
        here = matter.path
        return Frame(
            language=self.language,
            direction=direction(self.language),
            newsroom=self.newsroom,
            strapline=self.standing["strapline"],
            home=relative(here, self.home),
            title=matter.title,
            description=cut(matter.description, 300),
            sections=self._sections(here),
            footer=self._footer(here),
            translations=self._translations(matter),
            feeds=self._feeds(here, matter.feeds or self.language),
            canonical=absolute(self.address, matter.canonical or here) if matter.index else "",
            alternates=self._alternates(matter),
            social=self._social(matter),
            json_ld=matter.json_ld,
            colour=self.standing["colour"],
            logo=self._logo(here),
            index=matter.index,
            banner=matter.banner,
            worker=relative(here, WORKER) if self.standing.get("reach") else "",
            reader=relative(here, READER) if self.standing.get("reach") else "",
        )

    def newsletter(self, here: str) -> NewsletterBox | None:
        """Where readers sign up, on the hostname they read at; None while they cannot."""
        promise = self.standing.get("letters")
        if promise is None:
            return None
        return NewsletterBox(action=relative(here, f"-/{self.language}/join"), promise=promise)

    def support(self, here: str) -> SupportBox | None:
        """Where readers learn how to support the paper; None while they cannot."""
        return (
            SupportBox(href=relative(here, f"{self.language}/support.html")) if self.standing.get("support") else None
        )

    def appeal(self, list_: str, place: str, here: str) -> Appeal | None:
        """The one in this list that stands in this place; the last by its slug, when there are several."""
        if not self.standing.get("support"):
            return None
        rows = [self.read.row(copy.Appeal, name.partition(":")[2], "words") for name in self.read.all(list_)]
        found = [row for row in rows if row and row.place == place and row.language == self.language]
        if not found:
            return None
        row = found[-1]
        link = Link(label=row.button, href=relative(here, f"{self.language}/support/{row.key}.html"))
        text = "".join(f"<p>{escape(part)}</p>" for part in paragraphs(row.text))
        return Appeal(headline=row.headline, text=text, link=link)

    def _sections(self, here: str) -> tuple[Link, ...]:
        return self._same("sections", here, self._section_pages)

    def _section_pages(self) -> list[tuple[str, str]]:
        return [(name, f"{self.language}/{key}/index.html") for key, name in self.standing["sections"]]

    def _same(self, what: str, here: str, pages: Callable[[], list[tuple[str, str]]]) -> tuple[Link, ...]:
        """Links to pages (title, path), which are the same on every page of a folder but for those pages themselves."""

        def made() -> tuple[tuple[Link, ...], list[tuple[str, str]]]:
            named = pages()
            return tuple(Link(label=title, href=relative(here, path)) for title, path in named), named

        plain, named = self.once(what, made, here.rpartition("/")[0])
        if all(path != here for _, path in named):
            return plain
        return tuple(Link(label=title, href=relative(here, path), current=path == here) for title, path in named)

    def _footer(self, here: str) -> tuple[Link, ...]:
        return self._same("footer", here, self._footer_pages)

    def _footer_pages(self) -> list[tuple[str, str]]:
        say = words(self.language).gettext
        pages = [(title, path) for _, title, path in self.standing["pages"]]
        pages.append((say("Corrections"), f"{self.language}/corrections/index.html"))
        if self.standing.get("support"):
            pages.append((say("Support us"), f"{self.language}/support.html"))
        if self.standing.get("letters") is not None:
            pages.append((say("Our newsletter"), f"{self.language}/newsletter/index.html"))
        if self.standing.get("reach"):
            pages.append((say("How to reach us"), f"{self.language}/reach/index.html"))
        if self.standing["offline"]:
            pages.insert(0, (say("Read offline"), f"{self.language}/offline/index.html"))
        if self.standing["search"]:
            pages.insert(0, (say("Search"), f"{self.language}/search/index.html"))
        if self.standing["stories"]:
            pages.insert(0, (say("All stories"), f"{self.language}/all/index.html"))
        return pages

    def _translations(self, matter: Matter) -> tuple[Link, ...]:
        """This page in the newsroom's other languages; where there is none, that language's front page."""
        there = dict(matter.translations)
        return tuple(
            Link(label=name, href=relative(matter.path, there.get(code, f"{code}/index.html")), language=code)
            for code, name in self.standing["languages"]
            if code != self.language
        )

    def _feeds(self, here: str, folder: str) -> tuple[tuple[str, str], ...]:
        if not self.standing["stories"]:
            return ()
        return (
            ("application/rss+xml", relative(here, f"{folder}/feed.xml")),
            ("application/atom+xml", relative(here, f"{folder}/atom.xml")),
            ("application/feed+json", relative(here, f"{folder}/feed.json")),
        )

    def _alternates(self, matter: Matter) -> tuple[tuple[str, str], ...]:
        if not self.address or not matter.translations or not matter.index:
            return ()
        own = (self.language, matter.canonical or matter.path)
        pairs = sorted({own, *matter.translations})
        main = self.standing["languages"][0][0]
        default = dict(pairs).get(main, own[1])
        return (
            *((code, absolute(self.address, path)) for code, path in pairs),
            ("x-default", absolute(self.address, default)),
        )

    def _social(self, matter: Matter) -> tuple[tuple[str, str], ...]:
        if not matter.social:
            return ()
        url = absolute(self.address, matter.canonical or matter.path)
        locale = self.language.replace("-", "_")
        always = (("og:site_name", self.newsroom), ("og:locale", locale), *((("og:url", url),) if url else ()))
        return (*matter.social, *always)

    def _logo(self, here: str) -> Picture | None:
        key = self.standing["logo"]
        return picture(self.read, key, here, alt=self.newsroom) if key else None
