"""What the command says when it is used wrongly, or cannot go on: one line, and the right exit code."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATABASES, _migrated

ROOT = Path(__file__).parent.parent.parent


def tamizdat(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command on a newsroom of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tamizdat", *words],
        cwd=ROOT,
        env={**os.environ, "TAMIZDAT_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A newsroom's folder with migrated, empty databases."""
    for name in DATABASES:
        (tmp_path / name).write_bytes((_migrated() / name).read_bytes())
    return tmp_path


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_help_names_every_command_and_starts_no_django(tmp_path: Path) -> None:
    done = tamizdat(tmp_path, "--help")

    assert done.returncode == 0
    assert all(word in done.stdout for word in ("init", "demo", "serve", "import", "press", "enter"))
    assert list(tmp_path.iterdir()) == []


def test_a_word_that_is_no_command_is_used_wrongly(tmp_path: Path) -> None:
    assert tamizdat(tmp_path, "publish-everything").returncode == 2


def test_a_port_that_is_no_port_is_used_wrongly(tmp_path: Path) -> None:
    done = tamizdat(tmp_path, "serve", "--port", "eighty")

    assert done.returncode == 2
    assert "'eighty' is no port; use a number from 1 to 65534" in done.stderr


def test_without_a_newsroom_the_press_says_how_to_make_one(tmp_path: Path) -> None:
    line = one_line(tamizdat(tmp_path / "nowhere", "press"))

    assert "there is no newsroom in" in line
    assert "tamizdat init" in line


def test_a_second_init_changes_nothing(home: Path) -> None:
    before = (home / "desk.sqlite3").read_bytes()

    line = one_line(tamizdat(home, "init", "--name", "Another"))

    assert "holds a newsroom already" in line
    assert (home / "desk.sqlite3").read_bytes() == before


def test_a_database_from_the_future_is_left_alone(home: Path) -> None:
    with sqlite3.connect(home / "press.sqlite3") as database:
        database.execute(
            "insert into django_migrations (app, name, applied) values ('press', '0999_from_the_future', '2030-01-01')"
        )

    line = one_line(tamizdat(home, "press"))

    assert "made by a newer version of Tamizdat (it knows press 0999_from_the_future)" in line


def test_a_file_that_is_no_database_is_named(home: Path) -> None:
    (home / "press.sqlite3").write_bytes(b"not a database at all" * 100)

    line = one_line(tamizdat(home, "press"))

    assert "the database 'press' cannot be read" in line


def test_a_setting_that_makes_no_sense_is_named_with_its_value(home: Path) -> None:
    line = one_line(tamizdat(home, "press", TAMIZDAT_DEBUG="maybe"))

    assert "TAMIZDAT_DEBUG is 'maybe'; use yes or no." in line


def test_a_port_in_use_is_named(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        line = one_line(tamizdat(home, "serve", "--port", str(port)))

    assert f"port {port} is in use by another program; choose another with --port." in line


def test_the_demo_leaves_a_real_newsroom_alone(home: Path) -> None:
    line = one_line(tamizdat(home, "demo", "--fresh", "--no-serve"))

    assert "holds a real newsroom, not the demo" in line
    assert (home / "desk.sqlite3").exists()


def test_an_unknown_language_leaves_no_half_made_newsroom(tmp_path: Path) -> None:
    line = one_line_after_progress(tamizdat(tmp_path, "init", "--language", "xx"))

    assert "'xx'" in line
    assert list(tmp_path.glob("*.sqlite3")) == []


def one_line_after_progress(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stderr
    return done.stderr.strip().splitlines()[-1]
