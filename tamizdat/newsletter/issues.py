"""Issues: drafted from what was published, changed, approved, and nothing sent that was not."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from tamizdat.newsletter import stories
from tamizdat.newsletter.models import Issue, Letterbox, Pick
from tamizdat.newsletter.rendering import Item, Letter
from tamizdat.newsletter.rhythm import next_due, the_rhythm
from tamizdat.newsletter.stories import Told
from tamizdat.newsletter.words import gettext_in
from tamizdat.outbox.message import LARGEST_HTML
from tamizdat.press.books import FiledBooks
from tamizdat.press.copy import Newsroom, Reach
from tamizdat.press.wording import in_language
from tamizdat.saying import say

MOST_PICKS = 30
LONGEST_SUBJECT = 150  # characters
Said = Mapping[str, tuple[str, str]]  # a story's key -> headline and blurb of the editor's own


class NotNow(Exception):
    """What an issue's state does not allow: one line that says why, and what to do first."""


def draft(newsroom: Newsroom, language: str, now: datetime, by: str = "") -> Issue:
    """A new issue with what an editor would begin with.  Raises NotNow when there is one that is not sent yet."""
    if language not in newsroom.languages:
        known = ", ".join(newsroom.languages)
        raise NotNow(
            say("the newsroom does not write in {language!r}; it writes in {known}.", language=language, known=known)
        )
    if open_ := Issue.objects.filter(language=language, state__in=("draft", "approved")).first():
        raise NotNow(
            say("issue {number} in {language} is not sent yet; change that one.", number=open_.pk, language=language)
        )
    chosen = _proposed(language)
    name = in_language(newsroom.names, language)
    subject = chosen[0].headline if chosen else gettext_in(language)("The week at {newsroom}").format(newsroom=name)
    with transaction.atomic(using="readers"):
        issue = Issue.objects.create(
            language=language,
            subject=subject[:LONGEST_SUBJECT],
            due=next_due(the_rhythm(), newsroom.time_zone, now),
            secret=secrets.token_hex(32),
            made_by=by,
        )
        choose(issue, [told.key for told in chosen])
    return issue


def proposal(language: str) -> list[str]:
    """Keys of what was published since the last issue, in the front page's order."""
    return [told.key for told in _proposed(language)]


def _proposed(language: str) -> list[Told]:
    last = Issue.objects.filter(language=language, frozen_at__isnull=False).order_by("-frozen_at").first()
    return stories.proposed(language, last.frozen_at if last else None)


def choose(issue: Issue, keys: Sequence[str], said: Said | None = None) -> None:
    """These stories, in this order; words that the editor gave to one stay with it, but for those in `said`.

    Raises NotNow.
    """
    refuse_closed(issue)
    if len(keys) > MOST_PICKS:
        raise NotNow(say("an issue holds {most} stories at most, not {number}.", most=MOST_PICKS, number=len(keys)))
    words = {pick.story: (pick.headline, pick.blurb) for pick in issue.picks.all()} | dict(said or {})
    with transaction.atomic(using="readers"):
        issue.picks.all().delete()
        Pick.objects.bulk_create(
            Pick(
                issue=issue,
                position=position,
                story=key,
                headline=words.get(key, ("", ""))[0],
                blurb=words.get(key, ("", ""))[1],
            )
            for position, key in enumerate(dict.fromkeys(keys))
        )


def refuse_closed(issue: Issue) -> None:
    """Raises NotNow for one that is on its way."""
    if issue.state == "frozen":
        raise NotNow(say("issue {number} is frozen, so nothing about it is changed any more.", number=issue.pk))
    if issue.state == "sent":
        raise NotNow(say("issue {number} is sent, so nothing about it is changed any more.", number=issue.pk))


def letter(issue: Issue, newsroom: Newsroom, *, full: bool = False) -> Letter:
    """What the issue says now; what it said, when it is frozen.  A story that is not published any more is left out."""
    if issue.said:
        return as_frozen(issue, full=full)
    site = Letterbox.site()
    paper = newsroom.address.removesuffix("/") or site
    held = stories.books()
    items = []
    for pick in issue.picks.order_by("position"):
        told = stories.story(pick.story, held)
        if told:
            items.append(
                Item(
                    headline=pick.headline or told.headline,
                    blurb=pick.blurb or told.deck,
                    link=f"{paper}/{told.address}",
                    section=told.section,
                    paragraphs=told.paragraphs if full else (),
                )
            )
    return Letter(
        language=issue.language,
        newsroom=in_language(newsroom.names, issue.language),
        subject=issue.subject,
        intro=issue.intro,
        items=items,
        appeal=issue.appeal,
        home=f"{paper}/{issue.language}/",
        ask=f"{site}/-/{issue.language}/ask",
        colour=newsroom.colour,
        addresses=_addresses(newsroom, held) if full else (),
    )


def _addresses(newsroom: Newsroom, held: FiledBooks) -> tuple[str, ...]:
    """Where the paper is found now, its public address first."""
    reach = held.row(f"{Reach.kind}:reach")
    own = reach.own if isinstance(reach, Reach) else ()
    return tuple(dict.fromkeys(filter(None, (newsroom.address, *own))))


def as_frozen(issue: Issue, *, full: bool) -> Letter:
    """From what was kept of it."""
    said = dict(issue.said)
    items = [Item(**item | {"paragraphs": tuple(item["paragraphs"]) if full else ()}) for item in said.pop("items")]
    addresses = tuple(said.pop("addresses")) if full else ()
    return Letter(**said | {"addresses": addresses}, items=items)


def problems(shown: Letter, html: str) -> list[str]:
    """Why it cannot be sent as it is, a line each."""
    found = []
    if not shown.items:
        found.append(say("it names no story that is published."))
    if not shown.subject.strip():
        found.append(say("it has no subject."))
    if len(html.encode()) > LARGEST_HTML:
        size, most = len(html.encode()), LARGEST_HTML
        found.append(
            say("its HTML has {size:,} bytes; mailboxes cut what has more than {most:,}.", size=size, most=most)
        )
    return found


def digest(shown: Letter, due: datetime) -> str:
    """Of all that a reader will see of it: whatever changes afterwards voids an approval."""
    said: list[object] = [shown.subject, shown.intro, shown.appeal, shown.home, shown.ask, due.isoformat()]
    said += [[item.headline, item.blurb, item.link, list(item.paragraphs)] for item in shown.items]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def approve(issue: Issue, shown: Letter, html: str, by: str, *, others: bool) -> None:
    """Say that it may be sent as it is.  `others`: is there anybody else who could?  Raises NotNow."""
    refuse_closed(issue)
    if found := problems(shown, html):
        raise NotNow(say("issue {number} cannot be sent: {why}", number=issue.pk, why=found[0]))
    if others and by == issue.made_by:
        raise NotNow(say("{name} wrote issue {number}, so somebody else approves it.", name=by, number=issue.pk))
    issue.state, issue.approved_by, issue.approved = "approved", by, digest(shown, issue.due)
    issue.waits = ""
    issue.save()


def change(
    issue: Issue,
    by: str,
    words: Mapping[str, str | None],
    due: datetime | None = None,
    keys: Sequence[str] | None = None,
    said: Said | None = None,
) -> None:
    """Give it other words (subject, intro, appeal), another hour or other stories; an approval is void then.

    What is None stays.  Nothing changed is no change.  Raises NotNow, and changes nothing then.
    """
    refuse_closed(issue)
    subject = words.get("subject")
    if subject is not None and not 0 < len(subject.strip()) <= LONGEST_SUBJECT:
        number = len(subject.strip())
        raise NotNow(say("a subject has one to {most} characters, not {number}.", most=LONGEST_SUBJECT, number=number))
    if missing := [key for key in keys or () if stories.story(key) is None]:
        raise NotNow(
            say(
                "no published story has the key {key!r}; `tamizdat issue stories {number}` shows them.",
                key=missing[0],
                number=issue.pk,
            )
        )
    before = version(issue)
    with transaction.atomic(using="readers"):
        if keys is not None:
            choose(issue, keys, said)
        for part, given in words.items():
            if given is not None:
                setattr(issue, part, given.strip())
        issue.due = due or issue.due
        if version(issue) != before:
            issue.state, issue.approved_by, issue.approved, issue.made_by = "draft", "", "", by
            issue.waits = ""
        issue.save()


def version(issue: Issue) -> str:
    """Of all that an editor may change in it: two that opened it at once find out."""
    picks = list(issue.picks.order_by("position").values_list("story", "headline", "blurb"))
    held = [issue.subject, issue.intro, issue.appeal, issue.due.isoformat(), picks]
    return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()[:32]


def is_approved(issue: Issue, shown: Letter) -> bool:
    return issue.state == "approved" and issue.approved == digest(shown, issue.due)
