"""The desk's search index, without the work that grows with the archive.

Wagtail's index averages the length of every title at every save, 90 ms at 20,000 stories and growing.  It
only weighs long titles against short ones, which a newsroom does not miss; a full rebuild still does it.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

if connection.vendor == "postgresql":
    from modelsearch.backends.database.postgres.postgres import PostgresIndex as Whole
    from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend as Found
else:
    from modelsearch.backends.database.sqlite.sqlite import SQLiteIndex as Whole

    from tamizdat.desk.finding import Found


class Index(Whole):
    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)


class _ByAnyColumn:
    """A database can sift and sort by each of its columns.

    Stock search refuses those that a model does not declare for it, and a screen that offers one breaks.
    """

    def check(self) -> None:
        pass


class _Words(_ByAnyColumn, Found.query_compiler_class):
    pass


class _Beginnings(_ByAnyColumn, Found.autocomplete_query_compiler_class):
    pass


class Search(Found):
    index_class = Index
    query_compiler_class = _Words
    autocomplete_query_compiler_class = _Beginnings


SearchBackend: Any = Search
