"""What is not genuine, current and whole is refused by its right name; and no check can be left out unseen."""

from __future__ import annotations

import pytest

from tamizdat.edition import metadata, reading
from tests.edition import attacks_by_form, attacks_by_keys, attacks_on_heads, trials
from tests.edition.attacking import ALL, TRIALS, Trial, Tried
from tests.edition.leaving_out import Check, checks_of
from tests.edition.world import Newsroom

WRITTEN = (attacks_by_form, attacks_by_keys, attacks_on_heads, trials)  # each writes itself into the lists
CHECKS = [check for module in (metadata, reading) for check in checks_of(module)]


@pytest.mark.parametrize("tried", ALL, ids=[tried.name for tried in ALL])
def test_an_attack_is_refused_by_its_name(tried: Tried) -> None:
    assert tried.outcome() == ""


@pytest.mark.parametrize("trial", TRIALS, ids=[trial.__name__ for trial in TRIALS])
def test_a_reader_comes_through(trial: Trial) -> None:
    trial(Newsroom())


@pytest.mark.parametrize("check", CHECKS, ids=[check.name for check in CHECKS])
def test_a_check_that_is_left_out_is_missed(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    for tried in ALL:
        if not tried.way:
            assert tried.outcome() == ""

    check.leave_out(monkeypatch)

    assert any(gets_through(tried) for tried in likely_first(check)) or any(is_lost(trial) for trial in TRIALS)


def likely_first(check: Check) -> list[Tried]:
    """All attacks; those whose refusals came by way of this check first."""
    return sorted(ALL, key=lambda tried: not any(check.is_at(place) for place in tried.way))


def gets_through(tried: Tried) -> bool:
    try:
        return tried.outcome() != ""
    except Exception:  # noqa: BLE001  # what is genuine is no longer taken either
        return True


def is_lost(trial: Trial) -> bool:
    try:
        trial(Newsroom())
    except Exception:  # noqa: BLE001  # any will do
        return True
    return False
