"""Correct: what a printed story said is put right, and readers are told what it said before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tamizdat.desk.changing import change
from tamizdat.desk.newsroom import Newsroom
from tamizdat.desk.refusal import Refused
from tamizdat.desk.replacing import replaced

TEXTS = ("headline", "deck", "dateline", "social_headline", "photo_caption")


def correct(
    story: Any,
    wrong: str,
    right: str,
    kind: str = "correction",
    day: date | None = None,
    by: Any = None,
    now: datetime | None = None,
) -> Any:
    """Replace `wrong` by `right` wherever the story says it, add the note, print it.  Returns the correction.

    Where the story nowhere says `wrong`, only the note is added.  Raises Refused for a story that is not in print.
    """
    now = now or timezone.now()
    if not story.live:
        raise Refused(_("Only what is in print can be corrected; edit the draft instead."))
    note = {"day": day or now.astimezone(Newsroom.load().zone).date(), "kind": kind, "wrong": wrong, "right": right}

    def alter(version: Any) -> None:
        if wrong:
            _replace(version, wrong, right)
        version.corrections.add(version.corrections.model(sort_order=version.corrections.count(), **note))

    change(story, alter, by, now)
    return story.corrections.order_by("-pk").first()


def _replace(story: Any, wrong: str, right: str) -> None:
    for name in TEXTS:
        setattr(story, name, getattr(story, name).replace(wrong, right))
    story.body = replaced(story.body, wrong, right)
