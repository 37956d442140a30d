"""A newsroom of an older version is brought up to this one, whole or not at all, and back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tamizdat import locks
from tamizdat.keeping import swap
from tamizdat.keeping.about import applied
from tests.cast import NOW
from tests.cli.test_refusals import one_line
from tests.conftest import DATABASES, _migrated
from tests.counts import KILLED_UPGRADES
from tests.keeping.conftest import ROOT, tamizdat
from tests.keeping.test_stopped import STRUCK, struck
from tests.press.test_full_disk import UNSHARE, can_mount

NEWEST = {"desk.sqlite3": "desk 0002_seats", "press.sqlite3": "press 0002_signed"}
BACK = """
import django; django.setup()
from django.core.management import call_command as call
call("migrate", "press", "0001", database="press", verbosity=0)
call("migrate", "desk", "0001", verbosity=0)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom as an older version left it, with a mark that somebody made."""
    home = tmp_path_factory.mktemp("older")
    for name in DATABASES:
        shutil.copyfile(_migrated() / name, home / name)
    environment = {**os.environ, "TAMIZDAT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tamizdat.settings"}
    subprocess.run([sys.executable, "-c", BACK], cwd=ROOT, env=environment, check=True)
    with closing(sqlite3.connect(home / "desk.sqlite3")) as line:
        line.execute("insert into desk_mark (at, what) values ('2026-11-20', 'written by Vera')")
        line.commit()
        line.execute("pragma journal_mode=DELETE")
    with closing(sqlite3.connect(home / "press.sqlite3")) as line:
        line.execute("pragma journal_mode=DELETE")
    shutil.rmtree(home / "keys", ignore_errors=True)
    return home


@pytest.fixture
def older(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


def said(database: Path) -> str:
    """A hash of everything a database says, but for when it was migrated."""
    with closing(sqlite3.connect(database)) as line:
        lines = [row for row in line.iterdump() if '"django_migrations"' not in row]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def state(home: Path) -> tuple[str, ...]:
    return tuple(said(home / name) for name in DATABASES)


def is_new(home: Path) -> tuple[bool, ...]:
    return tuple(NEWEST[name] in applied(home / name) for name in NEWEST)


def does(home: Path) -> str:
    """Something at the desk, after which an undo would lose something."""
    with closing(sqlite3.connect(home / "desk.sqlite3")) as line:
        line.execute("pragma foreign_keys=off")
        columns = [row[1] for row in line.execute("pragma table_info(wagtailcore_revision)") if row[1] != "id"]
        values = ", ".join("1" for _ in columns)
        line.execute(f"insert into wagtailcore_revision ({', '.join(columns)}) values ({values})")
        line.commit()
    return said(home / "desk.sqlite3")


def test_an_older_newsroom_is_told_upgraded_and_used(older: Path) -> None:
    before = state(older)

    refused = one_line(tamizdat(older, "doctor"))
    foreseen = json.loads(tamizdat(older, "upgrade", "--dry-run", "--json").stdout)
    assert state(older) == before
    done = tamizdat(older, "upgrade")
    again = tamizdat(older, "upgrade")

    assert "tamizdat upgrade" in refused
    assert "default: desk 0002_seats" in foreseen["steps"]
    assert "press: press 0002_signed" in foreseen["steps"]
    assert done.returncode == 0, done.stderr
    assert is_new(older) == (True, True)
    assert state(older / swap.KEPT) == before
    assert not (older / swap.STAGED).exists()
    assert "Nothing is to be done" in again.stdout
    with closing(sqlite3.connect(older / "desk.sqlite3")) as line:
        assert line.execute("select what from desk_mark").fetchall() == [("written by Vera",)]


def test_an_upgrade_is_undone_unless_something_was_done_since(older: Path) -> None:
    before = state(older)
    assert tamizdat(older, "upgrade").returncode == 0
    upgraded = state(older)
    later = does(older)

    refused = one_line(tamizdat(older, "upgrade", "--undo"))
    assert said(older / "desk.sqlite3") == later
    forced = tamizdat(older, "upgrade", "--undo", "--force")

    assert "1 things were done" in refused
    assert forced.returncode == 0, forced.stderr
    assert state(older) == before
    assert upgraded != before
    assert said(older / swap.KEPT / "desk.sqlite3") == later  # and that can be put back too


def test_there_is_nothing_to_undo_before_an_upgrade(older: Path) -> None:
    assert "nothing to put back" in one_line(tamizdat(older, "upgrade", "--undo"))


def test_what_fails_on_the_copy_changes_nothing(older: Path) -> None:
    with closing(sqlite3.connect(older / "desk.sqlite3")) as line:
        line.execute("create table desk_seat (id integer)")
        line.commit()
    before = state(older)

    line_said = one_line(tamizdat(older, "upgrade"))

    assert "already exists" in line_said
    assert "Nothing was changed" in line_said
    assert state(older) == before
    assert not (older / swap.STAGED).exists()


def test_a_newsroom_that_is_in_use_is_left_alone(older: Path) -> None:
    with locks.hold(older):
        line = one_line(tamizdat(older, "upgrade"))

    assert "in use by another process" in line
    assert is_new(older) == (False, False)


def test_a_newsroom_of_a_newer_version_is_left_alone(older: Path) -> None:
    with closing(sqlite3.connect(older / "press.sqlite3")) as line:
        line.execute("insert into django_migrations (app, name, applied) values ('press', '0999_later', '2027-01-01')")
        line.commit()

    assert "made by a newer version" in one_line(tamizdat(older, "upgrade"))


@pytest.fixture(scope="module")
def whole(made: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many steps an upgrade that nobody kills takes."""
    home = Path(shutil.copytree(made, tmp_path_factory.mktemp("whole") / "home"))
    done = struck(0, home, home, "upgrade")
    assert done.returncode == 0, done.stderr
    return int(done.stdout.rsplit("SEEN ", 1)[1])


@pytest.mark.parametrize("part", range(KILLED_UPGRADES))
def test_an_upgrade_killed_at_any_step_leaves_the_old_one_or_goes_on(
    whole: int, older: Path, made: Path, part: int
) -> None:
    before = state(made)
    step = 1 + (whole - 1) * part // max(1, KILLED_UPGRADES - 1)

    killed = struck(step, older, older, "upgrade")
    assert killed.returncode == -9
    told = one_line(tamizdat(older, "doctor")) if is_new(older) != (True, True) else ""
    untouched = state(older) == before or swap.is_ready(older)
    again = tamizdat(older, "upgrade")

    assert untouched or is_new(older) == (True, True)
    assert "tamizdat upgrade" in told or not told
    assert again.returncode == 0, again.stderr
    assert is_new(older) == (True, True)
    assert state(older / swap.KEPT) == before


FINISH = STRUCK.replace("from tamizdat.cli import main\ncode = main(sys.argv[3:])", "").replace(
    "print(f",
    "from pathlib import Path\nfrom tamizdat.keeping import swap\nswap.finish(Path(below))\ncode = 0\nprint(f",
)


def test_a_swap_killed_at_any_step_is_finished_by_the_next_and_is_never_half(tmp_path: Path) -> None:
    def of(home: Path, word: str) -> None:
        home.mkdir(exist_ok=True)
        for name in DATABASES:
            with closing(sqlite3.connect(home / name)) as line:
                line.execute("pragma journal_mode=WAL")
                line.execute("create table if not exists words (word text)")
                line.execute("insert into words values (?)", (word,))
                line.commit()

    of(tmp_path / "there", "new")
    home, number = tmp_path / "home", 0
    while True:
        number += 1
        shutil.rmtree(home, ignore_errors=True)
        of(home, "old")
        swap.stage(home, lambda phase, done, total: None, of=tmp_path / "there")
        swap.make_ready(home, NOW)
        wanted = state(tmp_path / "there")
        words = [sys.executable, "-c", FINISH, str(number), str(home)]
        done = subprocess.run(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
        if done.returncode == 0:
            break
        assert done.returncode == -9, done.stderr

        if swap.is_ready(home):
            swap.finish(home)

        assert state(home) == wanted
        assert (home / swap.KEPT / "desk.sqlite3").exists()
    assert number > 8  # steps at which it was killed, and one at which it was not


def test_what_was_made_ready_is_finished_before_anything_else(older: Path) -> None:
    swap.stage(older, lambda phase, done, total: None)
    swap.make_ready(older, NOW)

    lines = [one_line(tamizdat(older, "press")), one_line(tamizdat(older, "backup", "/tmp/never.age", "--to", "age1x"))]

    assert ["an upgrade was stopped" in line for line in lines] == [True, True]
    assert not Path("/tmp/never.age").exists()


# A disk of a few megabytes, filled up, in a mount namespace of its own.
FULL = """
import os, pathlib, shutil, subprocess, sys
home, disk = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
size = sum(path.stat().st_size for path in home.glob("*.sqlite3"))
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size * 5}", "tmpfs", disk], check=True)
shutil.copytree(home, disk / "home")
def upgrade():
    words, there = [sys.executable, "-m", "tamizdat", "upgrade"], {**os.environ, "TAMIZDAT_HOME": str(disk / "home")}
    return subprocess.run(words, env=there, capture_output=True, text=True)
(disk / "filler").write_bytes(bytes(size * 2))
full = upgrade()
(disk / "filler").unlink()
room = upgrade()
print(full.returncode, room.returncode, full.stderr)
"""


@pytest.mark.skipif(not can_mount(), reason="a small disk needs unshare and mount")
def test_a_disk_without_room_is_told_before_anything_is_done(older: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    words = [*UNSHARE, sys.executable, "-c", FULL, str(older), str(tmp_path / "disk")]

    done = subprocess.run(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)

    assert done.stdout.startswith("1 0 tamizdat upgrade: "), done.stdout + done.stderr
    assert "Make room" in done.stdout
