"""Fill shelves: when as many stories are loose as a shelf holds, they become a shelf with bounds that stay.

So a full shelf changes only when one of its own stories does.  Stories brought in later with old dates go to the shelf
of their time; when that makes it three times as long as it should be, the list is cut anew from there on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tamizdat.press.lists import FIRST, shelf_size
from tamizdat.press.models import Entry, Shelf

TOO_LONG = 3  # times its size


def fill(list_: str, first: str) -> set[int]:
    """Bring the list's shelves up to date; `first` is the lowest new position.  Returns those that changed."""
    size = shelf_size(list_)
    changed = _cut_anew(list_, size, first)
    last = Shelf.objects.filter(list=list_).order_by("-number").first()
    number, low = (last.number, last.high) if last else (0, FIRST)
    loose = list(_positions(list_, low))
    while len(loose) >= size:
        number += 1
        # Keys have one length, so that nothing sorts between a position and the same with a tilde.
        high = loose[size - 1] + "~"
        Shelf.objects.create(list=list_, number=number, low=low, high=high)
        changed.add(number)
        loose, low = loose[size:], high
    return changed


def _positions(list_: str, low: str, high: str | None = None) -> Iterable[str]:
    found = Entry.objects.filter(list=list_, position__gte=low)
    if high is not None:
        found = found.filter(position__lt=high)
    return found.order_by("position").values_list("position", flat=True)


def _cut_anew(list_: str, size: int, first: str) -> set[int]:
    """Take away the bounds from the first overlong shelf on."""
    for shelf in Shelf.objects.filter(list=list_, high__gt=first).order_by("number"):
        if _positions(list_, shelf.low, shelf.high).count() > TOO_LONG * size:  # type: ignore[attr-defined]
            gone = Shelf.objects.filter(list=list_, number__gte=shelf.number)
            numbers = set(gone.values_list("number", flat=True))
            gone.delete()
            return numbers
    return set()


def bounds() -> Iterator[dict[str, str | int]]:
    """The bounds of all full shelves: like addresses, they go with the newsroom wherever it is taken."""
    yield from Shelf.objects.order_by("list", "number").values("list", "number", "low", "high")


def take_bounds(lines: Iterable[dict[str, str | int]]) -> None:
    """Have a press that has printed nothing yet keep to these.  Raises TypeError, ValueError for what are none."""
    Shelf.objects.bulk_create([Shelf(**line) for line in lines])
