"""The pages of the handbook that put a newsroom on a machine, followed to the letter on what is nearly one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.works.on_a_machine import ROOT

HOW_TO = ROOT / "docs" / "how-to"
APART = ("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
LOOPBACK = "0100007F"


def can_be_apart() -> bool:
    tools = all(shutil.which(tool) for tool in ("unshare", "ip", "setpriv", "runuser", "adduser", "git"))
    words = [*APART, "sh", "-c", "mount -t tmpfs none /srv && test $(id -u) = 0"]
    return tools and not subprocess.run(words, capture_output=True).returncode


apart = pytest.mark.skipif(not can_be_apart(), reason="a machine apart needs root, unshare, ip, runuser and adduser")


def followed(page: str) -> dict[str, Any]:
    words = [*APART, sys.executable, "-m", "tests.works.on_a_machine", str(HOW_TO / page)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@apart
def test_a_server_is_as_its_page_says() -> None:
    found = followed("put-it-on-a-server.md")

    assert "The Harbour Herald" in found["front"]
    assert "Welcome, Vera" in found["door"]
    assert found["listening"] == [LOOPBACK]
    assert not {"passphrase", "root.pem", "targets.pem"} & set(found["keys"])
    assert found["owners"] == ["herald"]
    assert "wrong" not in {line.split()[0] for line in found["doctor"].splitlines() if line.strip()}
    assert re.search(r"^fine +settings ", found["doctor"], re.MULTILINE), found["doctor"]
    assert re.search(r"^fine +keys ", found["doctor"], re.MULTILINE), found["doctor"]


@apart
def test_a_laptop_is_as_its_page_says() -> None:
    found = followed("put-it-on-a-laptop.md")

    assert "The Harbour Herald" in found["front"]
    assert "Welcome, Vera" in found["door"]
    assert found["listening"] == [LOOPBACK]
    assert "wrong" not in {line.split()[0] for line in found["doctor"].splitlines() if line.strip()}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_the_unit_is_well_formed_and_leaves_little_open(tmp_path: Path) -> None:
    found = re.search(r"^```ini\n(.*?)^```", (HOW_TO / "put-it-on-a-server.md").read_text(), re.MULTILINE | re.DOTALL)
    assert found
    unit = tmp_path / "tamizdat.service"
    unit.write_text(found[1].replace("/srv/herald/program/run serve", "/bin/true"))

    verified = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    exposed = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (verified.returncode, verified.stderr) == (0, "")
    assert exposed.returncode == 0, exposed.stdout[-200:]
