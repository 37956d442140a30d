"""Take filed copy into the books and find out which plates it touches.

All in one transaction: after it the books hold one new state, and every plate that must print again is marked, so that
a run killed at any later moment only has to go on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from tamizdat.press.aspects import touched
from tamizdat.press.copy import from_json
from tamizdat.press.lists import FIRST, LAST, LEFT, entries, is_shelved
from tamizdat.press.models import Change, Entry, Filed, Plate, Point, Range, Shelf
from tamizdat.press.plates import STANDING, plate_of_shelf, plates_of
from tamizdat.press.shelving import fill

T = TypeVar("T")
CHUNK = 400  # names in one query: SQLite takes 999 parameters
SINGLE = 50  # positions of a list that are looked at one by one


@dataclass
class _Stretch:
    """The positions of a list at which something came or went; of many, the outermost alone."""

    positions: set[str] = field(default_factory=set)
    low: str = LAST
    high: str = FIRST

    def add(self, position: str) -> None:
        self.low, self.high = min(self.low, position), max(self.high, position)
        if len(self.positions) <= SINGLE:
            self.positions.add(position)


@dataclass
class _Touch:
    """What a batch of changes touched."""

    points: set[str] = field(default_factory=set)
    plates: set[str] = field(default_factory=set)
    arrived: dict[str, _Stretch] = field(default_factory=lambda: defaultdict(_Stretch))  # by list
    moved: dict[str, _Stretch] = field(default_factory=lambda: defaultdict(_Stretch))  # arrived or left
    rows: int = 0


def take_in(now: datetime) -> int:
    """Take all pending changes in; returns how many rows changed."""
    with transaction.atomic(using="press"):
        waiting = list(Change.objects.order_by("id").values_list("name", "id"))
        latest = dict(waiting)
        touch = _Touch()
        for numbers in chunks(latest.values(), CHUNK):
            _take_chunk(list(Change.objects.filter(pk__in=numbers).order_by("pk")), touch)
            _settle(touch)
        _fill_shelves(touch)
        _settle(touch)
        for list_, stretch in touch.moved.items():
            _mark_ranges(list_, stretch)
        Plate.objects.filter(due__lte=now).update(dirty=True)
        for numbers in chunks([number for _, number in waiting], CHUNK):
            Change.objects.filter(pk__in=numbers).delete()
    return touch.rows


def _settle(touch: _Touch) -> None:
    """Write down what was touched so far, so that a large import is never in memory as a whole."""
    call(touch.plates)
    mark_points(touch.points)
    touch.plates.clear()
    touch.points.clear()


def _take_chunk(changes: list[Change], touch: _Touch) -> None:
    held = {row.name: row for row in Filed.objects.filter(name__in=[change.name for change in changes])}
    fresh: list[Filed] = []
    left: list[Entry] = []
    arrived: list[Entry] = []
    for change in changes:
        kind = change.name.partition(":")[0]
        before = held.get(change.name)
        old = from_json(kind, before.body) if before else None
        new = from_json(kind, change.body) if change.body else None
        if new is not None:
            fresh.append(Filed(name=change.name, body=change.body, digest=new.digest(), stamp=change.stamp))
        if old != new:
            touch.rows += 1
            touch.points |= touched(old, new)
            touch.plates.update(plates_of(new) if new else ())
            before_, after = (entries(old) if old else set()), (entries(new) if new else set())
            left += [Entry(list=list_, position=position, row=change.name) for list_, position in before_ - after]
            arrived += [Entry(list=list_, position=position, row=change.name) for list_, position in after - before_]
    Filed.objects.filter(name__in=[change.name for change in changes if not change.body]).delete()
    Filed.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["name"], update_fields=["body", "digest", "stamp"]
    )
    _move(left, arrived, touch)


def _move(left: list[Entry], arrived: list[Entry], touch: _Touch) -> None:
    """Move rows to their new places in the lists, and note where."""
    for entry in left:
        Entry.objects.filter(list=entry.list, position=entry.position, row=entry.row).delete()
        touch.moved[entry.list].add(entry.position)
        touch.moved[f"{LEFT}{entry.list}"].add(entry.position)
    Entry.objects.bulk_create(arrived, CHUNK // 2, ignore_conflicts=True)
    for entry in arrived:
        touch.moved[entry.list].add(entry.position)
        if is_shelved(entry.list):
            touch.arrived[entry.list].add(entry.position)


def _fill_shelves(touch: _Touch) -> None:
    for list_, stretch in touch.arrived.items():
        numbers = fill(list_, stretch.low)
        touch.plates.update(plate_of_shelf(list_, number) for number in numbers)
        touch.points.update(f"shelf:{list_}:{number}" for number in numbers)
        if numbers:
            touch.points.add(f"shelves:{list_}")


def call(names: Iterable[str]) -> None:
    """Make the plates of these names where they are missing; new ones wait to be printed."""
    for chunk in chunks(names, CHUNK):
        Plate.objects.bulk_create([Plate(name=name) for name in chunk], ignore_conflicts=True)


def mark_points(keys: Iterable[str]) -> None:
    """Mark every plate that read one of these points."""
    for chunk in chunks(keys, CHUNK):
        readers = Point.objects.filter(key__in=chunk).values("plate")
        Plate.objects.filter(pk__in=readers).update(dirty=True)


def _mark_ranges(list_: str, stretch: _Stretch) -> None:
    """Mark every plate that read a stretch of the list in which something came or went."""
    if len(stretch.positions) > SINGLE:  # a large import: it marks a few plates too many, never one too few
        hit = Q(low__lte=stretch.high, high__gte=stretch.low)
        Plate.objects.filter(pk__in=Range.objects.filter(hit, list=list_).values("plate")).update(dirty=True)
        return
    for position in stretch.positions:
        readers = Range.objects.filter(list=list_, low__lte=position, high__gte=position).values("plate")
        Plate.objects.filter(pk__in=readers).update(dirty=True)


def wanted() -> Iterator[str]:
    """Names of all plates that the filed rows and full shelves call for: what a reprint prints."""
    for name, body in Filed.objects.values_list("name", "body").iterator(chunk_size=200):
        yield from plates_of(from_json(name.partition(":")[0], body))
    for list_, number in Shelf.objects.values_list("list", "number"):
        yield plate_of_shelf(list_, number)


def call_all() -> None:
    """For a reprint: mark every wanted plate, and let go of the others."""
    names = set(wanted())
    with transaction.atomic(using="press"):
        call(names)
        unwanted = [pk for pk, name in Plate.objects.values_list("pk", "name").iterator() if name not in names]
        for chunk in chunks(unwanted, CHUNK):
            plates = Plate.objects.filter(pk__in=chunk)
            for plate in plates:
                plate.sheets.update(digest="", plate=None)
            plates.delete()
        Plate.objects.update(dirty=True)
        Plate.objects.filter(name__startswith=STANDING).update(value="")


def chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(things)
    while chunk := list(islice(source, size)):
        yield chunk
