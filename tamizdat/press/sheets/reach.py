"""How to reach us: the newsroom's own addresses and the words that its root is known by, on one page for each language.

Pages of stories carry no address, only a link to here: so a changed one prints this again and nothing else.  Carriers
are on no page: who opens one may be shown anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import urlsplit

from tamizdat.front.codes import code
from tamizdat.front.pages import Link, ReachPage
from tamizdat.front.printing import to_html
from tamizdat.front.words import words
from tamizdat.press.copy import Reach
from tamizdat.press.frames import Matter, Setting
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet
from tamizdat.press.sheets.clients import reader_file

CODES = 3  # domains with one for cameras: the page must pass a frozen line


def path(language: str) -> str:
    return f"{language}/reach/index.html"


def sheets(read: Reader, language: str) -> Iterator[Sheet]:
    setting = Setting(read, language)
    reach = read.row(Reach, "reach")
    if not setting or reach is None:
        return
    here = path(language)
    others = [(code, path(code)) for code, _ in setting.standing["languages"] if code != language]
    own = [_link(address) for address in dict.fromkeys(filter(None, (setting.address, *reach.own)))]
    names = tuple(link for link in own if not link.label.endswith(".onion"))
    onions = tuple(link for link in own if link.label.endswith(".onion"))
    title = words(language).gettext("How to reach us")
    page = ReachPage(
        frame=setting.frame(Matter(path=here, title=title, translations=tuple(others))),
        names=names,
        onions=onions,
        codes=tuple((link.label, code(link.href, link.label)) for link in (*names[:CODES], *onions[:1])),
        email=setting.standing["email"],
        words=tuple(reach.words.split()),
        file=hashlib.sha256(content).hexdigest() if (content := reader_file(read)) else "",
    )
    yield Sheet(here, to_html(page).encode())


def _link(address: str) -> Link:
    return Link(label=urlsplit(address).netloc, href=address)
