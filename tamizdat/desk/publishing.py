"""Put a page in print, at once or at a set moment, and take it out again.

The rules are Wagtail's; the clock is the caller's, and what a reader should hear of is noted on the way.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from tamizdat.desk.refusal import Refused


class Publishing(PublishPageRevisionAction):
    """Wagtail's publishing at a given moment, noting first publication and what a reader should hear of."""

    def __init__(self, revision: Any, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(revision, **kwargs)
        self.now = now or timezone.now()

    def execute(self, skip_permission_checks: bool = False) -> Any:
        due = self.object.go_live_at
        if due is None or due <= self.now:
            # Wagtail compares with its own clock and would schedule again what is due by ours.
            self.object.go_live_at = None
            self.object.first_published_at = self.object.first_published_at or self.now
            self.object.note_change(self.now)
            self.object.weigh(self.now)
        with transaction.atomic():
            return super().execute(skip_permission_checks=skip_permission_checks)


def publish(page: Any, now: datetime | None = None, by: Any = None) -> Any:
    """Print the newest draft of a story or page from `now` on.

    Raises Refused when something that readers must be given is lacking.
    """
    now = now or timezone.now()
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = None
    if draft.expire_at and draft.expire_at <= now:
        draft.expire_at = None
    try:
        with transaction.atomic():
            revision = draft.save_revision(user=by)
            Publishing(revision, now, user=by).execute(skip_permission_checks=True)
    except ValidationError as error:
        raise Refused.because(str(draft), error) from error
    page.refresh_from_db()
    return page


def schedule(page: Any, at: datetime, by: Any = None) -> Any:
    """Approve the newest draft for `at`; the sweep prints it then.  Raises Refused when it could not be printed."""
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = at
    try:
        draft.weigh(at)
        with transaction.atomic():
            revision = draft.save_revision(user=by, approved_go_live_at=at)
            draft.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
            log(
                instance=draft,
                action="wagtail.publish.schedule",
                user=by,
                revision=revision,
                data=_words(revision, draft),
            )
    except ValidationError as error:
        raise Refused.because(str(draft), error) from error
    page.refresh_from_db()
    return page


def _words(revision: Any, draft: Any) -> dict[str, Any]:
    moments = {"created": revision.created_at.isoformat(), "go_live_at": draft.go_live_at.isoformat()}
    return {"revision": {"id": revision.pk, "has_live_version": draft.live, **moments}}


def withdraw(page: Any, by: Any = None) -> Any:
    """Take the page out of print, and out of the schedule."""
    page.revisions.update(approved_go_live_at=None)
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    page.refresh_from_db()
    return page
