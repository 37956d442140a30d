"""About us, policies, contacts."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.front.pages import Picture, TextPage
from tamizdat.front.printing import to_html
from tamizdat.press.copy import Passage, StandingPage
from tamizdat.press.frames import Matter, Setting
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet, Unprintable
from tamizdat.press.showing import used
from tamizdat.press.wording import plain


def sheets(read: Reader, key: str) -> Iterator[Sheet]:
    page = read.row(StandingPage, key)
    setting = Setting(read, page.language) if page else None
    if page is None or not setting:
        return
    if (owner := read.first(f"address/{page.address}")) != page.name:
        raise Unprintable(f"{page.title[:80]!r} has the address {page.address}, which {owner} holds already.")
    matter = Matter(
        path=page.address,
        title=page.title,
        description=" ".join(plain(passage.html) for passage in page.body if passage.html),
        translations=_translations(setting, page),
    )
    shown = TextPage(
        frame=setting.frame(matter),
        title=page.title,
        body=tuple(part for passage in page.body if (part := _shown(read, passage, page.address))),
        changed=setting.moment(page.changed).date(),
    )
    yield Sheet(page.address, to_html(shown).encode())


def _shown(read: Reader, passage: Passage, here: str) -> str | Picture | None:
    return used(read, passage.photo, here) if passage.photo is not None else passage.html


def _translations(setting: Setting, page: StandingPage) -> tuple[tuple[str, str], ...]:
    found = []
    for name in setting.read.all(f"translation/{page.translation}"):
        other = setting.read.row(StandingPage, name.partition(":")[2], "link") if name != page.name else None
        if other and setting.prints(other.language):
            found.append((other.language, other.address))
    return tuple(found)
