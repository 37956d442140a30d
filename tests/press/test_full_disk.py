"""A full disk: one clear line, nothing half-done, and the next run goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.folder import HOME
from tests.press.folders import dead_ends, snapshot

ROOT = Path(__file__).parent.parent.parent
UNSHARE = ("unshare", "--mount", "--map-root-user")


def can_mount() -> bool:
    """May this machine's user have a file system of his own?"""
    words = [*UNSHARE, "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(words, capture_output=True).returncode == 0


# In a mount namespace of its own: a disk of a few megabytes with the newsroom on it, filled up to what is spared.
STORY = """
import json, os, pathlib, shutil, subprocess, sys
home, out, spare = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
disk, told = out / "disk", []
disk.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], check=True)
shutil.copytree(home, disk / "home")
(disk / "home" / "edition").mkdir(exist_ok=True)
def press(*words, then):
    environment = {**os.environ, "TAMIZDAT_HOME": str(disk / "home")}
    words = [sys.executable, "-m", "tamizdat", "press", "--json", *words]
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    told.append([done.returncode, done.stdout, done.stderr])
    shutil.copytree(disk / "home" / "edition", out / then)
filler = disk / "filler"
filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - spare)))
press(then="half")
filler.unlink()
press(then="whole")
press("--reprint", then="reprint")
(out / "told.json").write_text(json.dumps(told))
"""


@pytest.mark.skipif(not can_mount(), reason="a small disk needs unshare and mount")
@pytest.mark.parametrize("spare", [8_000, 250_000])
def test_a_full_disk_is_one_clear_line_and_the_next_run_finishes(
    whole_newsroom: Any, tmp_path: Path, spare: int
) -> None:
    from django.db import connections

    from tamizdat.desk.actions.publish import publish
    from tests import cast

    for number in range(12):
        publish(cast.story(headline=f"Ferry {number}", photo=cast.draft_photo() if number < 3 else None), cast.NOW)
    connections.close_all()
    words = [*UNSHARE, sys.executable, "-c", STORY, str(HOME), str(tmp_path), str(spare)]

    done = subprocess.run(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    (code, said, line), (again, report, _), _ = json.loads((tmp_path / "told.json").read_text())
    assert (code, said) == (1, "")
    assert line.startswith("tamizdat press: the disk is full")
    assert line.count("\n") == 1
    assert dead_ends(tmp_path / "half") == []
    assert again == 0
    assert json.loads(report)["problems"] == []
    assert len(snapshot(tmp_path / "whole")) > 30
    assert snapshot(tmp_path / "whole") == snapshot(tmp_path / "reprint")
