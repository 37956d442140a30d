"""Find in SQLite's full-text index by one walk through it, the newest first.

Stock search asks that index anew for each row of the archive, and once more for its rank: a common word took 40 s among
10,000 stories.  Among headlines that hold all words of a query, rank says little, and editors look for what is new.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite.query import MatchExpression
from modelsearch.backends.database.sqlite.sqlite import (
    IndexEntry,
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import PlainText
from modelsearch.utils import get_descendants_content_types_pks


class _ByOneWalk:
    query: Any
    queryset: Any
    fields: Any
    order_by_relevance: bool
    FTS_TABLE_FIELDS: Any

    def search(self, config: Any, start: int | None, stop: int | None, score_field: str | None = None) -> Any:
        if score_field or not isinstance(self.query, PlainText):  # no screen asks so
            return super().search(config, start, stop, score_field)  # type: ignore[misc]
        words = _sought(self.query.query_string)
        if not words:
            return self.queryset.none()
        wanted = self.build_search_query(PlainText(words, operator=self.query.operator), config=config)  # type: ignore[attr-defined]
        hits = SQLiteFTSIndexEntry.objects.filter(MatchExpression(self.fields or self.FTS_TABLE_FIELDS, wanted))
        kinds = get_descendants_content_types_pks(self.queryset.model)
        # A question in a question, not a join: SQLite would walk the entries, and ask its index about each.
        entries = IndexEntry.objects.filter(pk__in=hits.values("pk"), content_type__in=kinds)
        numbers = entries.annotate(number=Cast("object_id", BigIntegerField())).values("number")
        found = self.queryset.filter(pk__in=numbers)
        if self.order_by_relevance or not found.query.order_by:
            found = found.order_by("-pk")
        return found[start:stop]


def _sought(typed: str) -> str:
    """Without quotes, which would end the index's own, and without what is no word and matches nothing."""
    return " ".join(word for word in typed.replace('"', " ").split() if re.search(r"\w", word))


class _Words(_ByOneWalk, SQLiteSearchQueryCompiler):
    pass


class _Beginnings(_ByOneWalk, SQLiteAutocompleteQueryCompiler):
    pass


class Found(SQLiteSearchBackend):
    query_compiler_class = _Words
    autocomplete_query_compiler_class = _Beginnings
