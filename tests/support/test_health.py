"""What `doctor` says of support."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from tamizdat.doctor import State
from tamizdat.support.health import GOOD_FOR, UNSWEPT, support
from tamizdat.support.models import Alarm, Attestation, Cursor, Orphan
from tamizdat.support.terms import Terms, Till

NOW = datetime.now(UTC)


@pytest.fixture
def terms(newsroom: Any) -> Terms:
    settings.KEYS.mkdir(exist_ok=True)
    made = Terms(tills=(Till(provider="stripe", name="Reader support", key="rk_1"),))
    made.keep(settings.KEYS)
    Cursor.objects.create(provider="stripe", until=NOW)
    Attestation.objects.create(provider="stripe", by="keeper", at=NOW)
    return made


def test_all_is_fine(terms: Terms) -> None:
    assert support(NOW).state is State.FINE
    assert "0 gifts" in support(NOW).says


def test_nothing_is_set_up(newsroom: Any) -> None:
    assert support(NOW).says == "Readers can give nothing."


def test_an_alarm_comes_before_everything(terms: Terms) -> None:
    Alarm.objects.create(provider="stripe", remote="cs_1", day=NOW.date())
    Orphan.objects.create(provider="stripe", remote="cs_2", why="x", day=NOW.date())

    assert support(NOW).state is State.WRONG
    assert "reached their banks" in support(NOW).says
    Alarm.objects.update(by="keeper")
    assert support(NOW).state is State.SOON
    assert "cannot be placed" in support(NOW).says


def test_a_provider_that_nobody_asks(terms: Terms) -> None:
    assert support(NOW + UNSWEPT + timedelta(minutes=1)).state is State.WRONG


def test_what_nobody_has_looked_at_for_long(terms: Terms) -> None:
    later = NOW + GOOD_FOR + timedelta(days=1)
    Cursor.objects.update(until=later)

    found = support(later)

    assert (found.state, "attest" in found.mend) == (State.SOON, True)


def test_terms_that_cannot_be_read(terms: Terms) -> None:
    (settings.KEYS / "support/terms.json").write_text("{")

    assert support(NOW).state is State.WRONG
