"""What the week asks for: a draft some days before the hour, and at the hour what was approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from tamizdat.newsletter import issues
from tamizdat.newsletter.models import Issue, Rhythm, Subscription
from tamizdat.newsletter.rhythm import next_due, the_rhythm
from tamizdat.newsletter.sending import TOO_LATE
from tamizdat.press.copy import Newsroom

DRAFTED_BEFORE = timedelta(days=3)
FROZEN_BEFORE = timedelta(minutes=10)
LOCKED = "the list is locked"  # why an issue waits whose hour has come
TRIED_FOR = timedelta(days=2)  # after its hour; `tamizdat issue post` goes on by hand


def draft_what_is_due(newsroom: Newsroom, now: datetime) -> list[Issue]:
    """New drafts, one for each language that somebody reads.  A newsroom that never set a rhythm drafts by hand."""
    if not Rhythm.objects.exists():
        return []
    due = next_due(the_rhythm(), newsroom.time_zone, now)
    if due - now > DRAFTED_BEFORE:
        return []
    begun = Q(state__in=("draft", "approved")) | Q(due=due)
    return [
        issues.draft(newsroom, language, now)
        for language in read(newsroom.languages)
        if not Issue.objects.filter(begun, language=language).exists()
    ]


def read(languages: Iterable[str]) -> list[str]:
    """Those of the languages that somebody on the list asked for."""
    asked = {code for chosen in Subscription.objects.values_list("languages", flat=True).distinct() for code in chosen}
    return [code for code in languages if code in asked]


def to_freeze(now: datetime) -> list[Issue]:
    """Approved, and nearly due."""
    return list(Issue.objects.filter(state="approved", due__lte=now + FROZEN_BEFORE, due__gt=now - TOO_LATE))


def to_post(now: datetime) -> list[Issue]:
    """Frozen, and due."""
    return list(Issue.objects.filter(state="frozen", due__lte=now, due__gt=now - TRIED_FOR))
