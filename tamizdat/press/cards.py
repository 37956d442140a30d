"""Show a story on another page."""

from __future__ import annotations

from tamizdat.front.pages import Card, Link, Picture
from tamizdat.press.copy import Byline, Story
from tamizdat.press.frames import Setting
from tamizdat.press.links import relative
from tamizdat.press.reads import Reader
from tamizdat.press.showing import thumbnail, used
from tamizdat.press.wording import in_language


def byline_names(read: Reader, keys: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """(key, name) of the bylines that exist."""
    rows = [read.row(Byline, key) for key in keys]
    return [(row.key, in_language(row.names, language)) for row in rows if row]


def card(setting: Setting, key: str, here: str, *, with_picture: str = "") -> Card | None:
    """A story's card for a page at `here`; None when it is not published.

    `with_picture` is "", "small" or "card": which size, if any.
    """
    story = setting.read.story(key, "card")
    if story is None or not setting.prints(story.language):
        return None
    return Card(
        headline=story.headline,
        deck=story.deck,
        href=relative(here, story.address),
        published=setting.moment(story.published),
        bylines=tuple(name for _, name in byline_names(setting.read, story.bylines, story.language)),
        section=_section(setting, story, here),
        picture=_card_picture(setting.read, story, here, with_picture),
        genre=story.genre,
    )


def _section(setting: Setting, story: Story, here: str) -> Link | None:
    name = setting.section_name(story.section)
    return Link(label=name, href=relative(here, f"{story.language}/{story.section}/index.html")) if name else None


def _card_picture(read: Reader, story: Story, here: str, size: str) -> Picture | None:
    if size == "small":
        return used(read, story.photo, here)
    return thumbnail(read, story.photo, here) if size == "card" else None


def cards(
    setting: Setting, names: list[str], here: str, *, pictures: int = 0, limit: int | None = None
) -> tuple[Card, ...]:
    """Cards of the stories by row name, the first `pictures` of them with a thumbnail."""
    found: list[Card] = []
    for name in names:
        if limit is not None and len(found) == limit:
            break
        shown = card(setting, name.partition(":")[2], here, with_picture="card" if len(found) < pictures else "")
        if shown:
            found.append(shown)
    return tuple(found)
