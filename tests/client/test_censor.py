"""The censor's bench in its quick form: every scene, each kind of reader, what they see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.client.scenes import READERS, SCENES, Play, Scene
from tests.client.stage import Stage, on_old_keys
from tests.counts import count

PATIENCE = float(count(10, 25))  # seconds, after which a page is not there


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory, cert: tuple[Path, str], sheets: dict[str, bytes]
) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("stage"), cert[0], sheets, relayed=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def old_stage(
    tmp_path_factory: pytest.TempPathFactory, cert: tuple[Path, str], sheets: dict[str, bytes]
) -> Iterator[Stage]:
    made = Stage(tmp_path_factory.mktemp("old-stage"), cert[0], sheets, herald=on_old_keys(), relayed=True)
    yield made
    made.close()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_each_reader_sees_what_physics_allows(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path, scene: Scene
) -> None:
    stage: Stage = request.getfixturevalue("old_stage" if scene.old else "stage")
    seen = {reader: Play(stage, browser, scene, reader, tmp_path, PATIENCE).cell().outcome for reader in READERS}

    assert seen == scene.expected
