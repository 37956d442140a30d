"""What servers and machines ask for by name: 404.html, robots.txt, trust.txt, security.txt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tamizdat.front.pages import Frame, Link, LostPage
from tamizdat.front.printing import to_html
from tamizdat.front.words import words
from tamizdat.press.copy import Newsroom
from tamizdat.press.frames import WORKER, Matter, Setting
from tamizdat.press.links import absolute
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet


def lost(read: Reader, _: str) -> Iterator[Sheet]:
    """The page for an address where nothing is.

    A server shows it at any depth, so that its links cannot be relative: they start at the newsroom's top.
    """
    newsroom = read.newsroom()
    setting = Setting(read, newsroom.languages[0]) if newsroom else None
    if newsroom is None or not setting:
        return
    top = urlsplit(newsroom.address).path or "/"
    title = words(setting.language).gettext("Page not found")
    # Its frame holds no section and no policy: each would be one more address to get wrong.
    page = LostPage(frame=_bare(setting, title, top), words=tuple(_ways_home(newsroom, top)))
    yield Sheet("404.html", to_html(page).encode())


def _bare(setting: Setting, title: str, top: str) -> Frame:
    frame = setting.frame(Matter(path="404.html", title=title, index=False))
    return replace(
        frame,
        home=f"{top}{setting.home}",
        sections=(),
        footer=(),
        translations=(),
        feeds=(),
        logo=None,
        worker=f"{top}{WORKER}" if frame.worker else "",
        reader="",
    )


def _ways_home(newsroom: Newsroom, top: str) -> Iterator[tuple[str, Link]]:
    for language in newsroom.languages:
        label = newsroom.names.get(language) or next(iter(newsroom.names.values()), "")
        yield language, Link(label=label, href=f"{top}{language}/index.html", language=language)


def robots(read: Reader, _: str) -> Iterator[Sheet]:
    newsroom = read.newsroom()
    if newsroom is None:
        return
    lines = ["User-agent: *", "Allow: /"]
    if newsroom.address:
        lines += ["", f"Sitemap: {newsroom.address}sitemap.xml", f"Sitemap: {newsroom.address}news-sitemap.xml"]
    yield Sheet("robots.txt", _text(lines))


def trust(read: Reader, _: str) -> Iterator[Sheet]:
    """trust.txt (JournalList): whom to ask, and what we promise.  Every name is optional."""
    newsroom = read.newsroom()
    if newsroom is None or not newsroom.address:
        return
    lines = ["# https://journallist.net/reference-document-for-trust-txt-specifications"]
    if newsroom.email:
        lines.append(f"contact=mailto:{newsroom.email}")
    for language in newsroom.languages:
        pages = read.standing(language).get("pages", [])
        lines += [f"disclosure={absolute(newsroom.address, path)}" for role, _, path in pages if role != "contact"]
    yield Sheet("trust.txt", _text(lines))
    yield Sheet(".well-known/trust.txt", _text(lines))


def security(read: Reader, _: str) -> Iterator[Sheet]:
    """security.txt (RFC 9116): where to report a weakness.  Expires within a year, and is renewed every month."""
    newsroom = read.newsroom()
    if newsroom is None or not newsroom.security_contact:
        return
    now = read.month()
    expires = _months_on(now, 7)
    lines = [f"Contact: {newsroom.security_contact}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}"]
    lines.append(f"Preferred-Languages: {', '.join(newsroom.languages)}")
    if newsroom.address:
        lines.append(f"Canonical: {newsroom.address}.well-known/security.txt")
    yield Sheet(".well-known/security.txt", _text(lines))


def _months_on(day: datetime, months: int) -> datetime:
    month = day.month - 1 + months
    return datetime(day.year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


def _text(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
