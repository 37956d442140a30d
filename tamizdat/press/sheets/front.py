"""The front page of each language: the editor's order first, then the newest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tamizdat.front.pages import Card, Frame, FrontPage, Link
from tamizdat.front.printing import to_html
from tamizdat.press.cards import card, cards
from tamizdat.press.copy import Arrangement
from tamizdat.press.frames import Matter, Setting
from tamizdat.press.links import relative
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet
from tamizdat.press.structured import website

PICKS = 6
LATEST = 10
IN_A_SECTION = 4
ENOUGH = LATEST + PICKS + 1  # so many of the newest leave ten when lead and picks are among them


def sheets(read: Reader, language: str) -> Iterator[Sheet]:
    page = _page(read, language, f"{language}/index.html")
    if page:
        yield Sheet(f"{language}/index.html", to_html(page).encode())


def root(read: Reader, _: str) -> Iterator[Sheet]:
    """The top of the edition is the main language's front page, so that coming in costs one request."""
    newsroom = read.newsroom()
    page = _page(read, newsroom.languages[0], "index.html") if newsroom and newsroom.languages else None
    if page:
        yield Sheet("index.html", to_html(page).encode())


def _page(read: Reader, language: str, here: str) -> FrontPage | None:
    setting = Setting(read, language)
    if not setting:
        return None
    newest = [name.partition(":")[2] for name in read.newest(f"{language}/all", ENOUGH)]
    arrangement = read.row(Arrangement, language) or Arrangement(key=language)
    lead_key, lead = _lead(setting, (arrangement.lead, *newest), here)
    picked = [key for key in dict.fromkeys(arrangement.picks) if key != lead_key]
    picks = _cards(setting, picked, here, pictures=PICKS)[:PICKS]
    shown = {lead_key, *picked}
    latest = _cards(setting, [key for key in newest if key not in shown], here)[:LATEST]
    return FrontPage(
        frame=replace(_frame(setting, here), banner=setting.appeal(f"{language}/appeals", "banner", here)),
        lead=lead,
        picks=picks,
        latest=latest,
        sections=_sections(setting, here, {lead_key, *picked}),
        newsletter=setting.newsletter(here),
        support=setting.support(here),
    )


def _frame(setting: Setting, here: str) -> Frame:
    others = [(code, f"{code}/index.html") for code, _ in setting.standing["languages"] if code != setting.language]
    matter = Matter(
        path=here,
        canonical=setting.home,
        title="",
        description=setting.standing["strapline"],
        translations=tuple(others),
        social=(("og:type", "website"), ("og:title", setting.newsroom), ("twitter:card", "summary")),
        json_ld=website(setting),
    )
    return setting.frame(matter)


def _lead(setting: Setting, keys: tuple[str, ...], here: str) -> tuple[str, Card | None]:
    """The pinned story, or else the newest."""
    for key in keys:
        shown = _in_language(setting, key, here, "small") if key else None
        if shown:
            return key, shown
    return "", None


def _cards(setting: Setting, keys: list[str], here: str, *, pictures: int = 0) -> tuple[Card, ...]:
    found = [_in_language(setting, key, here, "card" if number < pictures else "") for number, key in enumerate(keys)]
    return tuple(shown for shown in found if shown)


def _in_language(setting: Setting, key: str, here: str, size: str) -> Card | None:
    """The story's card, if it is published in this page's language."""
    story = setting.read.story(key, "card")
    return card(setting, key, here, with_picture=size) if story and story.language == setting.language else None


def _sections(setting: Setting, here: str, shown: set[str]) -> tuple[tuple[Link, tuple[Card, ...]], ...]:
    strips = []
    for key, name in setting.standing["sections"]:
        newest = setting.read.newest(f"{setting.language}/section/{key}", IN_A_SECTION + len(shown))
        rest = [row for row in newest if row.partition(":")[2] not in shown]
        link = Link(label=name, href=relative(here, f"{setting.language}/{key}/index.html"))
        strip = cards(setting, rest[:IN_A_SECTION], here, pictures=1 if len(rest) >= IN_A_SECTION else 0)
        strips.append((link, tuple(replace(one, section=None) for one in strip)))
    return tuple(strip for strip in strips if strip[1])
