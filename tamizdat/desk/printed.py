"""Which pages are public at a given moment, however they came to be so.

No signal is asked.  A page is public when its row is live and was published, its moment has come and not gone, no
restriction lies on it or above it, the paper it stands in is live, and it is not a mere alias of another.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page, PageViewRestriction

from tamizdat.desk.appeals import next_turn
from tamizdat.desk.newsroom import Paper
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import Story

FILING = 1  # raise it when filing makes other copy of the same rows: everything is filed anew once


def printed(model: type[Story] | type[StandingPage], now: datetime) -> QuerySet[Any]:
    """Rows of the pages of this kind that are public at `now`."""
    rows = model.objects.filter(live=True, alias_of=None, first_published_at__lte=now).exclude(address="")
    rows = rows.filter(Q(expire_at=None) | Q(expire_at__gt=now))
    for path in _closed():
        rows = rows.exclude(path__startswith=path)
    return rows


def _closed() -> list[str]:
    """Paths of the tree under which nothing is public."""
    restricted = PageViewRestriction.objects.values_list("page__path", flat=True)
    # Asked for whole, without order: told to find those that are not live, SQLite walks through every page.
    papers = Paper.objects.order_by().values_list("path", "live")
    return [*restricted, *(path for path, live in papers if not live)]


def stamps(rows: QuerySet[Any]) -> dict[str, tuple[int, str]]:
    """Key → (id, stamp) of pages; the stamp changes with everything their copy is made of."""
    values = rows.values_list("key", "pk", "live_revision_id", "last_published_at", "turn")
    return {
        key: (pk, f"{FILING}.{revision}.{at.timestamp() if at else ''}.{turn}")
        for key, pk, revision, at, turn in values
    }


def next_moment(now: datetime) -> datetime | None:
    """When time alone will next change what is public."""
    from wagtail.models import Revision

    moments = [
        Revision.objects.filter(approved_go_live_at__gt=now)
        .order_by("approved_go_live_at")
        .values_list("approved_go_live_at"),
        Page.objects.filter(live=True, expire_at__gt=now).order_by("expire_at").values_list("expire_at"),
        Page.objects.filter(live=True, first_published_at__gt=now)
        .order_by("first_published_at")
        .values_list("first_published_at"),
    ]
    found = [row[0] for moment in moments if (row := moment.first())]
    found += [turn] if (turn := next_turn(now)) else []
    return min(found) if found else None
