"""Sign what was printed: bring the tree up to the sheets that are placed, and put a head over it.

A head, and which bytes it stands for, are written down in one transaction; placing it comes after.  So whatever moment
a run is killed at, the next one knows which head readers may hold, and finishes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F, Q, QuerySet

from tamizdat.edition import addresses, comparing, layout, tree
from tamizdat.edition.head import Head, confirm, publish
from tamizdat.edition.places import FolderTiles, write
from tamizdat.edition.proposals import floor_of
from tamizdat.edition.reading import Memory, tree_of
from tamizdat.edition.refusals import BadPath, BinFull, Refused
from tamizdat.edition.tiles import Leaf
from tamizdat.edition.tree import Tree
from tamizdat.press.copy import Reach
from tamizdat.press.intake import chunks
from tamizdat.press.keys import Ring
from tamizdat.press.models import Run, Sheet, SignedHead
from tamizdat.press.store import Store

CONFIRMED_FOR = timedelta(hours=1)  # then a head is confirmed anew, whether or not anything was printed
SEEDS = 4  # addresses that a reader's program begins with
RENEWED_AFTER = timedelta(days=20)  # of the thirty that a press signs an edition for
Leaves = dict[str, Leaf | None]  # None: no longer in the edition


@dataclass
class Signed:
    """What one signing did."""

    head: Head | None = None  # when there is a new one
    edition: bool = False  # it is a new edition, not an old one confirmed
    problems: list[str] = field(default_factory=list)


class Signing:
    """Signs the editions in one folder with one ring of keys."""

    def __init__(self, folder: Path, store: Store, ring: Ring) -> None:
        self.folder, self.store, self.ring = folder, store, ring
        self.tiles = FolderTiles(folder, at_once=False)

    def sign(self, now: datetime, above: int, *, seen: Memory | None = None, thorough: bool = False) -> Signed:
        """Sign the sheets that are placed, when the newest head does not stand for them.

        `above` is the highest number an edition has had here, `seen` what readers have seen
        elsewhere, when a restored press does not know it.  `thorough` makes every tile anew.
        """
        done = Signed()
        placed, at = newest(self.ring)
        head = under(placed, self.ring.begun)
        before = tree_of(head.lists["edition.json"]) if at else None
        leaves = self._leaves(_unsigned(), done.problems)
        after, leaves = self._tree(before, leaves, thorough, done.problems)
        self.tiles.settle()
        behind = seen is not None and _highest(seen) > head.version("press")
        done.edition = after != before or head != placed or behind or _is_old(now)
        if done.edition:
            done.head = publish(
                head,
                after,
                self.ring.signers,
                now,
                max(above, _highest(seen) if seen else 0),
                seen.timestamp if seen else 0,
            )
        elif at and now - at > CONFIRMED_FOR:
            done.head = confirm(head, self.ring.signers, now)
        _write_down(done.head, now, set(leaves))
        self.place()
        return done

    def place(self) -> None:
        """Put the newest head into the folder, where it is not there yet."""
        head, at = newest(self.ring)
        if at is None or self._lies(layout.HEAD, head.in_one_file()):
            return
        for path, content in head.files():
            if not self._lies(path, content):
                write(self.folder / path, content)

    def _lies(self, path: str, content: bytes) -> bool:
        place = self.folder / path
        return place.is_file() and place.read_bytes() == content

    # The tree

    def _tree(self, before: Tree | None, leaves: Leaves, thorough: bool, problems: list[str]) -> tuple[Tree, Leaves]:
        """The tree with these changes, and those that found room in it."""
        while True:
            try:
                return self._changed(before, leaves, thorough), leaves
            except BinFull as full:
                problems.append(f"not signed: {full}")
                leaves = {path: leaf for path, leaf in leaves.items() if path != full.path}

    def _changed(self, before: Tree | None, leaves: Leaves, thorough: bool) -> Tree:
        if before is not None and not thorough:
            try:
                return tree.update(self.tiles, before, leaves)
            except (Refused, KeyError) as error:
                if isinstance(error, BinFull):
                    raise
        # Tiles are gone or were touched: they can all be made again from the sheets.
        signed = self._leaves(Sheet.objects.exclude(signed="").filter(signed=F("digest")), [])
        files = {path: leaf for path, leaf in {**signed, **leaves}.items() if leaf is not None}
        return tree.build(self.tiles, files, before.bits if before else 0)

    def _leaves(self, sheets: QuerySet[Sheet], problems: list[str]) -> Leaves:
        found: Leaves = {}
        for path, digest in sheets.values_list("path", "digest").iterator():
            try:
                found[path] = Leaf.of(path, self.store.read(digest)) if digest else None
            except BadPath as bad:
                problems.append(f"not signed: {bad}")
        return found


def newest(ring: Ring) -> tuple[Head, datetime | None]:
    """The newest head and when it was signed; None before the first edition."""
    row = SignedHead.objects.first()
    return (Head.from_json(row.body), row.at) if row else (ring.begun, None)


def reach_of(head: Head) -> Reach:
    """What readers are told of where the newsroom is: its own addresses and its root's words, and no carrier."""
    known = addresses.standing(floor_of(head), head.lists[addresses.MIRRORS])
    own = tuple(one.address for one in known if one.kind == addresses.OWN)
    root = head.roots[-1]
    return Reach(
        own=own,
        words=comparing.root(root),
        root=comparing.bare(root),
        seeds=tuple(one.address for one in known[:SEEDS]),
        demo=json.loads(root)["signed"].get("demo") is True,
    )


def _highest(seen: Memory) -> int:
    return max(seen.snapshot, seen.roles.get("press", 0))


def under(head: Head, begun: Head) -> Head:
    """The head with what people have signed since."""
    lists = {**head.lists, **begun.lists}
    return replace(head, roots=begun.roots, targets=begun.targets, mirrors=begun.mirrors, lists=lists)


def _unsigned() -> QuerySet[Sheet]:
    """Sheets of which the head does not say what lies there now, or will when removals are done."""
    return Sheet.objects.exclude(digest=F("signed")).filter(Q(placed=F("digest")) | Q(digest=""))


def _is_old(now: datetime) -> bool:
    """Was the last edition signed so long ago that the press's own signature will end soon?"""
    last = Run.objects.exclude(tree="").exclude(finished=None).order_by("-edition").first()
    return last is not None and last.finished is not None and now - last.finished > RENEWED_AFTER


def _write_down(head: Head | None, now: datetime, paths: set[str]) -> None:
    with transaction.atomic(using="press"):
        if head:
            SignedHead.objects.update_or_create(pk=1, defaults={"body": head.as_json(), "at": now})
        for part in chunks(sorted(paths), 400):
            _unsigned().filter(path__in=part).update(signed=F("digest"))
