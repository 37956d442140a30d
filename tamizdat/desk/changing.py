"""Change: alter one thing about a page, in print and in the draft, without printing the rest of the draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tamizdat.desk.publishing import Publishing
from tamizdat.desk.refusal import Refused

Alter = Callable[[Any], None]


def change(page: Any, alter: Alter, by: Any = None, now: datetime | None = None) -> Any:
    """Apply `alter` to what is printed, at once, and to the newest draft, which stays a draft.

    Raises Refused when the page could not be printed so.
    """
    try:
        with transaction.atomic():
            _change(page, alter, by, now or timezone.now())
    except ValidationError as error:
        raise Refused.because(str(page), error) from error
    page.refresh_from_db()
    return page


def _change(page: Any, alter: Alter, by: Any, now: datetime) -> None:
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes or not page.live else None
    due = page.scheduled_revision.approved_go_live_at if page.scheduled_revision else None
    if page.live:
        printed = type(page).objects.get(pk=page.pk)
        printed.go_live_at = None
        alter(printed)
        Publishing(printed.save_revision(user=by), now, user=by).execute(skip_permission_checks=True)
    if draft is not None:
        alter(draft)
        save_draft(draft, by, due)


def save_draft(draft: Any, by: Any = None, due: datetime | None = None) -> Any:
    """Keep a draft as the editor's form would: checked lightly, and the row too as long as nothing is printed."""
    if not draft.live:
        draft.save()
    revision = draft.save_revision(user=by, log_action=True, clean=False, approved_go_live_at=due)
    if due:
        draft.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    return revision


def edit(page: Any, by: Any = None, **values: Any) -> Any:
    """Save a new draft with these values; what is printed stays as it is."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    try:
        save_draft(draft, by)
    except ValidationError as error:
        raise Refused.because(str(draft), error) from error
    page.refresh_from_db()
    return page


def move(story: Any, section: Any, by: Any = None, now: datetime | None = None) -> Any:
    """The story goes to another section, in print at once."""

    def alter(version: Any) -> None:
        version.section = section

    return change(story, alter, by, now)
