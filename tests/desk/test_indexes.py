"""The desk's screens ask Wagtail's tables for what is newest, and do not walk through all of them for it."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tamizdat.desk import indexes
from tests import cast

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="plans are SQLite's")


number = count()


def _sorting(path: str) -> list[str]:
    """Plans of what a screen asks for the first of all stories, where SQLite sorts all of them to find those."""
    found: list[str] = []

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'FROM "desk_story"' in sql and "LIMIT" in sql:
            # With a number of its own: a plan that was explained before is told again, whatever became of the indexes.
            asked = f"EXPLAIN QUERY PLAN {sql.replace('%s', '?')} -- {next(number)}"
            rows = context["connection"].connection.execute(asked, params or ()).fetchall()
            found.append("\n".join(row[3] for row in rows))
        return execute(sql, params, many, context)

    client = cast.sits(Client(), cast.vera())
    client.get(path)
    with connection.execute_wrapper(explained):
        assert client.get(path).status_code == 200
    assert found
    return [plan for plan in found if "TEMP B-TREE FOR ORDER BY" in plan]


@pytest.mark.parametrize("path", ["/admin/", "/admin/stories/", "/admin/story_chooser/?locale=en&printed=1"])
def test_no_screen_sorts_all_stories(story: Any, path: str) -> None:
    story.publish()

    assert _sorting(path) == []

    with connection.cursor() as cursor:
        for name in ("desk_page_changed", "desk_page_published", "desk_page_first_published"):
            cursor.execute(f"DROP INDEX {name}")
    assert _sorting(path) != []  # so the look bites


def test_the_indexes_come_back_after_wagtail_made_its_table_anew(newsroom: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX desk_page_changed")

    indexes.make("default")

    with connection.cursor() as cursor:
        assert "desk_page_changed" in connection.introspection.get_constraints(cursor, "wagtailcore_page")
