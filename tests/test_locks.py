"""Who may work on a newsroom's folder at the same time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tamizdat import locks

HOLDER = """
import sys, time
from pathlib import Path
from tamizdat import locks
with getattr(locks, sys.argv[1])(Path(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(how: str, folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder until it is killed."""
    words = [sys.executable, "-c", HOLDER, how, str(folder)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_many_hold_a_folder_together(tmp_path: Path) -> None:
    with locks.hold(tmp_path), locks.hold(tmp_path):
        pass


def test_nobody_is_alone_beside_others_nor_let_in_beside_who_is_alone(tmp_path: Path) -> None:
    with locks.hold(tmp_path), pytest.raises(locks.Taken, match="in use by another process"), locks.alone(tmp_path):
        pass
    with locks.alone(tmp_path), pytest.raises(locks.Taken, match="being upgraded or restored"):
        locks.hold(tmp_path)


def test_one_process_serves_a_newsroom_and_the_second_is_told_which(tmp_path: Path) -> None:
    other = holder("serving", tmp_path)

    with pytest.raises(locks.Taken, match=f"served already, by process {other.pid}"), locks.serving(tmp_path):
        pass
    assert locks.is_served(tmp_path)
    other.kill()
    other.wait()


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    other = holder("serving", tmp_path)
    other.kill()
    other.wait()

    assert not locks.is_served(tmp_path)
    with locks.serving(tmp_path):
        assert locks.is_served(tmp_path)
