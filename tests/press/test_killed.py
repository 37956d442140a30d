"""A run killed at any instruction, by a real SIGKILL of a real process: the next one finishes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from tamizdat.press import filing
from tamizdat.press.models import Run
from tamizdat.press.run import Press
from tests.counts import KILLED_RUNS
from tests.press.folders import dead_ends, snapshot
from tests.press.rows import NOW, drawn, passage, photo, story, use

ROOT = Path(__file__).parent.parent.parent


def one_run(last: int) -> subprocess.CompletedProcess[str]:
    from django.db import connections

    connections.close_all()
    words = [sys.executable, "-m", "tests.press.one_run", str(last)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def change(rng: random.Random, number: int) -> None:
    """Some days' work: stories come, change, move and go."""
    taken = photo(drawn(300 + number, 200))
    filing.file([taken])
    for _ in range(12):
        which = rng.randint(1, 40)
        link = passage(f'<a href="story:{story(rng.randint(1, 40)).key}">There</a> {rng.random()}')
        parts = {"body": (link,), "headline": f"Story {which} again {rng.random()}", "photo": use(taken)}
        filing.file([story(which, **parts, former=(f"old-{rng.randint(1, 5)}/{which}/",))])
    filing.withdraw([story(rng.randint(1, 40)).name for _ in range(4)])


def test_a_killed_run_is_finished_by_the_next_and_nobody_met_a_dead_link(whole_press: Press, tmp_path: Path) -> None:
    rng = random.Random(20261120)
    filing.file([story(number) for number in range(60, 40, -1)])
    whole_press.run(NOW)
    killed, touches = 0, 600

    for number in range(KILLED_RUNS):
        change(rng, number)
        ended = one_run(rng.randint(1, touches))
        killed += ended.returncode == -signal.SIGKILL
        assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
        if ended.returncode == 0:
            touches = int(ended.stdout)
        assert dead_ends(whole_press.folder.folder) == []
        if rng.random() < 0.5:
            change(rng, 1000 + number)  # copy is filed before anybody looks
        whole_press.run(NOW)
        assert_finished(whole_press, tmp_path / str(number))

    assert killed >= KILLED_RUNS // 2


def assert_finished(press: Press, clean: Path) -> None:
    """The folder holds what a reprint into an empty one gives, and not a file more."""
    printed = snapshot(press.folder.folder)
    Press(clean, press.store.folder).run(NOW, reprint=True)
    assert snapshot(clean) == printed
    press.run(NOW, reprint=True)
    assert snapshot(press.folder.folder) == printed


def test_what_a_killed_run_wrote_beside_its_place_is_swept_up(whole_press: Press) -> None:
    filing.file([story(1)])
    whole_press.run(NOW)
    filing.file([story(2)])
    touches = int(one_run(0).stdout)
    (whole_press.folder.folder / "en" / ".new-0123").write_text("half")
    filing.file([story(3)])
    assert one_run(touches * 2 // 3).returncode == -signal.SIGKILL
    assert Run.objects.filter(finished=None), f"of {touches} touches, two thirds were not enough to begin"

    whole_press.run(NOW)

    assert [path for path in snapshot(whole_press.folder.folder) if "/.new-" in path] == []
