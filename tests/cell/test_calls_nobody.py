"""The desk calls nobody: its work is replayed on a machine without a way out, and nothing tries to leave.

The list of those it may call is empty today; what is added to it belongs into MAY_CALL.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CELL = ("unshare", "--net", "--mount", "--map-root-user")
MAY_CALL: set[tuple[str, str, int]] = set()
EDITING = "tests/desk/test_editing_in_browser.py"
# From an empty form with a photo to print, a correction, a translation, a front page: every kind of screen, some once.
WORK = "from_an_empty_form_to_print or correction or translation or front_page"


def can_be_locked_in() -> bool:
    """May this machine's user have a network of his own?"""
    words = [
        *CELL,
        "sh",
        "-c",
        "ip link add out type veth peer name drain && mount --bind /etc/hostname /etc/resolv.conf",
    ]
    return (
        bool(shutil.which("unshare") and shutil.which("ip"))
        and not subprocess.run(words, capture_output=True).returncode
    )


pytestmark = pytest.mark.skipif(not can_be_locked_in(), reason="a network of one's own needs unshare, ip and mount")


def seen(folder: Path, *command: str) -> tuple[int, set[tuple[str, str, int]], str]:
    """(exit code, where it tried to go, what it said) of a command in a cell."""
    at = folder / "seen.json"
    words = [*CELL, sys.executable, "-m", "tests.cell.watch", str(at), *command]
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=500, check=False)
    return done.returncode, {tuple(one) for one in json.loads(at.read_text())}, done.stdout + done.stderr


def test_an_editors_work_in_a_browser_calls_nobody(tmp_path: Path) -> None:
    # A folder of its own: pytest tidies the folders of earlier runs as it ends, and other tests are in theirs just now.
    words = ("-m", "pytest", "-n0", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'inner'}", EDITING, "-k", WORK)

    code, went, said = seen(tmp_path, sys.executable, *words)

    assert code == 0, said
    assert " passed" in said
    assert went - MAY_CALL == set()


def test_a_days_commands_call_nobody(tmp_path: Path) -> None:
    code, went, said = seen(tmp_path, sys.executable, "-m", "tests.cell.at_work", str(tmp_path))

    assert code == 0, said
    assert went - MAY_CALL == set()


@pytest.mark.parametrize(
    ("calls", "where"),
    [
        ("import socket; socket.create_connection(('198.51.100.7', 443), 0.3)", ("tcp", "198.51.100.7", 443)),
        ("import socket; socket.create_connection(('2001:db8::7', 443), 0.3)", ("tcp", "2001:db8::7", 443)),
        ("import socket; socket.getaddrinfo('gravatar.example', 443)", ("udp", "10.99.0.1", 53)),
    ],
    ids=["by address", "by IPv6", "by name"],
)
def test_who_calls_is_seen(tmp_path: Path, calls: str, where: tuple[str, str, int]) -> None:
    _, went, _ = seen(tmp_path, sys.executable, "-c", calls)

    assert where in went
