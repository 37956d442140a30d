"""The impression of a plate: the sheets it gave and what it read, and writing many of them down at once.

Making one needs the books to read from and the store to put bytes into, and changes nothing else, so it may be made in
another process.  Writing down is one process's, a batch in a transaction: what a sheet is becomes known only when its
bytes are on disk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tamizdat.press.books import Books, FiledBooks
from tamizdat.press.makers import print_plate
from tamizdat.press.models import Change, Plate, Point, Problem, Range, Sheet
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Lying, Unprintable
from tamizdat.press.sheet import Sheet as Printed
from tamizdat.press.store import Store

ROWS = 200  # in one statement: SQLite takes 999 parameters


@dataclass(frozen=True, slots=True)
class Kept:
    """A sheet whose bytes are in the store."""

    path: str
    digest: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Impression:
    """What printing one plate gave."""

    plate: int  # its row
    sheets: tuple[Kept, ...] = ()
    points: frozenset[str] = field(default_factory=frozenset)
    ranges: frozenset[tuple[str, str, str]] = field(default_factory=frozenset)
    due: datetime | None = None
    problems: tuple[str, ...] = ()
    spent: tuple[tuple[str, str], ...] = ()  # (name of an enclosure, what is left of it)


def pull_all(books: FiledBooks, store: Store, plates: Sequence[tuple[int, str]], now: datetime) -> list[Impression]:
    """Print these plates, given as (row, name)."""
    books.expect([name.replace("/", ":", 1) for _, name in plates if name.startswith("story/")])
    return [pull(books, store, plate, name, now) for plate, name in plates]


def pull(books: Books, store: Store, plate: int, name: str, now: datetime) -> Impression:
    """Print one plate.  The sheets' bytes are in the store, but not yet settled on disk."""
    read = Reader(books, now)
    problems: list[str] = []
    try:
        sheets = print_plate(read, name)
    except Unprintable as refusal:
        sheets = []
        problems.append(str(refusal))
    kept = tuple(_kept(store, one) for one in sheets)
    return _of(plate, read, kept, (*problems, *read.problems))


def _kept(store: Store, sheet: Printed | Lying) -> Kept:
    if isinstance(sheet, Lying):
        return Kept(sheet.path, sheet.digest, sheet.size)
    return Kept(sheet.path, store.lay(sheet.content), len(sheet.content))


def of_standing(plate: int, read: Reader) -> Impression:
    """Of what other plates read, and nobody prints."""
    return _of(plate, read, (), ())


def _of(plate: int, read: Reader, kept: tuple[Kept, ...], problems: tuple[str, ...]) -> Impression:
    points, ranges = frozenset(read.points), frozenset(read.ranges)
    return Impression(plate, kept, points, ranges, read.due, problems, tuple(read.spent.items()))


def write_down(impressions: Sequence[Impression]) -> None:
    """Write down what was printed; its bytes are settled on disk by now."""
    with transaction.atomic(using="press"):
        _sheets(impressions)
        _reads(impressions)
        numbers = [one.plate for one in impressions]
        if Problem.objects.filter(plate__in=numbers).exists():
            Problem.objects.filter(plate__in=numbers).delete()
        Problem.objects.bulk_create(
            [Problem(plate_id=one.plate, text=text) for one in impressions for text in one.problems]
        )
        # In the same transaction: what held a withdrawn story must not come back with the story's next version.
        Change.objects.bulk_create(
            [Change(name=name, body=left, stamp="") for one in impressions for name, left in one.spent]
        )
        by_moment: dict[datetime | None, list[int]] = defaultdict(list)
        for one in impressions:
            by_moment[one.due].append(one.plate)
        for due, plates in by_moment.items():
            Plate.objects.filter(pk__in=plates).update(dirty=False, due=due)


def _sheets(impressions: Sequence[Impression]) -> None:
    plates = [one.plate for one in impressions]
    before = {
        path: (plate, digest)
        for path, plate, digest in Sheet.objects.filter(plate__in=plates).values_list("path", "plate", "digest")
    }
    printed = {sheet.path: (one.plate, sheet) for one in impressions for sheet in one.sheets}
    gone = [path for path in before if path not in printed]
    for at in range(0, len(gone), ROWS):
        Sheet.objects.filter(path__in=gone[at : at + ROWS]).update(digest="", plate=None)
    fresh = [
        Sheet(path=path, plate_id=plate, digest=sheet.digest, size=sheet.size)
        for path, (plate, sheet) in printed.items()
        if before.get(path) != (plate, sheet.digest)
    ]
    Sheet.objects.bulk_create(
        fresh,
        ROWS,
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["plate", "digest", "size"],
    )


def _reads(impressions: Sequence[Impression]) -> None:
    """Only what is read otherwise than before is written: most of it stays as it was."""
    plates = [one.plate for one in impressions]
    points: dict[tuple[int, str], int] = {}
    for pk, plate, key in Point.objects.filter(plate__in=plates).values_list("pk", "plate", "key"):
        points[plate, key] = pk
    ranges: dict[tuple[int, str, str, str], int] = {}
    for pk, *what in Range.objects.filter(plate__in=plates).values_list("pk", "plate", "list", "low", "high"):
        ranges[tuple(what)] = pk
    noted = {(one.plate, key) for one in impressions for key in one.points}
    stretches = {(one.plate, *stretch) for one in impressions for stretch in one.ranges}
    _delete(Point, [pk for what, pk in points.items() if what not in noted])
    _delete(Range, [pk for what, pk in ranges.items() if what not in stretches])
    Point.objects.bulk_create([Point(plate_id=plate, key=key) for plate, key in sorted(noted - points.keys())], ROWS)
    Range.objects.bulk_create(
        [
            Range(plate_id=plate, list=list_, low=low, high=high)
            for plate, list_, low, high in sorted(stretches - ranges.keys())
        ],
        ROWS,
    )


def _delete(model: type[Point | Range], numbers: list[int]) -> None:
    for at in range(0, len(numbers), ROWS):
        model._default_manager.filter(pk__in=numbers[at : at + ROWS]).delete()
