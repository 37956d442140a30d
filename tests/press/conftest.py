"""A press of its own for every test: empty books, an empty store, an empty folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tamizdat.press import filing
from tamizdat.press.run import Press
from tests.press import rows


def _empty() -> None:
    for folder in (settings.EDITION, settings.STORE):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def books(request: pytest.FixtureRequest) -> Iterator[None]:
    """The press's database, rolled back after the test."""
    request.applymarker(pytest.mark.django_db(databases=["press"]))
    request.getfixturevalue("_django_db_helper")
    _empty()
    yield
    _empty()


@pytest.fixture
def press(books: None) -> Press:
    """A press that knows the newsroom and no story."""
    filing.file(rows.frame())
    return Press()


@pytest.fixture
def whole_press(django_db_setup: None, django_db_blocker: Any) -> Iterator[Press]:
    """The same without a transaction around it, for other processes."""
    from tests.conftest import start_over

    with django_db_blocker.unblock():
        start_over()
        filing.file(rows.frame())
        yield Press()
        start_over()
