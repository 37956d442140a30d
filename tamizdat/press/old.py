"""What an edition keeps for readers who have an earlier head, and for how long.

Bytes that a path held before lie in old/ for a day and at least three heads.  When anything is withdrawn, all of them
go at once: yesterday's front page and feeds tell of it too, and the new head is there already.  Tiles that no head of
the last seven days leads to are removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet

from tamizdat.edition import layout, tiles, tree
from tamizdat.edition.head import Head
from tamizdat.edition.places import FolderTiles, files_below
from tamizdat.edition.reading import tree_of
from tamizdat.edition.refusals import Refused
from tamizdat.press.models import Old, Run, Sheet, SignedHead
from tamizdat.press.store import Store

OLD_FOR = timedelta(days=1)
OLD_HEADS = 3
TILES_FOR = timedelta(days=7)
DROPPED = 400  # at once: SQLite takes 999 parameters


class Keeping:
    """The folder's bytes of yesterday."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store

    def keep(self, sheets: Iterable[Sheet], now: datetime, edition: int) -> None:
        """Before these sheets are placed: put away what readers with the newest head will ask for."""
        rows = []
        for sheet in sheets:
            if not sheet.signed or not sheet.digest or sheet.signed == sheet.digest:
                continue
            digest = tiles.digest(sheet.path, self.store.read(sheet.signed))
            rows.append(Old(path=sheet.path, digest=digest.hex(), edition=edition, at=now))
            self.store.put(sheet.signed, self.folder / layout.old(digest))
        Old.objects.bulk_create(
            rows, 200, update_conflicts=True, unique_fields=["digest"], update_fields=["path", "edition", "at"]
        )

    def forget_all(self) -> None:
        self._drop(Old.objects.all())

    def clear(self, now: datetime, edition: int) -> None:
        """Remove what has been kept long enough."""
        self._drop(Old.objects.filter(at__lt=now - OLD_FOR, edition__lte=edition - OLD_HEADS))

    def _drop(self, rows: QuerySet[Old]) -> None:
        while some := list(rows.values_list("digest", flat=True)[:DROPPED]):
            for digest in some:
                (self.folder / layout.old(bytes.fromhex(digest))).unlink(missing_ok=True)
            Old.objects.filter(digest__in=some).delete()

    def clear_tiles(self, now: datetime) -> int:
        """Remove tiles and heads that belong to no edition of the last seven days.  Returns how many files went.

        Reads every tile that is kept, so it is done once a day.
        """
        kept: set[bytes] = set()
        for one in self._recent(now):
            try:
                kept |= {name for _, name in tree.reachable(FolderTiles(self.folder), one, kept)}
            except (Refused, KeyError):
                return 0  # a reprint makes them again; until then nothing is thrown away
        wanted = {layout.tile(name) for name in kept} | {layout.paths_of_bin(name) for name in kept}
        spent = [path for path in self._files(layout.TILES, layout.PATHS) if path not in wanted]
        spent += self._old_heads(now)
        for path in spent:
            (self.folder / path).unlink()
        return len(spent)

    def _old_heads(self, now: datetime) -> list[str]:
        """Metadata and lists that were replaced more than seven days ago.  Roots stay: they are a chain."""
        row = SignedHead.objects.first()
        current = dict(Head.from_json(row.body).files()) if row else {}
        before = (now - TILES_FOR).timestamp()
        return [
            path
            for path in self._files(layout.METADATA, layout.SIGNED)
            if path not in current and (self.folder / path).stat().st_mtime < before
        ]

    def _files(self, *folders: str) -> list[str]:
        return [f"{folder}{path}" for folder in folders for path in files_below(self.folder / folder)]

    def _recent(self, now: datetime) -> list[tree.Tree]:
        runs = list(Run.objects.exclude(tree="").order_by("-edition"))
        recent = [run for number, run in enumerate(runs) if number < OLD_HEADS or run.started >= now - TILES_FOR]
        return [tree_of(run.tree.encode()) for run in recent]
