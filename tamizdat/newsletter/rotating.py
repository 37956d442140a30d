"""Another key for the list: everything that the old one opens is sealed anew, and the old one is destroyed.

Stopped half-way, it goes on with the next call.  Until it is done, nobody opens the list.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.db.models import Model

from tamizdat.edition.places import write
from tamizdat.newsletter.models import Reminder, Subscription, Wish
from tamizdat.newsletter.ring import LIST as LIST_FILE
from tamizdat.newsletter.ring import MARKING, MARKS, NEXT, SEALING, Ring
from tamizdat.newsletter.taking import LIST, REMINDER, WISH
from tamizdat.outbox.room import Room
from tamizdat.vault import keys, records
from tamizdat.vault.keys import OpeningKey

AT_ONCE = 500  # records in one transaction
SEALED: dict[type[Model], str] = {Subscription: LIST, Wish: WISH, Reminder: REMINDER}  # for the list, and as what
Told = Callable[[int, int], None]


def rotate(ring: Ring, home: Path, old_phrase: str, new_phrase: str, told: Told) -> int:
    """Returns how many records were sealed anew.  Nobody else may work with the list meanwhile.  Raises BadKey."""
    folder = ring.folder
    if (folder / NEXT).exists() and not (folder / LIST_FILE).exists():  # stopped at its last step
        keys.taken(folder / NEXT, new_phrase)
        (folder / NEXT).replace(folder / LIST_FILE)
        return 0
    old = keys.taken(folder / LIST_FILE, old_phrase)
    if (folder / NEXT).exists():
        new = keys.taken(folder / NEXT, new_phrase)
    else:
        new = OpeningKey.new()
        keys.keep(new, folder / NEXT, new_phrase)
    write(folder / SEALING, json.dumps({"list": b64encode(new.sealing.content).decode()}).encode())
    anew = _Anew(old, new)
    done, total = 0, sum(model._default_manager.count() for model in SEALED)
    for model, purpose in SEALED.items():
        last = 0
        while rows := list(model._default_manager.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            with transaction.atomic(using="readers"):
                for row in rows:
                    anew.row(row, purpose)
            last, done = rows[-1].pk, done + len(rows)
            told(done, total)
    for room in sorted(home.glob("outbox/issue-*/*")):
        Room(room).seal_anew(old, new.sealing)
    write(folder / MARKS, anew.sealed((folder / MARKS).read_bytes(), MARKING))
    keys.shred(folder / LIST_FILE)
    (folder / NEXT).replace(folder / LIST_FILE)
    return anew.number


class _Anew:
    def __init__(self, old: OpeningKey, new: OpeningKey) -> None:
        self._old, self._new = old, new
        self.number = 0

    def sealed(self, content: bytes, purpose: str) -> bytes:
        """For the new key, whichever it was for."""
        if content.startswith(self._new.name):
            return content
        self.number += 1
        record = records.open_(content, [self._old], purpose)
        return records.seal(record, self._new.sealing, purpose)

    def row(self, row: Model, purpose: str) -> None:
        before = bytes(row.sealed)
        after = self.sealed(before, purpose)
        if after != before:
            row.sealed = after
            row.save(update_fields=["sealed"])
