"""A newsroom to test in: a folder of its own, migrated databases, and the cast.

Migrating from nothing takes many seconds; the result is kept in the system's temporary folder under a hash of all
migrations, and every run and worker starts from a copy.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql
from tests.folder import HOME, SERVER

ROOT = Path(__file__).parent.parent
DATABASES = ("desk.sqlite3", "press.sqlite3", "readers.sqlite3", "ledger.sqlite3")
FOLDERS = ("media", "store", "edition", "keys", "outbox")


def _migrated() -> Path:
    """A folder with all databases, migrated and empty."""
    from django.conf import settings

    versions = f"{metadata.version('wagtail')} {metadata.version('django')} {settings.INSTALLED_APPS} {DATABASES}"
    digest = hashlib.sha256(versions.encode())
    for path in sorted([*ROOT.glob("tamizdat/*/migrations/*.py"), ROOT / "tamizdat/desk/indexes.py"]):
        digest.update(path.name.encode() + path.read_bytes())
    folder = Path(tempfile.gettempdir()) / f"tamizdat-migrated-{os.getuid()}-{digest.hexdigest()[:16]}"
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _migrate_into(folder)
    return folder


def _migrate_into(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent) as fresh:
        words = "import django; django.setup(); from django.core.management import call_command as call; "
        words += "call('migrate', verbosity=0); call('migrate', 'press', database='press', verbosity=0); "
        words += "call('migrate', 'newsletter', database='readers', verbosity=0); "
        words += "call('migrate', 'support', database='ledger', verbosity=0)"
        environment = {**os.environ, "TAMIZDAT_HOME": fresh, "PYTHONPATH": str(ROOT)}
        environment.pop("TAMIZDAT_DATABASE_URL", None)
        subprocess.run([sys.executable, "-c", words], env=environment, check=True)
        beside = Path(f"{folder}.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for name in DATABASES:
            shutil.move(Path(fresh) / name, beside / name)
        beside.rename(folder)


def start_over() -> None:
    """Give the folder fresh databases and nothing else."""
    from django.db import connections

    connections.close_all()
    if SERVER:
        postgresql.start_over(SERVER, f"worker_{os.getpid()}")
    migrated = _migrated()
    for name in DATABASES:
        for tail in ("-wal", "-shm"):
            (HOME / f"{name}{tail}").unlink(missing_ok=True)
        shutil.copyfile(migrated / name, HOME / name)
    _empty_folders()


def _empty_folders() -> None:
    for name in FOLDERS:
        shutil.rmtree(HOME / name, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """Use the folder's own files; what a test writes there is rolled back or, in a whole newsroom, thrown away."""
    with django_db_blocker.unblock():
        start_over()


@pytest.fixture
def newsroom(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The Harbour Herald, in English and Russian, with two sections; rolled back after the test."""
    request.applymarker(pytest.mark.django_db(databases=["default", "press", "readers", "ledger"]))
    request.getfixturevalue("_django_db_helper")
    yield _opened()
    _empty_folders()


@pytest.fixture
def whole_newsroom(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The same without a transaction around it, for servers, other processes and killed runs."""
    with django_db_blocker.unblock():
        start_over()
        yield _opened()
        start_over()


def _opened() -> Any:
    from tamizdat.desk.newsroom import Newsroom
    from tamizdat.desk.opening import open_newsroom
    from tests import cast

    open_newsroom("The Harbour Herald", ["en", "ru"], "https://herald.example/", "Europe/Lisbon")
    cast.sections()
    return Newsroom.load()


@pytest.fixture
def story(newsroom: Any) -> Any:
    """A finished draft that nobody has published yet."""
    from tests import cast

    return cast.story()


@pytest.fixture
def picture() -> bytes:
    """A JPEG with a place, a serial number and a comment in it."""
    from tests import cast

    return cast.picture()


@pytest.fixture
def photo(newsroom: Any) -> Any:
    from tests import cast

    return cast.photo()
