"""A page's data in, the complete document out.

Pure: the same page gives the same bytes in every process, with no clock, no setting and no disk read once templates and
styles are loaded.
"""

from __future__ import annotations

import re

from tamizdat.front import css
from tamizdat.front.colours import on_light
from tamizdat.front.directions import direction
from tamizdat.front.pages import (
    CorrectionsPage,
    Frame,
    FrontPage,
    GivePage,
    IssuePage,
    IssuesPage,
    LetterPage,
    ListPage,
    LostPage,
    MovedPage,
    NewsletterBox,
    OfflinePage,
    Page,
    ReachPage,
    SearchPage,
    StoryPage,
    SupportPage,
    TextPage,
    ThanksPage,
)
from tamizdat.front.scripts import digest as script_digest
from tamizdat.front.typecase import html, typecase

TEMPLATES: dict[type, str] = {
    CorrectionsPage: "corrections.html",
    FrontPage: "front.html",
    IssuePage: "issue.html",
    IssuesPage: "issues.html",
    ListPage: "list.html",
    LostPage: "lost.html",
    OfflinePage: "offline.html",
    ReachPage: "reach.html",
    SearchPage: "search.html",
    StoryPage: "story.html",
    SupportPage: "support.html",
    TextPage: "text.html",
    ThanksPage: "thanks.html",
}
ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d+)?(?=/|\?|$)")


def to_html(page: Page) -> str:
    """The whole document of a page."""
    if isinstance(page, MovedPage):
        template = typecase(page.language).get_template("moved.html")
        return template.render(page=page, direction=direction(page.language))
    frame = page.frame
    case = typecase(frame.language)
    name = f"letters/{page.part}.html" if isinstance(page, LetterPage | GivePage) else TEMPLATES[type(page)]
    body = case.get_template(name).render(page=page, frame=frame)
    style = css.style(body, frame.colour, frame.language)
    return case.get_template("document.html").render(
        frame=frame,
        body=html(body),
        style=html(style.text),
        colour=on_light(frame.colour),
        policy=html(_policy(style.digest, page, frame)),
    )


def _policy(digest: str, page: Page, frame: Frame) -> str:
    targets = sorted({_form_target(action) for action in _actions(page)}) or ["'none'"]
    proves = isinstance(page, LetterPage) and page.challenge
    named = [
        *(["proof"] if proves else []),
        *(["appeal"] if frame.banner else []),
        *(["register"] if frame.worker else []),
        *(["large"] if isinstance(page, StoryPage) and page.enlarges else []),
        *(["device"] if frame.worker and isinstance(page, ReachPage) else []),
    ]
    searches = isinstance(page, SearchPage) and page.made
    if searches:
        named.append("search")
    hashes = " ".join(f"'sha256-{script_digest(name)}'" for name in named)
    if searches:  # its index is read by a program of its own, which lies beside the page
        hashes += " 'self' 'wasm-unsafe-eval'"
    scripts = f"script-src {hashes};" if named else ""
    scripts += "worker-src 'self';" if frame.worker or searches else ""
    return (
        f"default-src 'none';style-src 'sha256-{digest}';{scripts}connect-src 'self';img-src 'self' data:;"
        f"form-action {' '.join(targets)};base-uri 'none'"
    )


def _actions(page: Page) -> list[str]:
    """Where the page's forms go."""
    if isinstance(page, GivePage):
        return [page.action]
    if isinstance(page, LetterPage):
        return [action for action in (page.action, page.leave) if action]
    if isinstance(page, SupportPage):
        return [action for action in (page.action, page.remind) if action]
    box: NewsletterBox | None = getattr(page, "newsletter", None)
    return [box.action] if box is not None else []


def _form_target(action: str) -> str:
    """What a policy must allow for this form: its origin, or the page's own.

    Refuses an address that a policy cannot name: a semicolon in it would begin another rule.
    """
    if "://" not in action:
        return "'self'"
    if not (origin := ORIGIN.match(action)):
        raise ValueError(f"a form cannot be sent to {action!r}; use an address like https://letters.example/in")
    return origin[0]
