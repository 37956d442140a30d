"""Put sheets where readers get them, so that the folder stands on its own at every moment.

New sheets first, the top page last of them, then changed ones, removals at the end: whoever comes in at the top
meanwhile never follows a link to nothing.  Between changes and removals an edition is signed.  Each file is written
beside its place and renamed over it.  Which bytes lie where is remembered in the books; a killed run is finished by
placing what still differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import F, QuerySet

from tamizdat.edition.paths import OWN
from tamizdat.edition.places import files_below, prune
from tamizdat.press.intake import chunks
from tamizdat.press.models import Sheet
from tamizdat.press.store import BESIDE, Store

CHUNK = 400  # paths in one question: SQLite takes 999 parameters
Progress = Callable[[str, int, int], None]  # (what is done, done, of how many)
Before = Callable[[list[Sheet]], None]


def quiet(what: str, done: int, total: int) -> None:
    """Shows no progress."""


@dataclass
class Placed:
    """What one placing did."""

    written: int = 0  # sheets
    removed: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)


class Folder:
    """The served folder of an edition."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store

    def place(self, done: Placed, before: Before, progress: Progress) -> list[Sheet]:
        """Place new and changed sheets.  Returns those for which there is no place, because something is in the way.

        `before` is told of changed sheets before they are placed.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        waiting = behind().exclude(digest="")
        total = done.written + waiting.count()
        new = sorted(waiting.filter(placed="").values_list("path", flat=True), key=_top_last)
        changed = list(waiting.exclude(placed="").order_by("path").values_list("path", flat=True))
        stuck: list[Sheet] = []
        for paths in (new, changed):
            for part in chunks(paths, 200):
                rows = Sheet.objects.in_bulk(part)
                chunk = [rows[path] for path in part]
                before(chunk)
                stuck += self._place_chunk(chunk, done)
                progress("place", done.written, total)
        return stuck

    def remove(self, done: Placed) -> bool:
        """Remove what is no longer printed.  Was there anything?"""
        gone = list(behind().filter(digest="").order_by("path").values_list("path", flat=True))
        for chunk in chunks(gone, 200):
            for path in chunk:
                self._remove(path)
            Sheet.objects.filter(path__in=chunk, digest="").delete()
        done.removed += len(gone)
        return bool(gone)

    def _place_chunk(self, chunk: list[Sheet], done: Placed) -> list[Sheet]:
        stuck = [sheet for sheet in chunk if not self._write(sheet)]
        fresh = [sheet for sheet in chunk if sheet not in stuck]
        Sheet.objects.filter(path__in=[sheet.path for sheet in fresh]).update(placed=F("digest"))
        done.written += len(fresh)
        done.bytes += sum(sheet.size for sheet in fresh)
        return stuck

    def _write(self, sheet: Sheet) -> bool:
        try:
            self.store.put(sheet.digest, self.folder / sheet.path)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            # An old address can be a file where a newer one is a folder: no file system holds both.
            return False
        return True

    def _remove(self, path: str) -> None:
        place = self.folder / path
        place.unlink(missing_ok=True)
        prune(place, self.folder)

    def mend(self) -> int:
        """For a reprint: forget what was placed where the folder holds other bytes, and drop strangers' files.

        Returns how many files were wrong.  A file edited where it lies may be the store's own, by a hard link.
        """
        Sheet.objects.filter(digest="", placed="").delete()
        placed = Sheet.objects.exclude(placed="").order_by("path").values_list("path", "placed")
        wrong = [(path, digest) for path, digest in placed.iterator() if not self._is_whole(path, digest)]
        strangers = [path for chunk in chunks(self.files(), CHUNK) for path in self._unknown(chunk)]
        for _, digest in wrong:
            self.store.drop_torn(digest)
        for chunk in chunks((path for path, _ in wrong), CHUNK):
            Sheet.objects.filter(path__in=chunk).update(placed="")
        for path in strangers:
            self._remove(path)
        return len(wrong) + len(strangers)

    def _unknown(self, paths: list[str]) -> list[str]:
        """Those that were never placed."""
        known = set(Sheet.objects.filter(path__in=paths).exclude(placed="").values_list("path", flat=True))
        return [path for path in paths if path not in known]

    def _is_whole(self, path: str, digest: str) -> bool:
        try:
            return hashlib.sha256((self.folder / path).read_bytes()).hexdigest() == digest
        except OSError:
            return False

    def sweep_up(self) -> None:
        """After a killed run: drop what it had written beside its place."""
        for path in files_below(self.folder):
            if path.rpartition("/")[2].startswith(BESIDE):
                (self.folder / path).unlink()

    def files(self) -> Iterator[str]:
        """Paths of all files in the folder, the edition's own tiles and heads left out."""
        yield from files_below(self.folder, leaving_out=OWN)


def _top_last(path: str) -> tuple[bool, int, bool, str]:
    """Pictures, then pages from the deepest to the front: what can be found leads to what is there."""
    return not path.startswith("photos/"), -path.count("/"), path == "index.html", path


def behind() -> QuerySet[Sheet]:
    """Sheets that the served folder does not hold yet, or still holds."""
    return Sheet.objects.exclude(digest=F("placed"))
