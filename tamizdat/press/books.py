"""What the press holds, as a run sees it: rows, lists, shelves, pictures.

Nothing is noted here; plates read through `reads.Reader`, which notes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol

from django.db import connections

from tamizdat.press.aspects import aspect
from tamizdat.press.copy import Photo, Row, from_json
from tamizdat.press.lists import FIRST, LAST, read_whole
from tamizdat.press.models import Plate
from tamizdat.press.pictures import Made, Renditions, renditions
from tamizdat.press.store import Store
from tamizdat.press.wording import printable


class Standing(dict[str, Any]):
    """What surrounds every page of one language, and what was made of it once for all pages of a folder."""

    def __init__(self, value: dict[str, Any]) -> None:
        super().__init__(value)
        self.made: dict[tuple[str, str], Any] = {}


class Books(Protocol):
    def seen(self, name: str, part: str) -> Row | None: ...
    def newest(self, list_: str, limit: int) -> list[tuple[str, str]]: ...
    def oldest(self, list_: str, limit: int, low: str = "") -> list[tuple[str, str]]: ...
    def between(self, list_: str, low: str, high: str) -> list[tuple[str, str]]: ...
    def shelf(self, list_: str, number: int) -> tuple[str, str] | None: ...
    def shelves(self, list_: str) -> int: ...
    def standing(self, language: str) -> Standing: ...
    def pictures(self, photo: Photo) -> Renditions | None: ...
    def content(self, made: Made) -> bytes: ...
    def lies(self, digest: str) -> bool: ...
    def missing(self, names: Iterable[str]) -> set[str]: ...


# In SQL as it is: a plate asks some fifteen times, and Django takes ten times as long to build such a question.
_ENTRIES = 'SELECT position, "row" FROM press_entry WHERE list = %s'


KEPT = 1024  # rows at hand
TOGETHER = 20  # rows of a list that are fetched at once
ROWS = 400  # in one question: SQLite takes 999 parameters


def _asked(question: str, *parts: object) -> list[Any]:
    with connections["press"].cursor() as cursor:
        cursor.execute(question, parts)
        return list(cursor.fetchall())


class FiledBooks:
    """The books of the press, with what one run has read kept at hand.

    Made for one run: rows never change inside it.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        # Caches of the object, not of the class, so that they end with the run.
        self._rows: dict[str, Row | None] = {}
        self._ahead: dict[str, list[str]] = {}  # of the list read last: each row, and those next to it
        self._whole: dict[str, list[tuple[str, str]]] = {}  # lists that are read soon
        self._seen = lru_cache(maxsize=4096)(self._blanked)
        self._made = lru_cache(maxsize=4096)(lambda photo: renditions(store, photo))
        self._standing: dict[str, Standing] = {}

    def expect(self, names: Sequence[str]) -> None:
        """Read these rows at once, and their short lists: plates of them are printed next.  At most 300."""
        if fresh := [name for name in names if name not in self._rows]:
            self._fetch(fresh)
        self._whole = {list_: [] for name in names for list_ in read_whole(self.row(name))}
        if not self._whole:
            return
        marks = ",".join(["%s"] * len(self._whole))
        question = f'SELECT list, position, "row" FROM press_entry WHERE list IN ({marks}) ORDER BY position'  # noqa: S608
        for list_, position, row in _asked(question, *self._whole):
            self._whole[list_].append((position, row))

    def row(self, name: str) -> Row | None:
        """The row of that name; None when it is not published."""
        if name not in self._rows:
            self._fetch([one for one in self._ahead.get(name, (name,)) if one not in self._rows])
        return self._rows[name]

    def _fetch(self, names: list[str]) -> None:
        marks = ",".join(["%s"] * len(names))
        bodies = dict(_asked(f"SELECT name, body FROM press_filed WHERE name IN ({marks})", *names))  # noqa: S608
        for name in names:
            self._rows[name] = from_json(name.split(":", 1)[0], printable(bodies[name])) if name in bodies else None
        while len(self._rows) > KEPT:
            del self._rows[next(iter(self._rows))]

    def _listed(self, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Whoever reads a list reads its rows next: they are fetched together."""
        together = (found[at : at + TOGETHER] for at in range(0, len(found), TOGETHER))
        rows = ([row for _, row in some] for some in together)
        self._ahead = {row: some for some in rows for row in some}
        return found

    def seen(self, name: str, part: str) -> Row | None:
        """One aspect of the row; None when it is not published."""
        return self.row(name) if part == "whole" else self._seen(name, part)

    def _blanked(self, name: str, part: str) -> Row | None:
        row = self.row(name)
        return aspect(row, part) if row else None

    def newest(self, list_: str, limit: int) -> list[tuple[str, str]]:
        """At most `limit` (position, row name), the last position first."""
        return self._listed(_asked(f"{_ENTRIES} ORDER BY position DESC LIMIT %s", list_, limit))

    def oldest(self, list_: str, limit: int, low: str = "") -> list[tuple[str, str]]:
        """At most `limit` (position, row name) from `low` on, in order."""
        if list_ in self._whole:
            return [entry for entry in self._whole[list_] if entry[0] >= low][:limit]
        return _asked(f"{_ENTRIES} AND position >= %s ORDER BY position LIMIT %s", list_, low, limit)

    def between(self, list_: str, low: str, high: str) -> list[tuple[str, str]]:
        """All (position, row name) from `low` up to but not with `high`, in order."""
        if (low, high) == (FIRST, LAST) and list_ in self._whole:
            return self._whole[list_]
        if high == LAST:
            return self._listed(_asked(f"{_ENTRIES} AND position >= %s ORDER BY position", list_, low))
        between = f"{_ENTRIES} AND position >= %s AND position < %s ORDER BY position"
        return self._listed(_asked(between, list_, low, high))

    def shelf(self, list_: str, number: int) -> tuple[str, str] | None:
        """The shelf's bounds, the upper one left out; None when it is not full yet."""
        found = _asked("SELECT low, high FROM press_shelf WHERE list = %s AND number = %s", list_, number)
        return found[0] if found else None

    def shelves(self, list_: str) -> int:
        """How many shelves of the list are full."""
        return int(_asked("SELECT count(*) FROM press_shelf WHERE list = %s", list_)[0][0])

    def standing(self, language: str) -> Standing:
        """What surrounds every page of that language, as `sheets.standing` set it; empty when there is none."""
        if language not in self._standing:
            value = Plate.objects.filter(name=f"standing/{language}").values_list("value", flat=True).first()
            self._standing[language] = Standing(json.loads(value) if value else {})
        return self._standing[language]

    def missing(self, names: Iterable[str]) -> set[str]:
        """Of these rows, those that are not published."""
        asked = list(names)
        found: set[str] = set()
        for at in range(0, len(asked), ROWS):
            some = asked[at : at + ROWS]
            marks = ",".join(["%s"] * len(some))
            found |= {name for (name,) in _asked(f"SELECT name FROM press_filed WHERE name IN ({marks})", *some)}  # noqa: S608
        return set(asked) - found

    def forget_standing(self) -> None:
        self._standing.clear()

    def pictures(self, photo: Photo) -> Renditions | None:
        return self._made(photo)

    def content(self, made: Made) -> bytes:
        return self.store.read(made.digest)

    def lies(self, digest: str) -> bool:
        return self.store.holds(digest)
