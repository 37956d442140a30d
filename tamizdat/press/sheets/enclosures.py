"""What is made outside a run: its files, the page that lists them, and the page to search with.

A file is printed while all stories that it holds are published.  When one is withdrawn, its books, its year's archive
and the index go with the same head, and come back when they have been made anew: not when the story does, which may be
another by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tamizdat.front.pages import Link, OfflineFile, OfflinePage, SearchPage
from tamizdat.front.printing import to_html
from tamizdat.front.words import words
from tamizdat.press.copy import Enclosure, Issue
from tamizdat.press.frames import READER, Matter, Setting
from tamizdat.press.links import relative
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Lying, Sheet

BOOKS = 10  # newest issues as books on the page that lists files; each issue's own page has its own


def offline_path(language: str) -> str:
    return f"{language}/offline/index.html"


def search_path(language: str) -> str:
    return f"{language}/search/index.html"


def book_key(issue: str) -> str:
    """Of the book that an issue is."""
    return f"book/{issue}"


def listed(language: str, sort: str) -> str:
    """The list of a language's archives, or of its indexes for searching: one a year."""
    return f"{language}/enclosures/{sort}"


def sheets(read: Reader, key: str) -> Iterator[Lying]:
    row = whole(read, key)
    if row is None:
        return
    withdrawn = read.unpublished(part.story for part in row.parts if part.story)
    left = tuple(part for part in row.parts if part.story not in withdrawn)
    if withdrawn:
        read.spent[row.name] = replace(row, parts=left).as_json() if left else ""
    for part in left:
        yield Lying(part.path, part.digest, part.size)


def whole(read: Reader, key: str) -> Enclosure | None:
    """The enclosure, if it may be printed now."""
    row = read.row(Enclosure, key)
    if row is None:
        return None
    if _withdrawn(read, row):
        read.spent[row.name] = ""
        return None
    if not all(read.lies(part.digest) for part in row.parts):
        read.problems.append(f"{key}: a file of it is lost; `tamizdat press --enclosures` makes it again")
        return None
    return row


def _withdrawn(read: Reader, row: Enclosure) -> set[str]:
    """Of the stories that it holds, those that are published no more."""
    if row.high:
        return read.gone(f"{row.language}/all", row.low, row.high, row.stories)
    return read.unpublished(row.stories)


def offline(read: Reader, language: str) -> Iterator[Sheet]:
    """All that can be taken along."""
    setting = Setting(read, language)
    if not setting or not setting.standing["offline"]:
        return
    here = offline_path(language)
    issues = [name.partition(":")[2] for name in read.newest(f"{language}/issues", BOOKS)]
    others = tuple((code, offline_path(code)) for code in setting.standing["offline_in"] if code != language)
    page = OfflinePage(
        frame=setting.frame(Matter(path=here, title=words(language).gettext("Read offline"), translations=others)),
        archives=tuple(_files(setting, here, _newest_first(read, listed(language, "archive")))),
        books=tuple(_files(setting, here, [book_key(issue) for issue in issues])),
        reader=Link(label=READER, href=relative(here, READER)) if setting.standing.get("reach") else None,
    )
    yield Sheet(here, to_html(page).encode())


def _newest_first(read: Reader, list_: str) -> list[str]:
    return [name.partition(":")[2] for name in reversed(read.all(list_))]


def _files(setting: Setting, here: str, keys: list[str]) -> Iterator[OfflineFile]:
    for key in keys:
        row = whole(setting.read, key)
        if row:
            yield file(setting, row, here)


def file(setting: Setting, row: Enclosure, here: str) -> OfflineFile:
    """A book or an archive, as a page at `here` offers it."""
    (part,) = row.parts
    return OfflineFile(
        link=Link(label=row.title, href=relative(here, part.path)),
        size=part.size,
        stories=len(row.stories),
        made=setting.moment(row.made),
    )


def of_issue(setting: Setting, issue: Issue, here: str) -> OfflineFile | None:
    """The issue as a book; None while there is none."""
    row = whole(setting.read, book_key(issue.key))
    return file(setting, row, here) if row else None


def search(read: Reader, language: str) -> Iterator[Sheet]:
    """The page to search with.  It says so while there is no index."""
    setting = Setting(read, language)
    if not setting or not setting.standing["search"]:
        return
    here = search_path(language)
    years = [row for key in _newest_first(read, listed(language, "search")) if (row := whole(read, key))]
    say = words(language).gettext
    others = tuple((code, search_path(code)) for code in setting.standing["search_in"] if code != language)
    page = SearchPage(
        frame=setting.frame(Matter(path=here, title=say("Search"), translations=others, index=False)),
        years=tuple(row.title for row in years),
        made=setting.moment(max(row.made for row in years)) if years else None,
        stories=sum(len(row.stories) for row in years),
        all=Link(label=say("All stories"), href=relative(here, f"{language}/all/index.html")),
    )
    yield Sheet(here, to_html(page).encode())
