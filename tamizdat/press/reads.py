"""The recorder: everything a plate reads goes through here and is noted.

A plate is printed anew exactly when something it noted changes: a point (one aspect of one row), a range (a stretch of
a list, both ends included, as next-key locking does it) or a moment.  So nobody writes rules of invalidation by hand,
and a new kind of page needs none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from tamizdat.press.books import Books, Standing
from tamizdat.press.copy import Newsroom, Photo, Row, Story
from tamizdat.press.lists import FIRST, LAST, LEFT
from tamizdat.press.pictures import Made, Renditions

R = TypeVar("R", bound=Row)


class Reader:
    """What one plate reads, and the note of it."""

    def __init__(self, books: Books, now: datetime) -> None:
        self._books = books
        self._now = now
        self.points: set[str] = set()
        self.ranges: set[tuple[str, str, str]] = set()
        self.due: datetime | None = None
        self.problems: list[str] = []
        self.spent: dict[str, str] = {}  # name of an enclosure -> what is left of it, as JSON; empty: nothing

    # Points

    def row(self, cls: type[R], key: str, part: str = "whole") -> R | None:
        """One aspect of one row; None when it is not published."""
        name = f"{cls.kind}:{key}"
        self.note_point(f"{name}#{part}")
        seen = self._books.seen(name, part)
        assert seen is None or isinstance(seen, cls)
        return seen

    def story(self, key: str, part: str = "whole") -> Story | None:
        return self.row(Story, key, part)

    def newsroom(self) -> Newsroom | None:
        return self.row(Newsroom, "newsroom")

    def standing(self, language: str) -> Standing:
        """What surrounds every page of the language."""
        self.note_point(f"standing:{language}")
        return self._books.standing(language)

    def shelves(self, list_: str) -> int:
        """How many shelves of the list are full."""
        self.note_point(f"shelves:{list_}")
        return self._books.shelves(list_)

    def shelf(self, list_: str, number: int) -> list[str] | None:
        """Names of the rows on a full shelf, oldest first; None when there is no such shelf."""
        self.note_point(f"shelf:{list_}:{number}")
        bounds = self._books.shelf(list_, number)
        return self.between(list_, *bounds) if bounds else None

    def open_shelf(self, list_: str) -> list[str]:
        """Names of the rows that are on no full shelf yet, oldest first."""
        full = self.shelves(list_)
        bounds = self._books.shelf(list_, full) if full else None
        return self.between(list_, bounds[1] if bounds else FIRST, LAST)

    def has_open_shelf(self, list_: str) -> bool:
        """Is any row of the list on no full shelf?"""
        full = self.shelves(list_)
        bounds = self._books.shelf(list_, full) if full else None
        low = bounds[1] if bounds else FIRST
        found = self._books.oldest(list_, 1, low)
        self.note_range(list_, low, found[0][0] if found else LAST)
        return bool(found)

    def pictures(self, key: str) -> Renditions | None:
        """The sizes of a photo; None, and a problem noted, when the press cannot make them."""
        photo = self.row(Photo, key)
        found = self._books.pictures(photo) if photo else None
        if found is None:
            self.problems.append(f"the photo {key[:12]} is missing or broken; printed without it")
        return found

    def content(self, made: Made) -> bytes:
        """The bytes of one size of a photo, which never change."""
        return self._books.content(made)

    def lies(self, digest: str) -> bool:
        """Are there bytes of that hash?  They never change, but can be lost."""
        return self._books.lies(digest)

    def unpublished(self, keys: Iterable[str]) -> set[str]:
        """Of these stories, those that are not published."""
        names = [f"{Story.kind}:{key}" for key in keys]
        for name in names:
            self.note_point(f"{name}#there")
        return {name.partition(":")[2] for name in self._books.missing(names)}

    # Ranges

    def gone(self, list_: str, low: str, high: str, keys: Iterable[str]) -> set[str]:
        """Of these stories, which all stood in a stretch of the list, those that are published no more.

        What arrives there is not noted: the archive may grow without touching who reads this.
        """
        self.note_range(f"{LEFT}{list_}", low, high)
        gone = self._books.missing([f"{Story.kind}:{key}" for key in keys])
        for name in gone:
            self.note_point(f"{name}#there")  # it may come back
        return {name.partition(":")[2] for name in gone}

    def newest(self, list_: str, limit: int) -> list[str]:
        """Names of the newest rows of the list, newest first."""
        found = self._books.newest(list_, limit)
        self.note_range(list_, found[-1][0] if len(found) == limit else FIRST, LAST)
        return [row for _, row in found]

    def first(self, list_: str) -> str | None:
        """Name of the oldest row of the list; None when it is empty."""
        found = self._books.oldest(list_, 1)
        self.note_range(list_, FIRST, found[0][0] if found else LAST)
        return found[0][1] if found else None

    def between(self, list_: str, low: str, high: str) -> list[str]:
        """Names of the rows from `low` up to but not with `high`, in order."""
        self.note_range(list_, low, high)
        return [row for _, row in self._books.between(list_, low, high)]

    def all(self, list_: str) -> list[str]:
        return self.between(list_, FIRST, LAST)

    # Time

    def has_come(self, moment: datetime) -> bool:
        """Is it that late?  If not, the plate is due at that moment."""
        if self._now < moment:
            self.note_due(moment)
        return self._now >= moment

    def month(self) -> datetime:
        """The first moment of this month in UTC; due again when the next one begins."""
        start = self._now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        self.note_due((start + timedelta(days=32)).replace(day=1))
        return start

    # Notes: single methods, so that a test can plant a fault in each.

    def note_point(self, key: str) -> None:
        self.points.add(key)

    def note_range(self, list_: str, low: str, high: str) -> None:
        self.ranges.add((list_, low, high))

    def note_due(self, moment: datetime) -> None:
        self.due = moment if self.due is None else min(self.due, moment)
