"""The two editions that are judged: the demo newsroom's, and the odd one with everything that is hard to print.

Each is made once in a test run, by a process of its own, and shared by all workers.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.press.wording import plain
from tests.site import odd
from tests.site.edition import Edition

ROOT = Path(__file__).parent.parent.parent


def _run(home: Path, *words: str) -> None:
    environment = {**os.environ, "TAMIZDAT_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{words}: {done.stdout[-2000:]}{done.stderr[-4000:]}"


def _once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, made by whichever worker comes first; the others wait for it."""
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One folder for all workers of this run."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def demo_home(shared_folder: Path) -> Path:
    """The demo newsroom, made and printed by the one command."""

    def make(home: Path) -> None:
        _run(home, "tamizdat", "demo", "--no-serve")
        _run(home, "tamizdat", "press", "--enclosures")

    return _once(shared_folder / "demo", make)


@pytest.fixture(scope="session")
def odd_home(shared_folder: Path) -> Path:
    return _once(shared_folder / "odd", lambda home: _run(home, "tests.site.odd"))


def _demo(home: Path) -> Edition:
    from tamizdat.demo.newsroom import ADDRESS

    return Edition(home / "edition", ADDRESS, datetime.now(UTC), tuple(_waiting(home)))


def _waiting(home: Path) -> Iterator[str]:
    """What drafts and scheduled stories say, straight from the desk's own file."""
    desk = sqlite3.connect(home / "desk.sqlite3")
    rows = desk.execute(
        "SELECT content FROM wagtailcore_revision WHERE id IN (SELECT latest_revision_id FROM wagtailcore_page"
        " WHERE NOT live AND latest_revision_id IS NOT NULL)"
    ).fetchall()
    desk.close()
    for (content,) in rows:
        story = json.loads(content)
        yield from (story["headline"], story["key"], story["slug"])
        texts = (block["value"] for block in json.loads(story["body"]) if block["type"] == "paragraph")
        yield from (words for words in (story["deck"], *(plain(text)[:60] for text in texts)) if len(words) > 20)


@pytest.fixture(scope="session", params=["demo", "odd"])
def edition(request: pytest.FixtureRequest) -> Edition:
    if request.param == "odd":
        home = request.getfixturevalue("odd_home")
        return Edition(home / "edition", odd.ADDRESS, odd.NOW, (odd.WITHDRAWN, odd.LEAKED))
    return _demo(request.getfixturevalue("demo_home"))


@pytest.fixture(scope="session")
def odd_edition(odd_home: Path) -> Edition:
    """What the judges themselves are tried on."""
    return Edition(odd_home / "edition", odd.ADDRESS, odd.NOW, (odd.WITHDRAWN, odd.LEAKED))
