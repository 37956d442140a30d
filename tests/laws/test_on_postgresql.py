"""The laws of the press, and what files and prints, hold on PostgreSQL too: the same tests, on a server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import MIGRATED, Server, server

ROOT = Path(__file__).parent.parent.parent
PARTS = (
    ("tests/laws/test_laws.py", "tests/desk/test_sweep.py", "tests/desk/test_glance.py"),
    (
        *(
            f"tests/press/test_{name}.py"
            for name in ("killed", "run", "workers", "shelving", "filing", "reads", "signing")
        ),
        "tests/desk/test_finding.py",
        "tests/desk/test_publishing.py",
        "tests/desk/test_screens.py",
    ),
)


@pytest.fixture(scope="module")
def there() -> Iterator[Server]:
    """A server with a database that has the tables, to be copied."""
    with server() as made:
        url = made.make(MIGRATED)
        words = "import django; django.setup(); from tamizdat.cli.opening import migrate; "
        words += "from django.db import connections; "
        words += "[(connections[name].make_schema(), migrate(name)) for name in ('default', 'press')]"
        environment = {**os.environ, "TAMIZDAT_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        environment["DJANGO_SETTINGS_MODULE"] = "tamizdat.settings"
        subprocess.run([sys.executable, "-c", words], env=environment, check=True, cwd=ROOT)
        yield made


@pytest.mark.parametrize("part", PARTS)
def test_the_same_holds_there(there: Server, part: tuple[str, ...]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"TESTS_ON_SERVER": there.address}
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *part]
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout[-6_000:]
    assert re.search(r"^\d+ passed", done.stdout, re.M), done.stdout[-500:]
    assert there.written() > 1_000  # rows, in databases that only these tests have
