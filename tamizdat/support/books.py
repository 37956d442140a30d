"""What the ledger comes to, for the accountant and the editor: sums and days, and nobody."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Sum

from tamizdat.money import DIGITS, written
from tamizdat.support.models import Entry, Orphan, Pledge
from tamizdat.support.truth import State

HEAD = ("day", "provider", "kind", "amount", "currency", "movement")
STANDING = (State.ACTIVE, State.PAST_DUE, State.ENDING)


@dataclass
class Month:
    """One month in one currency, minor units."""

    month: str  # "2026-11"
    currency: str
    sums: Counter[str] = field(default_factory=Counter)  # by sort of entry
    gifts: int = 0  # payments

    @property
    def left(self) -> int:
        """Without payouts, which only move it."""
        return sum(amount for sort, amount in self.sums.items() if sort != "payout")


def entries_csv(first: date, last: date) -> Iterator[str]:
    """Lines of a table, one an entry; the provider's name of a movement is there to find it by."""
    yield _line(HEAD)
    found = Entry.objects.filter(day__gte=first, day__lte=last).order_by("day", "id")
    for one in found.iterator(chunk_size=2_000):
        sign = "-" if one.amount < 0 else ""
        amount = sign + written(abs(one.amount), one.currency) if one.currency in DIGITS else str(one.amount)
        yield _line((str(one.day), one.provider, one.sort, amount, one.currency, one.remote))


def months(first: date, last: date) -> list[Month]:
    """Oldest first."""
    found: dict[tuple[str, str], Month] = {}
    rows = Entry.objects.filter(day__gte=first, day__lte=last).values("day", "currency", "sort")
    for row in rows.annotate(sum=Sum("amount"), number=Count("id")):
        key = (f"{row['day']:%Y-%m}", row["currency"])
        month = found.setdefault(key, Month(*key))
        month.sums[row["sort"]] += row["sum"]
        month.gifts += row["number"] if row["sort"] == "payment" else 0
    return [found[key] for key in sorted(found)]


def by_appeal() -> list[tuple[str, str, int, int]]:
    """(appeal, currency, how many gave, what was paid and not given back) of all that a link brought."""
    rows = Entry.objects.exclude(pledge__variant="").exclude(pledge=None).exclude(sort="payout")
    found = rows.values("pledge__variant", "currency").annotate(
        number=Count("pledge", distinct=True), sum=Sum("amount")
    )
    ordered = found.order_by("pledge__variant", "currency")
    return [(row["pledge__variant"], row["currency"], row["number"], row["sum"]) for row in ordered]


def states() -> dict[str, int]:
    """How many pledges are in each state."""
    return dict(Pledge.objects.values_list("state").annotate(number=Count("id")).order_by("state"))


def standing() -> list[tuple[str, str, int, int]]:
    """(rhythm, currency, how many, their sum) of what repeats and goes on."""
    rows = Pledge.objects.filter(state__in=STANDING).values("rhythm", "currency")
    found = rows.annotate(number=Count("id"), sum=Sum("amount")).order_by("rhythm", "currency")
    return [(row["rhythm"], row["currency"], row["number"], row["sum"]) for row in found]


def _line(parts: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(parts)
    return out.getvalue()


def settle(number: int) -> bool:
    """A person knows what this payment was, which nobody could place; False when somebody knew already."""
    return bool(Orphan.objects.filter(pk=number, settled=False).update(settled=True))
