"""Lies of every kind, told to a real browser by all addresses but one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.client.lies import STORY, Liars, Lie, told
from tests.client.stage import phone
from tests.counts import LIES_IN_CHROMIUM


@pytest.fixture(scope="module")
def liars(tmp_path_factory: pytest.TempPathFactory, cert: tuple[Path, str], browser: Browser) -> Iterator[Liars]:
    made = Liars(tmp_path_factory.mktemp("liars"), cert[0], browser)
    yield made
    made.close()


@pytest.fixture(scope="module")
def lies(liars: Liars) -> list[Lie]:
    return liars.lies()


@pytest.mark.parametrize("reader", ["worker", "file"])
def test_no_lie_about_a_head_a_tile_or_a_page_is_believed(liars: Liars, lies: list[Lie], reader: str) -> None:
    assert len(lies) > 60
    some = random.Random(reader).sample(lies, min(LIES_IN_CHROMIUM, len(lies)))

    assert told(liars, some, reader) == []


def test_the_look_bites(liars: Liars, lies: list[Lie]) -> None:
    """Who checks nothing sees what the first host says."""
    lie = next(one for one in lies if one.name == "another page")
    liars.lay(lie)
    context = phone(liars.browser)

    seen = liars.seen(context.new_page(), liars.hosts[0].address + STORY)

    context.close()
    assert seen == "the forgery is on the screen"
