"""Do what was set for a moment: print what is scheduled, withdraw what has run out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from tamizdat.desk.publishing import Publishing
from tamizdat.desk.refusal import Refused

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    printed: int = 0
    withdrawn: int = 0
    refused: tuple[str, ...] = ()  # one line each


def scheduled(now: datetime) -> list[int]:
    """Pages that are approved for a moment to come."""
    # By number: a revision names its page as text, which a server does not compare with one.
    return [int(revision.object_id) for revision in approved(approved_go_live_at__gt=now)]


def approved(**when: datetime) -> list[Revision]:
    """Revisions of pages, the soonest first.  Asked for pages only, SQLite walks through every revision there is."""
    page = ContentType.objects.get_for_model(Page).pk
    found = Revision.objects.filter(**when).order_by("approved_go_live_at", "pk")
    return [revision for revision in found if revision.base_content_type_id == page]


def keep(now: datetime) -> Done:
    """Everything due by `now`.  A draft that cannot be printed is taken off the schedule, and its history says why."""
    expired = list(Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at"))
    for page in expired:
        _withdraw(page.specific)
    due = approved(approved_go_live_at__lte=now)
    refused = [line for revision in due if (line := _print(revision, now))]
    return Done(len(due) - len(refused), len(expired), tuple(refused))


def _withdraw(page: Any) -> None:
    action = UnpublishPageAction(page, set_expired=True, log_action="wagtail.unpublish.scheduled")
    action.execute(skip_permission_checks=True)


def _print(revision: Revision, now: datetime) -> str:
    """Empty when it went well, else one line why not."""
    try:
        Publishing(revision, now, log_action="wagtail.publish.scheduled").execute(skip_permission_checks=True)
    except ValidationError as error:
        page = revision.content_object
        reason = str(Refused.because(str(page), error))
        page.revisions.filter(pk=revision.pk).update(approved_go_live_at=None)
        log(instance=page, action="desk.refused", data={"reason": reason})
        logger.warning("A scheduled page was not printed. %s", reason)
        return reason
    return ""
