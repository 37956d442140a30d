"""What is kept about one person, and forgetting it: for whoever asks what we hold of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from tamizdat.newsletter.leaving import end
from tamizdat.newsletter.lists import OpenList
from tamizdat.newsletter.models import Pending, Reminder, Subscription, Wish
from tamizdat.newsletter.taking import REMINDER, WAITS, WISH
from tamizdat.outbox.spool import PURPOSE, Spool
from tamizdat.vault import records
from tamizdat.vault.keys import OpeningKey
from tamizdat.vault.marks import normal

SECRETS = ("leave", "token")  # parts of records that act; they are not shown


@dataclass
class Held:
    """All that is kept of one address, by where it lies."""

    address: str
    subscriptions: list[tuple[int, dict[str, Any]]] = field(default_factory=list)  # (row, record)
    waiting: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    wishes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    reminders: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    mails: list[tuple[Path, dict[str, Any]]] = field(default_factory=list)
    suppressed: bool = False

    def __len__(self) -> int:
        return sum(len(found) for found in vars(self).values() if isinstance(found, list))

    def as_dict(self) -> dict[str, Any]:
        """Without what acts on it."""
        shown = {
            name: [{part: said for part, said in record.items() if part not in SECRETS} for _, record in found]
            for name, found in vars(self).items()
            if isinstance(found, list)
        }
        return {"address": self.address, **shown, "suppressed": self.suppressed}


class Search:
    """Looks through everything that can be opened here: with the list's key, and with the intake's."""

    def __init__(self, readers: OpenList, spool: Spool, now: datetime) -> None:
        self._readers, self._spool = readers, spool
        self._intake = readers.ring.intake.opening(now)

    def of(self, address: str) -> Held:
        """What is kept of this address."""
        wanted = normal(address)
        held = Held(address, suppressed=self._readers.suppressed()(address))
        for reader in self._readers.readers():
            if normal(reader.address) == wanted:
                chosen = {"languages": list(reader.languages), "full": reader.full}
                held.subscriptions.append((reader.subscription, reader.record | chosen))
        for pending in Pending.objects.order_by("id"):
            held.waiting += [(pending.pk, one) for one in _opened(bytes(pending.sealed), self._intake, WAITS, wanted)]
        for wish in Wish.objects.order_by("id"):
            held.wishes += [(wish.pk, one) for one in _opened(bytes(wish.sealed), self._readers.keys, WISH, wanted)]
        for row in Reminder.objects.order_by("id"):
            found = _opened(bytes(row.sealed), self._readers.keys, REMINDER, wanted)
            held.reminders += [(row.pk, one | {"day": str(row.day)}) for one in found]
        for path in self._spool.paths():
            held.mails += [(path, one) for one in _opened(path.read_bytes(), self._intake, PURPOSE, wanted)]
        return held


def _opened(sealed: bytes, keys: list[OpeningKey], purpose: str, wanted: str) -> Iterator[dict[str, Any]]:
    """The record, when it is of the wanted address; what no key opens any more is nobody's."""
    try:
        record = records.open_(sealed, keys, purpose)
    except records.Unopened:
        return
    if normal(str(record.get("address", ""))) == wanted:
        yield record


def forget(held: Held, now: datetime) -> None:
    """Destroy all of it; what is frozen for that address is not sent."""
    with transaction.atomic(using="readers"):
        for row in Subscription.objects.filter(pk__in=[pk for pk, _ in held.subscriptions]):
            end(row, now)
        Pending.objects.filter(pk__in=[pk for pk, _ in held.waiting]).delete()
        Wish.objects.filter(pk__in=[pk for pk, _ in held.wishes]).delete()
        Reminder.objects.filter(pk__in=[pk for pk, _ in held.reminders]).delete()
    for path, _ in held.mails:
        path.unlink(missing_ok=True)
