"""Take out of the store what nothing refers to any more: sheets that were replaced or withdrawn, archives of before.

What is found without a reference is written down, and taken out when it is found so again a day later.  Until then
mirrors can still be given what readers with an older head ask for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from tamizdat.edition.places import write
from tamizdat.press.copy import Enclosure, Photo, from_json
from tamizdat.press.lock import alone
from tamizdat.press.models import Change, Filed, Rendition, Sheet
from tamizdat.press.store import BESIDE, Store

RESTED = timedelta(days=1)
PATIENCE = 600.0  # seconds to wait for a run
NOTE = ".unreferred"  # in the store: {"at": "…", "found": […]}


def is_due(store: Store, now: datetime) -> bool:
    """Has it not been looked for a day?"""
    at, _ = _noted(store)
    return at is None or now - at >= RESTED


def empty(store: Store, now: datetime) -> tuple[int, int]:
    """Take out what was without a reference a day ago and is so still.  Returns (files, bytes) taken out; raises Busy.

    Looking takes long in a large store, and is done while others print; taking out is done while nobody does.
    """
    at, before = _noted(store)
    if at is not None and now - at < RESTED:
        return 0, 0
    found = set(_unreferred(store, now))
    files = size = 0
    with alone(store.folder, PATIENCE):
        for digest in (found & before).difference(_referred()):
            path = store.path(digest)
            with suppress(FileNotFoundError):
                size += path.stat().st_size
                path.unlink()
                files += 1
    note = {"at": now.isoformat(), "found": sorted(found - before)}
    write(store.folder / NOTE, json.dumps(note).encode())
    return files, size


def _noted(store: Store) -> tuple[datetime | None, set[str]]:
    try:
        note = json.loads((store.folder / NOTE).read_bytes())
        return datetime.fromisoformat(note["at"]), set(note["found"])
    except (FileNotFoundError, ValueError, KeyError):
        return None, set()


def _unreferred(store: Store, now: datetime) -> Iterator[str]:
    """Digests of files that were last written a day ago or more, and that no row names."""
    named = set(_referred())
    before = (now - RESTED).timestamp()
    for folder in sorted(store.folder.glob("[0-9a-f][0-9a-f]")):
        for path in folder.iterdir():
            digest = folder.name + path.name
            if digest not in named and not path.name.startswith(BESIDE) and _written(path) < before:
                yield digest


def _written(path: Path) -> float:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return float("inf")


def _referred() -> Iterator[str]:
    for digests in Sheet.objects.values_list("digest", "placed", "signed").iterator():
        yield from digests
    for digest, photo in Rendition.objects.values_list("digest", "photo").iterator():
        yield from (digest, photo)
    for kind in (Photo.kind, Enclosure.kind):
        for model in (Filed, Change):
            bodies = model._default_manager.filter(name__startswith=f"{kind}:").exclude(body="")
            for body in bodies.values_list("body", flat=True).iterator():
                row = from_json(kind, body)
                yield from ([part.digest for part in row.parts] if isinstance(row, Enclosure) else [row.key])
