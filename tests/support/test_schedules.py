"""Whatever is lost, doubled, late or out of order: no contribution ends in a wrong state."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tamizdat.support import models
from tamizdat.support.applying import Changes, Known, apply
from tamizdat.support.models import Entry, Pledge
from tamizdat.support.truth import Snapshot
from tests.counts import SCHEDULES
from tests.letterbox.post import Box, standing
from tests.support.conftest import NOW, SECRET, House, ours, truth
from tests.support.schedules import Schedule


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = Box(tmp_path / "box", each=64)
    made.collect(told=standing(NOW, hints={"stripe": SECRET}))
    return made


def wrong_ends(house: House, box: Box, seeds: range, *, swept: bool = True) -> list[int]:
    """Seeds of the schedules after which the ledger and the provider's own books differ."""
    found = []
    for seed in seeds:
        _fresh(house)
        Schedule(house, box, random.Random(seed)).run()
        if swept:
            house.sweeps()
        if ours() != truth(house.books):
            found.append(seed)
    return found


def _fresh(house: House) -> None:
    """The world as on its first day."""
    house.books.things.clear()
    house.books.events.clear()
    house.books.cards.clear()
    house.books.now = NOW
    house.pay.asked.clear()
    Entry.objects.all()._raw_delete("ledger")
    for kind in (Pledge, models.Hint, models.Orphan, models.Alarm, models.Switch, models.Cursor):
        kind.objects.all()._raw_delete("ledger")


@pytest.mark.parametrize("part", range(4))
def test_no_contribution_ends_in_a_wrong_state(house: House, box: Box, part: int) -> None:
    assert wrong_ends(house, box, range(part, SCHEDULES, 4)) == []


def test_without_the_sweep_some_do(house: House, box: Box) -> None:
    """So the schedules are hard enough to mean something."""
    assert wrong_ends(house, box, range(30), swept=False)


def _takes_the_first(known: Known, snapshot: Snapshot) -> Changes:
    return apply(known, snapshot) if known.asked is None else Changes()


def _forgets_fees(known: Known, snapshot: Snapshot) -> Changes:
    kept = tuple(one for one in snapshot.movements if one.sort != "fee")
    return apply(known, replace(snapshot, movements=kept))


def _never_ends(known: Known, snapshot: Snapshot) -> Changes:
    changes = apply(known, snapshot)
    return replace(changes, state=None) if changes.state == "ended" else changes


def _books_twice(known: Known, snapshot: Snapshot) -> Changes:
    moved = tuple(replace(one, remote=f"{one.remote} {snapshot.asked}") for one in snapshot.movements)
    return apply(known, replace(snapshot, movements=moved))


@pytest.mark.parametrize("wrong", [_takes_the_first, _forgets_fees, _never_ends, _books_twice])
def test_a_wrong_apply_is_found(house: House, box: Box, wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "apply", wrong)

    assert wrong_ends(house, box, range(25))
