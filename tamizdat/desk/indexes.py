"""Indexes for what the desk asks of Wagtail's tables at each of its screens and in each round.

They belong to no model of ours, and SQLite loses them when a migration of Wagtail's makes a table anew, so they are
looked after whenever databases are brought to a version's form.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate

NEWEST = {"sqlite": "", "postgresql": " DESC NULLS LAST"}  # SQLite takes NULL for the least, and walks both ways


def statements(vendor: str) -> list[str]:
    newest = NEWEST[vendor]
    indexes = {
        "desk_page_changed": f"wagtailcore_page (latest_revision_created_at{newest})",
        "desk_page_published": "wagtailcore_page (last_published_at)",
        "desk_page_first_published": "wagtailcore_page (locale_id, first_published_at)",
        "desk_pages_that_expire": "wagtailcore_page (expire_at) WHERE expire_at IS NOT NULL",
    }
    return [f"CREATE INDEX IF NOT EXISTS {name} ON {what}" for name, what in indexes.items()]


def make(using: str, **_: Any) -> None:
    if using != "default":
        return
    line = connections[using]
    with line.cursor() as cursor:
        for statement in statements(line.vendor):
            cursor.execute(statement)


def listen(app: Any) -> None:
    post_migrate.connect(make, sender=app)
