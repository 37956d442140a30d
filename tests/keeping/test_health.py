"""`doctor` says when a backup is missing, old, or past its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.doctor import State
from tamizdat.keeping.health import backup
from tamizdat.keeping.record import RECORD, Made, note
from tamizdat.saying import speaking
from tests.folder import HOME

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_record() -> Iterator[None]:
    (HOME / RECORD).unlink(missing_ok=True)
    yield
    (HOME / RECORD).unlink(missing_ok=True)


def made(days_ago: int, expires: date = date(2027, 2, 1), file: str = "/media/b.age") -> None:
    note(HOME, Made(NOW - timedelta(days=days_ago), expires, file))


@pytest.mark.parametrize(("days", "state"), [(1, State.FINE), (9, State.SOON), (40, State.WRONG)])
def test_an_old_backup_is_told(days: int, state: State) -> None:
    made(days)

    found = backup(NOW)

    assert (found.state, bool(found.mend)) == (state, state is not State.FINE)
    assert f"{days} days old" in found.says


def test_no_backup_is_told() -> None:
    assert backup(NOW).state is State.SOON


def test_one_that_should_be_gone_is_told_while_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "old.age").write_bytes(b"sealed")
    made(100, date(2026, 11, 19), str(tmp_path / "old.age"))
    made(1)

    found = backup(NOW)
    (tmp_path / "old.age").unlink()

    assert (found.state, str(tmp_path / "old.age") in found.mend) == (State.SOON, True)
    assert backup(NOW).state is State.FINE


def test_it_is_told_in_the_language_of_whoever_asks() -> None:
    with speaking(lambda words: f"[{words}]"):
        assert backup(NOW).says == "[No backup has been made yet.]"
