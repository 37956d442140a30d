"""Pages that list stories: sections, bylines, topics, everything; and their shelves.

Shelves are numbered from the oldest and a full one keeps its bounds, so that a new story touches the first page only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tamizdat.front.pages import Appeal, Link, ListPage
from tamizdat.front.printing import to_html
from tamizdat.front.words import words
from tamizdat.press.cards import cards
from tamizdat.press.copy import Byline, Row, Section, Topic
from tamizdat.press.frames import Matter, Setting
from tamizdat.press.links import relative
from tamizdat.press.lists import shelf_size
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet
from tamizdat.press.wording import in_language

WITH_FEEDS = ("section", "byline")
PICTURES = 6  # cards on a first page that show one


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of stories as readers meet it."""

    list: str  # "en/section/news"
    language: str
    folder: str  # "en/news"
    kicker: str
    title: str
    description: str
    kind: str

    @property
    def path(self) -> str:
        return f"{self.folder}/index.html"

    def shelf_path(self, number: int) -> str:
        return f"{self.folder}/{number}.html"


def folder_of(list_: str) -> str:
    """Where a list's pages lie: "en/section/news" → "en/news", "en/byline/lev" → "en/by/lev"."""
    language, kind, *key = list_.split("/")
    if kind == "all":
        return f"{language}/all"
    return f"{language}/{key[0]}" if kind == "section" else f"{language}/{'by' if kind == 'byline' else kind}/{key[0]}"


def listing(read: Reader, list_: str) -> Listing | None:
    """What the list is called; None when its section, byline or topic does not exist."""
    language, kind, *key = list_.split("/")
    say = words(language).gettext
    if kind == "all":
        return Listing(list_, language, folder_of(list_), "", say("All stories"), "", kind)
    kinds: dict[str, tuple[type[Row], str]] = {
        "section": (Section, say("Section")),
        "byline": (Byline, say("Author")),
        "topic": (Topic, say("Topic")),
    }
    cls, kicker = kinds[kind]
    row = read.row(cls, key[0])
    if row is None:
        return None
    about = getattr(row, "descriptions", None) or getattr(row, "bios", None) or {}
    title = in_language(getattr(row, "names", {}), language) or key[0]
    return Listing(list_, language, folder_of(list_), kicker, title, about.get(language, ""), kind)


def first_page(read: Reader, list_: str) -> Iterator[Sheet]:
    """The newest stories of the list."""
    found = listing(read, list_)
    setting = Setting(read, list_.split("/")[0])
    newest = read.newest(list_, shelf_size(list_)) if found and setting else []
    if not found or not newest:
        return
    full = read.shelves(list_)
    older = Link(label=str(full), href=relative(found.path, found.shelf_path(full))) if full else None
    yield _sheet(setting, found, found.path, newest, newer=None, older=older, pictures=PICTURES)


def _banner(setting: Setting, found: Listing, path: str) -> Appeal | None:
    """On the first page of a section: its own, or the one that stands everywhere."""
    if found.kind != "section" or path != found.path:
        return None
    general = f"{found.language}/appeals"
    own = setting.appeal(f"{general}/{found.list.rpartition('/')[2]}", "banner", path)
    return own or setting.appeal(general, "banner", path)


def shelf(read: Reader, argument: str) -> Iterator[Sheet]:
    """A full shelf; `argument` is "LIST/NUMBER"."""
    list_, _, text = argument.rpartition("/")
    number = int(text)
    rows = read.shelf(list_, number)
    found = listing(read, list_)
    setting = Setting(read, list_.split("/")[0])
    if rows is None or not found or not setting or read.first(list_) is None:
        return
    path = found.shelf_path(number)
    is_last = read.shelf(list_, number + 1) is None
    newer = Link(label=str(number + 1), href=relative(path, found.path if is_last else found.shelf_path(number + 1)))
    older = Link(label=str(number - 1), href=relative(path, found.shelf_path(number - 1))) if number > 1 else None
    yield _sheet(setting, found, path, rows[::-1], newer=newer, older=older, pictures=0)


def _sheet(
    setting: Setting,
    found: Listing,
    path: str,
    rows: list[str],
    *,
    newer: Link | None,
    older: Link | None,
    pictures: int,
) -> Sheet:
    matter = Matter(
        path=path,
        title=found.title,
        description=found.description,
        feeds=found.folder if found.kind in WITH_FEEDS else "",
    )
    page = ListPage(
        frame=setting.frame(replace(matter, banner=_banner(setting, found, path))),
        title=found.title,
        kicker=found.kicker,
        description=found.description if path == found.path else "",
        cards=cards(setting, rows, path, pictures=pictures),
        newer=newer,
        older=older,
        feeds=_feeds(found, path) if path == found.path else (),
    )
    return Sheet(path, to_html(page).encode())


def _feeds(found: Listing, here: str) -> tuple[Link, ...]:
    folder = found.folder if found.kind in WITH_FEEDS else found.language
    names = (("RSS", "feed.xml"), ("Atom", "atom.xml"), ("JSON Feed", "feed.json"))
    return tuple(Link(label=label, href=relative(here, f"{folder}/{file}")) for label, file in names)
