"""One browser for the tests of a module, and a newsroom on three hosts for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.client.stage import Stage, certificate, chromium, phone, sheets_of
from tests.edition.world import Newsroom
from tests.site.conftest import demo_home, shared_folder

__all__ = ["demo_home", "shared_folder"]


@pytest.fixture(scope="module")
def cert(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return certificate(tmp_path_factory.mktemp("cert"))


@pytest.fixture(scope="module")
def browser(cert: tuple[Path, str]) -> Iterator[Browser]:
    with chromium(cert[1]) as opened:
        yield opened


@pytest.fixture(scope="module")
def sheets(demo_home: Path) -> dict[str, bytes]:
    return sheets_of(demo_home / "edition")


Staged = Callable[..., Stage]


@pytest.fixture
def staged(tmp_path: Path, cert: tuple[Path, str], sheets: dict[str, bytes]) -> Iterator[Staged]:
    made: list[Stage] = []

    def make(herald: Newsroom | None = None) -> Stage:
        stage = Stage(tmp_path, cert[0], sheets, herald=herald)
        stage.start()
        made.append(stage)
        return stage

    yield make
    for stage in made:
        stage.close()


@pytest.fixture
def stage(staged: Staged) -> Stage:
    return staged()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = phone(browser)
    yield context.new_page()
    context.close()
