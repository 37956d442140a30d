"""A newsroom that has printed, with keys, settings and photos; and somebody who can open its backups."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tamizdat.vault import sealing
from tests.folder import HOME

ROOT = Path(__file__).parent.parent.parent


def tamizdat(home: Path, *words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command on a newsroom of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tamizdat", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "TAMIZDAT_HOME": str(home), **more},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


@dataclass(frozen=True)
class Key:
    """Who can open a backup."""

    file: Path
    recipient: str


def key(folder: Path, name: str) -> Key:
    return Key(folder / name, sealing.make_key(folder / name))


@pytest.fixture
def olga(tmp_path: Path) -> Key:
    """Olga keeps the key on a stick at home."""
    (tmp_path / "stick").mkdir()
    return key(tmp_path / "stick", "olga.key")


@pytest.fixture
def printed(whole_newsroom: Any) -> Iterator[Path]:
    """The newsroom's folder, with three stories printed and signed."""
    from django.conf import settings
    from django.db import connections

    from tamizdat.desk.actions.publish import publish
    from tamizdat.press import keys
    from tamizdat.works.round import make_round
    from tests import cast

    keys.make(settings.KEYS, cast.NOW, "a phrase on paper")
    for number in range(3):
        publish(cast.story(headline=f"Ferry {number}", photo=cast.draft_photo() if number < 2 else None), cast.NOW)
    make_round(datetime.now(UTC))
    connections.close_all()
    (HOME / "settings.env").write_text("TAMIZDAT_DEBUG=no\n")
    yield HOME
    for name in ("settings.env", "root.json", "backups.json"):
        (HOME / name).unlink(missing_ok=True)
