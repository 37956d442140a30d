"""A backup and a restore that are killed, or find the disk full: nothing is lost, and the next one does it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tamizdat.keeping import contents
from tests.counts import KILLED_BACKUPS
from tests.keeping.conftest import ROOT, Key, tamizdat
from tests.keeping.test_backup import small  # noqa: F401  # a fixture
from tests.press.folders import snapshot
from tests.press.test_full_disk import UNSHARE, can_mount

# Kills itself at the n-th thing it does to a file below a folder; prints how many there were when it comes to its end.
STRUCK = """
import os, signal, sys
limit, below = int(sys.argv[1]), sys.argv[2]
seen = 0
def hook(event, given):
    global seen
    touches = event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "sqlite3.connect")
    writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if (touches or writes) and any(isinstance(one, (str, os.PathLike)) and below in str(one) for one in given):
        seen += 1
        if seen == limit:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
from tamizdat.cli import main
code = main(sys.argv[3:])
print(f"SEEN {seen}")
sys.exit(code)
"""


def struck(at: int, below: Path, home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", STRUCK, str(at), str(below), *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "TAMIZDAT_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )


def steps(done: subprocess.CompletedProcess[str]) -> list[int]:
    """Some of the moments at which a run that came to its end could have been killed."""
    assert done.returncode == 0, done.stderr
    last = int(done.stdout.rsplit("SEEN ", 1)[1])
    every = max(1, last // KILLED_BACKUPS)
    return [*range(1, last, every), last]


def newsroom(home: Path) -> dict[str, bytes]:
    return {name: content for name, content in snapshot(home).items() if not name.startswith(("backups.json", "."))}


def test_a_backup_killed_at_any_step_leaves_no_half_file_and_the_next_one_is_whole(
    small: Path,  # noqa: F811
    olga: Key,
    tmp_path: Path,
) -> None:
    before = newsroom(small)
    (tmp_path / "out").mkdir()
    file = tmp_path / "out" / "b.age"
    whole = struck(0, tmp_path, small, "backup", file, "--to", olga.recipient)

    for step in steps(whole):
        file.unlink(missing_ok=True)
        killed = struck(step, tmp_path, small, "backup", file, "--to", olga.recipient)

        assert killed.returncode == -9
        assert newsroom(small) == before
        if file.exists():  # it was whole already
            assert tamizdat(tmp_path / "try", "restore", file, "--key", olga.file, "--dry-run").returncode == 0
            file.unlink()
        again = tamizdat(small, "backup", file, "--to", olga.recipient)
        assert again.returncode == 0, again.stderr
        assert os.listdir(tmp_path / "out") == ["b.age"]
        assert not (small / ".backing-up").exists()


def test_a_restore_killed_at_any_step_leaves_no_newsroom_and_the_next_one_is_whole(
    small: Path,  # noqa: F811
    olga: Key,
    tmp_path: Path,
) -> None:
    file = tmp_path / "b.age"
    assert tamizdat(small, "backup", file, "--to", olga.recipient).returncode == 0
    wanted = {name: (small / name).read_bytes() for name in contents.files(small)}
    home = tmp_path / "new"
    whole = struck(0, home, home, "restore", file, "--key", olga.file)

    for step in steps(whole):
        shutil.rmtree(home)
        killed = struck(step, home, home, "restore", file, "--key", olga.file)

        assert killed.returncode == -9
        if (home / "desk.sqlite3").exists():  # all of it is in place
            assert {name: (home / name).read_bytes() for name in wanted} == wanted
            continue
        assert "no newsroom" in tamizdat(home, "press").stderr
        again = tamizdat(home, "restore", file, "--key", olga.file)
        assert again.returncode == 0, again.stderr
        assert {name: (home / name).read_bytes() for name in contents.files(home)} == wanted
        assert not (home / ".restoring").exists()


# A disk of a few megabytes, filled up to what is spared, in a mount namespace of its own.
STORY = """
import json, os, pathlib, shutil, subprocess, sys
home, key, recipient, out, told = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4]), []
disk = out / "disk"
disk.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], check=True)
(disk / "backups").mkdir()
shutil.copytree(home, disk / "home")
def tamizdat(home, *words):
    environment = {**os.environ, "TAMIZDAT_HOME": str(home)}
    done = subprocess.run([sys.executable, "-m", "tamizdat", *words], env=environment, capture_output=True, text=True)
    told.append([done.returncode, done.stderr, sorted(os.listdir(disk / "backups"))])
filler = disk / "filler"
tamizdat(disk / "home", "backup", str(out / "good.age"), "--to", recipient)
filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - 120_000)))
tamizdat(disk / "home", "backup", str(disk / "backups" / "b.age"), "--to", recipient)
tamizdat(disk / "new", "restore", str(out / "good.age"), "--key", key)
left = sorted(os.listdir(disk / "new"))
filler.unlink()
tamizdat(disk / "home", "backup", str(disk / "backups" / "b.age"), "--to", recipient)
tamizdat(disk / "new", "restore", str(out / "good.age"), "--key", key)
print(json.dumps([told, left]))
"""


@pytest.mark.skipif(not can_mount(), reason="a small disk needs unshare and mount")
def test_a_full_disk_is_one_line_and_nothing_half_done(
    small: Path,  # noqa: F811
    olga: Key,
    tmp_path: Path,
) -> None:
    words = [*UNSHARE, sys.executable, "-c", STORY, str(small), str(olga.file), olga.recipient, str(tmp_path)]

    done = subprocess.run(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    (good, full, no_room, again, taken), left = json.loads(done.stdout)
    assert good[0] == 0, good
    assert (full[0], no_room[0]) == (1, 1)
    assert full[1].startswith("tamizdat backup: the disk is full")
    assert no_room[1].startswith("tamizdat restore: the disk is full")
    assert full[2] == []
    assert set(left) <= contents.LOCKS
    assert (again[0], taken[0]) == (0, 0), again[1] + taken[1]
