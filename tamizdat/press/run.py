"""The run: take changes in, print the plates they touch, place the sheets.

Every step leaves the books such that the next run, whenever it comes, goes on from there: a run may be killed at any
instruction.  One run at a time: a lock that dies with its process keeps the others waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tamizdat.edition.reading import Memory
from tamizdat.press import emptying, pictures, theme
from tamizdat.press.books import FiledBooks
from tamizdat.press.filing import file
from tamizdat.press.impression import Impression, of_standing, pull_all, write_down
from tamizdat.press.intake import call_all, chunks, mark_points, take_in
from tamizdat.press.keys import Ring
from tamizdat.press.lists import LAST
from tamizdat.press.lock import Busy as Busy
from tamizdat.press.lock import alone
from tamizdat.press.models import Entry, Plate, Problem, Run, Shelf, Theme
from tamizdat.press.old import Keeping
from tamizdat.press.placing import Folder, Placed, Progress
from tamizdat.press.placing import quiet as quiet
from tamizdat.press.plates import STANDING, plate_of_shelf
from tamizdat.press.reads import Reader
from tamizdat.press.sheets.standing import value as standing_value
from tamizdat.press.signing import Signing, reach_of
from tamizdat.press.store import Store
from tamizdat.press.workers import Workers

BATCH = 50  # plates in one transaction
MANY = 5_000  # plates: fewer are printed before other processes have begun
PHOTOS = 8  # of one call to a worker, at most
PHOTO = "photo/"  # plates of photos


@dataclass
class Report:
    """What a run did."""

    edition: int = 0
    rendered: int = 0  # sheets
    changed: int = 0
    removed: int = 0
    bytes: int = 0  # of the sheets changed
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class Press:
    """One newsroom's press: its books, its store and its served folder."""

    def __init__(self, folder: Path | None = None, store: Path | None = None, ring: Ring | None = None) -> None:
        """`ring` holds the keys to sign with; without one, an edition is printed and not signed."""
        self.store = Store(store or settings.STORE)
        self.folder = Folder(folder or settings.EDITION, self.store)
        self.old = Keeping(self.folder.folder, self.store)
        self.signing = Signing(self.folder.folder, self.store, ring) if ring else None

    def run(
        self,
        now: datetime,
        *,
        reprint: bool = False,
        seen: Memory | None = None,
        progress: Progress = quiet,
        patience: float = 600.0,
        workers: int = 1,
    ) -> Report:
        """Print what changed (or everything, when asked or when the theme is another) and place it.

        `seen` is what readers have seen where a restored press does not know it; an edition above that is signed then,
        also when nothing changed.  `patience` is how many seconds to wait for another run, `workers` how many processes
        print where there is much to print.  Raises Busy.
        """
        started = time.monotonic()
        report = Report()
        with alone(self.store.folder, patience):
            self._file_reach()
            take_in(now)
            if reprint or not Theme.objects.filter(digest=theme.digest()).exists():
                call_all()
            if reprint:
                self.folder.mend()
            row = self._run_row(now)
            self._print_all(now, report, progress, workers)
            placed = self._place_all(row, now, reprint, seen, progress)
            report.changed, report.removed, report.bytes = placed.written, placed.removed, placed.bytes
            problems = [*Problem.objects.order_by("pk").values_list("text", flat=True), *placed.problems]
            report.problems = list(dict.fromkeys(problems))  # a photo is missed by every page that shows it
            report.edition = self._close(row, now, report)
            self._clear(now)
            Theme.objects.update_or_create(pk=1, defaults={"digest": theme.digest()})
        if reprint:
            emptying.empty(self.store, now)
        report.seconds = round(time.monotonic() - started, 3)
        return report

    def _file_reach(self) -> None:
        """What people have signed about addresses is copy too."""
        if self.signing:
            file([reach_of(self.signing.ring.begun)])

    # The run's own row

    def _run_row(self, now: datetime) -> Run:
        """A killed run's row when there is one, else a new one."""
        open_run = Run.objects.filter(finished=None).order_by("-pk").first()
        if open_run:
            self.folder.sweep_up()
        return open_run or Run.objects.create(edition=edition_number() + 1, started=now)

    def _close(self, row: Run, now: datetime, report: Report) -> int:
        """A run that changed nothing makes no edition; nor does one that only put back what had been signed before."""
        changed = bool(row.tree) if self.signing else bool(report.changed or report.removed)
        if not changed:
            row.delete()
            return edition_number()
        row.finished = now
        row.rendered, row.changed, row.removed = report.rendered, report.changed, report.removed
        row.bytes = report.bytes
        row.save()
        return row.edition

    # Placing and signing

    def _place_all(self, row: Run, now: datetime, thorough: bool, seen: Memory | None, progress: Progress) -> Placed:
        """Place what is new, what is changed, the head, and take away what is gone, in this order."""
        done = Placed()
        if self.signing:
            self.signing.place()  # a killed run may have signed a head and not placed it
        for last in (False, True):
            stuck = self.folder.place(done, lambda sheets: self.old.keep(sheets, now, row.edition), progress)
            self._sign(row, now, thorough, seen, done)
            if self.folder.remove(done):
                self.old.forget_all()
            if not stuck:
                break
            # What was in the way may have been among the removals.
            if last:
                done.problems += [
                    f"{sheet.path} cannot be placed: a file and a folder would have one name" for sheet in stuck
                ]
        return done

    def _sign(self, row: Run, now: datetime, thorough: bool, seen: Memory | None, done: Placed) -> None:
        if self.signing is None:
            return
        signed = self.signing.sign(now, max(row.edition - 1, edition_number()), seen=seen, thorough=thorough)
        done.problems += signed.problems
        if signed.head and signed.edition:
            row.edition, row.tree = signed.head.version("press"), signed.head.lists["edition.json"].decode()
            row.save()

    def _clear(self, now: datetime) -> None:
        """Take away what nobody needs any more: often what is small, once a day what takes long to find."""
        self.old.clear(now, edition_number())
        today = Run.objects.exclude(tree="").filter(finished__date=now.date()).count()
        if today == 1:
            self.old.clear_tiles(now)

    # Printing

    def _print_all(self, now: datetime, report: Report, progress: Progress, workers: int) -> None:
        books = FiledBooks(self.store)
        standing = Plate.objects.filter(name__gte=STANDING, name__lt=f"{STANDING}{LAST}")
        for plate in list(standing.filter(dirty=True).order_by("name")):
            with transaction.atomic(using="press"):
                self._set_standing(plate, Reader(books, now))
        books.forget_standing()
        total = Plate.objects.filter(dirty=True).count()
        done = 0
        photos = self._photos_to_make()
        if workers > 1 and (total >= MANY or len(photos) > 1):
            with suppress(BrokenProcessPool), Workers(workers, self.store) as pool:
                self._make_renditions(pool, photos, progress)
                if total >= MANY:
                    done = self._print_side_by_side(pool, now, report, progress, total)
            # Where a worker was killed, what it had in its hands is printed here.
        while batch := list(Plate.objects.filter(dirty=True).order_by("pk").values_list("pk", "name")[:BATCH]):
            self._write_down(pull_all(books, self.store, batch, now), report)
            done += len(batch)
            progress("print", done, total)

    def _photos_to_make(self) -> list[str]:
        """Keys of the photos to be printed whose sizes are not all kept yet."""
        dirty = Plate.objects.filter(dirty=True, name__gte=PHOTO, name__lt=f"{PHOTO}{LAST}").order_by("name")
        keys = (name.removeprefix(PHOTO) for name in dirty.values_list("name", flat=True).iterator())
        return pictures.not_kept(self.store, keys)

    def _make_renditions(self, pool: Workers, photos: list[str], progress: Progress) -> None:
        a_call = max(1, min(PHOTOS, len(photos) // pool.number))
        for number, rows in enumerate(pool.renditions(chunks(photos, a_call)), 1):
            pictures.write_down(rows)
            progress("photos", min(number * a_call, len(photos)), len(photos))

    def _print_side_by_side(self, pool: Workers, now: datetime, report: Report, progress: Progress, total: int) -> int:
        """Returns how many plates were printed."""
        done = 0
        for printed in pool.impressions(chunks(self._dirty(), BATCH), now):
            self._write_down(printed, report)
            done += len(printed)
            progress("print", done, total)
        return done

    def _dirty(self) -> list[tuple[int, str]]:
        """(row, name) of what is to be printed, by time: what is printed together reads the same stories."""
        return sorted(Plate.objects.filter(dirty=True).values_list("pk", "name"), key=_when())

    def _write_down(self, impressions: list[Impression], report: Report) -> None:
        sheets = [sheet for one in impressions for sheet in one.sheets]
        self.store.settle({sheet.digest for sheet in sheets})
        write_down(impressions)
        report.rendered += len(sheets)

    def _set_standing(self, plate: Plate, read: Reader) -> None:
        language = plate.name.removeprefix(STANDING)
        value = standing_value(read, language)
        if value != plate.value:
            plate.value = value
            plate.save(update_fields=["value"])
            mark_points([f"standing:{language}"])
        write_down([of_standing(plate.pk, read)])


def _when() -> Callable[[tuple[int, str]], tuple[str, int]]:
    """The time of which a plate tells, for sorting; what tells of the newest stories is last."""
    stories = Entry.objects.filter(list__endswith="/sitemap").values_list("row", "position")
    of = {f"story/{row.partition(':')[2]}": position[:20] for row, position in stories.iterator()}
    for list_, number, low in Shelf.objects.values_list("list", "number", "low").iterator():
        of[plate_of_shelf(list_, number)] = low[:20]
    return lambda plate: (of.get(plate[1], LAST), plate[0])


def edition_number() -> int:
    """Number of the newest finished edition; 0 before the first."""
    return Run.objects.exclude(finished=None).order_by("-edition").values_list("edition", flat=True).first() or 0


def next_due() -> datetime | None:
    """When time alone will next change a sheet."""
    return Plate.objects.exclude(due=None).order_by("due").values_list("due", flat=True).first()
