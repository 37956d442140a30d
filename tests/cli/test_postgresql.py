"""A desk on a PostgreSQL server: made, backed up, brought back on another one, and refused in words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import Server, programs, server

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def there() -> Iterator[Server]:
    with server() as made:
        yield made


def run(home: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TAMIZDAT_")}
    environment |= {"TAMIZDAT_HOME": str(home), "PYTHONPATH": str(ROOT)}
    environment |= {"TAMIZDAT_DATABASE_URL": url} if url else {}
    environment["PATH"] = f"{programs()}:{environment['PATH']}"
    words = (sys.executable, "-m", "tamizdat", *words)
    return subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True)


def does(home: Path, url: str, *words: str) -> str:
    done = run(home, url, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(home: Path, url: str, *words: str) -> str:
    done = run(home, url, *words)
    assert (done.returncode, done.stdout) == (1, ""), done.stdout
    assert done.stderr.count("\n") == 1
    return done.stderr


def _takes_back_a_step(home: Path, url: str) -> None:
    """As if the newsroom were of an older version."""
    words = [sys.executable, "-m", "django", "migrate", "press", "0002", "--database", "press"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TAMIZDAT_")}
    environment |= {"TAMIZDAT_HOME": str(home), "TAMIZDAT_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "tamizdat.settings"
    subprocess.run(words, env=environment, check=True, capture_output=True, cwd=ROOT)


def test_a_newsroom_is_made_backed_up_and_brought_back_on_another_server(there: Server, tmp_path: Path) -> None:
    home, again = tmp_path / "home", tmp_path / "again"
    url, other = there.make("first"), there.make("second")
    does(home, url, "init", "--name", "The Harbour Herald")
    does(home, url, "press")
    assert {path.name for path in home.glob("*.sqlite3")} == {"ledger.sqlite3", "readers.sqlite3"}
    assert "holds a newsroom already" in refused(tmp_path / "third", url, "init")
    assert "Set TAMIZDAT_DATABASE_URL" in refused(home, "", "press")
    assert "has the form of this version" in does(home, url, "upgrade")
    _takes_back_a_step(home, url)
    assert "--backed-up" in refused(home, url, "upgrade")
    assert "Run `tamizdat upgrade`" in refused(home, url, "press")
    does(home, url, "upgrade", "--backed-up")
    does(home, url, "press")
    does(home, url, "backup", "--new-key", str(tmp_path / "key"))
    recipient = subprocess.run(["grep", "-o", "age1[a-z0-9]*", tmp_path / "key"], capture_output=True, text=True).stdout
    does(home, url, "backup", str(tmp_path / "saved.age"), "--to", recipient.split()[0])
    assert not list(home.glob("*.pgdump"))

    told = does(again, other, "restore", str(tmp_path / "saved.age"), "--key", str(tmp_path / "key"))
    assert "pg_restore" in told
    assert "still in desk.pgdump" in refused(again, other, "press")
    dump = again / "desk.pgdump"
    words = [str(programs() / "pg_restore"), "--no-owner", "--exit-on-error", "--dbname", other, str(dump)]
    subprocess.run(words, check=True, capture_output=True)
    dump.unlink()
    does(again, other, "press", "--reprint", "--above", str(home / "edition"))

    assert "The Harbour Herald" in (again / "edition" / "en" / "index.html").read_text()
    assert (again / "edition/en/index.html").read_bytes() == (home / "edition/en/index.html").read_bytes()


def test_a_server_that_will_not_do_is_refused_and_nothing_is_left(there: Server, tmp_path: Path) -> None:
    plain = there.make("plain", locale="C")
    away = f"postgresql://tester:secret@127.0.0.1:{there.port}/away"
    for url, said in (
        (plain, "ordered by C, with the letters of C. Make it so: CREATE DATABASE"),
        (away, "cannot be used"),
        ("mysql://a:secret@b/c", "use postgresql://USER:PASSWORD@HOST:PORT/NAME"),
        ("postgresql://a:secret@b:port/c", "use postgresql://USER:PASSWORD@HOST:PORT/NAME"),
        ("postgresql://a:secret@b/c;drop", "use postgresql://USER:PASSWORD@HOST:PORT/NAME"),
    ):
        line = refused(tmp_path / "home", url, "init")
        assert said in line
        assert "secret" not in line
        assert not list((tmp_path / "home").glob("*"))


def test_a_desk_in_a_file_is_not_looked_for_on_a_server(there: Server, tmp_path: Path) -> None:
    (tmp_path / "desk.sqlite3").touch()

    assert "has its desk in a file" in refused(tmp_path, there.url("postgres"), "press")
