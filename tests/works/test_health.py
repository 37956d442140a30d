"""What `doctor` says of a newsroom's machine, desk and press."""

from __future__ import annotations

import os
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from tamizdat import checks, doctor, locks
from tamizdat.desk import factors
from tamizdat.desk import health as desk
from tamizdat.desk.entering import invite
from tamizdat.desk.roles import Role
from tamizdat.desk.screens.health import NAMES
from tamizdat.doctor import State
from tamizdat.press import health as press
from tamizdat.press import keys
from tamizdat.press.models import Run
from tamizdat.works import examining
from tamizdat.works import health as machine
from tamizdat.works.round import make_round
from tests import cast

HOUSE = Path(machine.__file__).parent.parent


def mode(path: Path, to: int) -> None:
    path.chmod(to)


# Settings and folders


@pytest.fixture
def safe(newsroom: Any) -> Any:
    mode(settings.HOME, 0o700)
    yield newsroom
    mode(settings.HOME, 0o700)


def ids() -> set[str | None]:
    return {one.id for one in checks.found()}


def test_a_folder_that_others_can_read_is_named_with_what_mends_it(safe: Any) -> None:
    assert "tamizdat.E003" not in ids()
    mode(settings.HOME, stat.S_IRWXU | stat.S_IROTH)

    found = machine.safe_settings(cast.NOW)

    assert found.state is State.WRONG
    assert found.mend == f"Run: chmod go= {settings.HOME}"


def test_debugging_is_unsafe(safe: Any, settings: Any) -> None:
    assert "tamizdat.E001" not in ids()

    settings.DEBUG = True

    assert "tamizdat.E001" in ids()


@pytest.mark.parametrize("secret", ["short", "ab" * 40], ids=["short", "of two letters"])
def test_a_secret_that_can_be_guessed_is_unsafe(safe: Any, settings: Any, secret: str) -> None:
    assert "tamizdat.E002" not in ids()

    settings.SECRET_KEY = secret

    assert "tamizdat.E002" in ids()


def test_a_phrase_that_lies_beside_the_keys_it_opens_is_worth_a_word(safe: Any) -> None:
    assert "tamizdat.W002" not in ids()

    keys.make(settings.KEYS, cast.NOW, "a long phrase")

    assert "tamizdat.W002" in ids()


# The machine


def test_a_disk_that_is_nearly_full_is_told_before_it_is(newsroom: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    states = {}
    for free in (50_000_000_000, 1_000_000_000, 100_000_000):
        usage = type("usage", (), {"free": free})
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda path, usage=usage: usage)
        states[free] = machine.room_on_the_disk(cast.NOW).state

    assert list(states.values()) == [State.FINE, State.SOON, State.WRONG]


def test_a_clock_that_went_back_is_wrong(newsroom: Any) -> None:
    Run.objects.create(edition=1, started=cast.NOW, finished=cast.NOW + timedelta(hours=2))

    found = machine.right_time(cast.NOW)

    assert found.state is State.WRONG
    assert "120 minutes" in found.says


def test_packages_other_than_the_listed_ones_are_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "django==1.0 \\\n    --hash=sha256:00\nnot-there==2 \\\nonly-elsewhere==1 ; sys_platform == 'win32' \\\n"
    )

    assert machine.not_as_listed(lock) == ["django", "not-there"]
    assert machine.not_as_listed(tmp_path / "none") == []


def test_what_was_installed_here_is_what_is_listed() -> None:
    assert machine.not_as_listed(machine.PROGRAM / "requirements.lock") == []


def test_nobody_looked_for_updates_for_months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "PROGRAM", tmp_path)
    fetched = tmp_path / ".git" / "FETCH_HEAD"
    fetched.parent.mkdir()
    fetched.touch()

    def after(days: int) -> State:
        moment = (cast.NOW - timedelta(days=days)).timestamp()
        os.utime(fetched, (moment, moment))
        return machine.up_to_date(cast.NOW).state

    assert [after(days) for days in (3, 60, 200)] == [State.FINE, State.SOON, State.WRONG]


# Desk and press


def examined(now: datetime) -> dict[str, State]:
    return {
        name: look(now).state
        for name, look in {"changes": desk.changes, "edition": press.edition, "keys": press.keys}.items()
    }


def test_a_newsroom_is_well_when_all_is_printed_and_signed(newsroom: Any, story: Any) -> None:
    keys.make(settings.KEYS, cast.NOW, "a long phrase")
    assert examined(cast.NOW)["edition"] is State.SOON  # nothing is printed yet
    story.publish(now=cast.NOW)
    make_round(cast.NOW)
    for path in (settings.KEYS / keys.AWAY).iterdir():
        path.unlink()

    assert set(examined(cast.NOW).values()) == {State.FINE}


def test_keys_that_were_not_carried_away_are_told(newsroom: Any) -> None:
    keys.make(settings.KEYS, cast.NOW, "a long phrase")

    found = press.keys(cast.NOW)

    assert (found.state, "keys/offline" in found.mend) == (State.SOON, True)


def test_a_sheet_of_the_head_that_was_changed_by_hand_is_found(newsroom: Any, story: Any) -> None:
    keys.make(settings.KEYS, cast.NOW, "a long phrase")
    story.publish(now=cast.NOW)
    make_round(cast.NOW)
    timestamp = next(Path(settings.EDITION).rglob("timestamp.json"))

    timestamp.write_text(timestamp.read_text().replace('"version":', '"version" :9'))

    assert press.edition(cast.NOW).state is State.WRONG


@pytest.mark.parametrize(("days", "state"), [(2, State.SOON), (4, State.WRONG)])
def test_an_edition_that_nobody_confirms_grows_old(newsroom: Any, story: Any, days: int, state: State) -> None:
    keys.make(settings.KEYS, cast.NOW, "a long phrase")
    story.publish(now=cast.NOW)
    make_round(cast.NOW)

    assert press.edition(cast.NOW + timedelta(days=days)).state is state


def test_changes_that_wait_are_told_by_whether_somebody_serves(newsroom: Any, story: Any) -> None:
    story.publish(now=cast.NOW)
    later = datetime.now(cast.NOW.tzinfo) + timedelta(minutes=10)

    alone = desk.changes(later)
    with locks.serving(settings.HOME):
        served = desk.changes(later)

    assert (alone.state, "tamizdat serve" in alone.mend) == (State.SOON, True)
    assert served.state is State.WRONG


def test_a_newsroom_without_an_address_hears_of_it(newsroom: Any) -> None:
    assert desk.address(cast.NOW).state is State.FINE

    newsroom.address = ""
    newsroom.save()

    assert desk.address(cast.NOW).state is State.SOON


def test_whether_everybody_can_come_in_is_told(newsroom: Any) -> None:
    states = [desk.staff(cast.NOW).says]
    for name in ("Vera", "Olga"):
        person, _ = invite(name, Role.KEEPER, cast.NOW)
        Authenticator.objects.create(user=person, type="totp", data={"secret": "A" * 32})
        states.append(desk.staff(cast.NOW).says)
        factors.fresh_sheet(person)
    states.append(desk.staff(cast.NOW).says)
    invite("Lev", Role.REPORTER, cast.NOW)
    states.append(desk.staff(cast.NOW).says)

    no_sheet = "no recovery codes"
    told = ["Nobody has been invited", no_sheet, no_sheet, "all of them with two factors", "nothing to come in with"]
    assert [words in state for words, state in zip(told, states, strict=True)] == [True] * len(told)


# All of it


def test_every_room_with_checks_is_examined_and_every_check_has_a_name_at_the_desk(newsroom: Any) -> None:
    rooms = {path.parent.name for path in HOUSE.glob("*/health.py")}

    assert {room.__name__.split(".")[1] for room in examining.ROOMS} == rooms
    assert tuple(examining.examine(cast.NOW)) == doctor.ORDER
    assert set(NAMES) == set(doctor.ORDER)


@pytest.mark.parametrize(("language", "words"), [("en", "Public address"), ("ru", "Публичный адрес")])
def test_the_keeper_sees_it_at_the_desk(newsroom: Any, language: str, words: str) -> None:
    client = Client(headers={"accept-language": language})
    cast.sits(client, cast.vera())

    page = client.get("/admin/health/", HTTP_HOST="localhost").text

    assert words in page
    assert page.count('class="desk-state"') == len(NAMES)


def test_who_is_no_keeper_does_not_see_it(newsroom: Any) -> None:
    client = Client()
    cast.sits(client, cast.lev())

    response = client.get("/admin/health/", HTTP_HOST="localhost")

    assert response.status_code == 302
    assert "/admin/health/" not in client.get("/admin/", HTTP_HOST="localhost").text
