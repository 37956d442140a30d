"""The examination: every check is made, whatever the others meet."""

from __future__ import annotations

from datetime import datetime

import pytest

from tamizdat import doctor
from tamizdat.doctor import Finding, State
from tests.cast import NOW


@pytest.fixture(autouse=True)
def none_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_checks", {})


def test_checks_are_made_in_a_keepers_order_whichever_came_first() -> None:
    doctor.check("unheard of")(lambda now: Finding(State.FINE, "new"))
    doctor.check("clock")(lambda now: Finding(State.SOON, "4 seconds off", "Set the clock."))
    doctor.check("disk")(lambda now: Finding(State.FINE, f"{now:%Y}: room enough"))

    found = doctor.examine(NOW)

    assert list(found) == ["disk", "clock", "unheard of"]
    assert found["disk"].says == "2026: room enough"
    assert doctor.worst(found) is State.SOON


def test_a_check_that_fails_is_a_finding_and_hides_no_other() -> None:
    def broken(now: datetime) -> Finding:
        raise ZeroDivisionError("a secret")

    doctor.check("broken")(broken)
    doctor.check("disk")(lambda now: Finding(State.FINE, "room enough"))

    found = doctor.examine(NOW)

    assert found["broken"].state is State.WRONG
    assert "ZeroDivisionError" in found["broken"].says
    assert "secret" not in found["broken"].says
    assert found["disk"].state is State.FINE


def test_two_checks_cannot_share_a_name() -> None:
    doctor.check("disk")(lambda now: Finding(State.FINE, ""))

    with pytest.raises(ValueError, match="already"):
        doctor.check("disk")(lambda now: Finding(State.FINE, ""))
