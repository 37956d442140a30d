"""The newsletter's issues as pages, and the page that lists them.

An issue keeps its own words.  A story that was withdrawn since is gone from it, and one that moved is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tamizdat.front.pages import Card, IssuePage, IssuesPage, Link
from tamizdat.front.printing import to_html
from tamizdat.front.words import words
from tamizdat.press.cards import card
from tamizdat.press.copy import Issue
from tamizdat.press.frames import Matter, Setting
from tamizdat.press.links import relative
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet
from tamizdat.press.sheets.enclosures import of_issue
from tamizdat.press.wording import paragraphs

LISTED = 260  # issues on the page: five years of Fridays
PICTURES = 3  # cards with one


def path(language: str) -> str:
    return f"{language}/newsletter/index.html"


def sheets(read: Reader, key: str) -> Iterator[Sheet]:
    """One issue."""
    issue = read.row(Issue, key)
    setting = Setting(read, issue.language) if issue else None
    if not issue or not setting:
        return
    here = issue.address
    title = words(issue.language).gettext("Our newsletter")
    is_listed = setting.standing.get("letters") is not None
    page = IssuePage(
        frame=setting.frame(Matter(path=here, title=issue.subject, description=" ".join(issue.intro.split()))),
        subject=issue.subject,
        sent=setting.moment(issue.sent),
        intro=paragraphs(issue.intro),
        cards=tuple(_cards(setting, issue, here)),
        book=of_issue(setting, issue, here),
        all=Link(label=title, href=relative(here, path(issue.language))) if is_listed else None,
        newsletter=setting.newsletter(here),
    )
    yield Sheet(here, to_html(page).encode())


def _cards(setting: Setting, issue: Issue, here: str) -> Iterator[Card]:
    for at, pick in enumerate(issue.picks):
        found = card(setting, pick.story, here, with_picture="card" if at < PICTURES else "")
        if found:
            yield replace(found, headline=pick.headline or found.headline, deck=pick.blurb or found.deck)


def listing(read: Reader, language: str) -> Iterator[Sheet]:
    """All issues of a language, newest first, with the form to sign up; printed while readers can."""
    setting = Setting(read, language)
    if not setting or setting.standing.get("letters") is None:
        return
    here = path(language)
    found = [read.row(Issue, name.partition(":")[2]) for name in read.newest(f"{language}/issues", LISTED)]
    others = tuple((code, path(code)) for code, _ in setting.standing["languages"] if code != language)
    title = words(language).gettext("Our newsletter")
    page = IssuesPage(
        frame=setting.frame(Matter(path=here, title=title, translations=others)),
        issues=tuple(
            (Link(label=issue.subject, href=relative(here, issue.address)), setting.moment(issue.sent))
            for issue in found
            if issue
        ),
        newsletter=setting.newsletter(here),
    )
    yield Sheet(here, to_html(page).encode())
