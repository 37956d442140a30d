"""Printing side by side: the same edition as one process prints, and nothing lost when one of them is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tamizdat.press import filing, run
from tamizdat.press.models import Plate, Rendition
from tamizdat.press.run import Press
from tamizdat.press.workers import Workers
from tests.letterbox.post import children
from tests.press.folders import snapshot
from tests.press.rows import NOW, drawn, photo, story, use

STORIES = 90


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MANY", 10)
    monkeypatch.setattr(run, "BATCH", 5)
    monkeypatch.setattr(run, "PHOTOS", 1)


def filed() -> None:
    shown = [photo(drawn(300 + number, 200)) for number in range(3)]
    broken = photo(drawn(999, 200))
    filing.Store(filing.settings.STORE).path(broken.key).write_bytes(b"no picture")
    filing.file([*shown, broken])
    for number in range(STORIES, 0, -1):
        filing.file([story(number, photo=use([*shown, broken][number % 4]), related=(story(number + 1).key,))])
    connections.close_all()  # other processes read what is here


def test_the_edition_is_that_of_one_process(whole_press: Press, many: None, tmp_path: Path) -> None:
    filed()
    told: list[tuple[str, int, int]] = []

    report = whole_press.run(NOW, workers=2, progress=lambda *said: told.append(said))

    side_by_side = snapshot(whole_press.folder.folder)
    assert report.problems
    assert [said for said in told if said[0] == "photos"][-1] == ("photos", 4, 4)
    printed = [said for said in told if said[0] == "print"]
    assert printed[-1][1] == printed[-1][2] > STORIES
    assert Rendition.objects.count() == 3 * 4
    alone = Press(tmp_path / "alone", whole_press.store.folder)
    again = alone.run(NOW, reprint=True)
    assert snapshot(tmp_path / "alone") == side_by_side
    assert again.problems == report.problems


def test_when_one_is_killed_the_rest_is_printed_here(
    whole_press: Press, many: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed()
    killed = []

    def kill() -> None:
        """The first worker that is at work."""
        until = time.monotonic() + 60
        while not killed and time.monotonic() < until:
            for process in children(os.getpid()):
                if b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes() and Plate.objects.filter(
                    dirty=False
                ).exclude(name__startswith="standing"):
                    os.kill(process, signal.SIGKILL)
                    killed.append(process)
                    break
        connections.close_all()

    killing = threading.Thread(target=kill)
    killing.start()
    slow = run.Press._write_down

    def slowly(self: Press, impressions: list[Any], report: Any) -> None:
        slow(self, impressions, report)
        time.sleep(0.2)

    monkeypatch.setattr(run.Press, "_write_down", slowly)
    whole_press.run(NOW, workers=2)
    killing.join()

    assert killed
    assert not Plate.objects.filter(dirty=True).exists()
    printed = snapshot(whole_press.folder.folder)
    Press(tmp_path / "alone", whole_press.store.folder).run(NOW, reprint=True)
    assert snapshot(tmp_path / "alone") == printed


def test_little_is_printed_in_this_process_and_only_photos_in_others(
    whole_press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed()
    told: list[tuple[str, int, int]] = []
    monkeypatch.setattr(Workers, "impressions", lambda *words: pytest.fail("sheets were printed elsewhere"))

    whole_press.run(NOW, workers=2, progress=lambda *what: told.append(what))
    first, told = [what for what in told if what[0] == "photos"], []
    whole_press.run(NOW, workers=2, reprint=True, progress=lambda *what: told.append(what))

    assert first == [("photos", 2, 4), ("photos", 4, 4)]
    assert Rendition.objects.count() == 3 * 4
    assert told
    assert not [what for what in told if what[0] == "photos"]  # they are made once
