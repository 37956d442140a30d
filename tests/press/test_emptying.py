"""The store loses what nothing refers to, a day after that was seen, and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from tamizdat.press import emptying, filing
from tamizdat.press.run import Press
from tests.press.folders import snapshot
from tests.press.rows import NOW, photo, story, use

DAY = timedelta(days=1)


def aged(press: Press) -> None:
    """All that lies in the store was written long ago."""
    for path in press.store.folder.rglob("*"):
        os.utime(path, (0, 0))


def stored(press: Press) -> set[Path]:
    return {path for path in press.store.folder.rglob("*") if path.is_file() and not path.name.startswith(".")}


def test_what_was_withdrawn_is_taken_out_at_the_second_look(press: Press) -> None:
    filing.file([story(1), story(2)])
    press.run(NOW)
    before = stored(press)
    filing.withdraw([story(2).name])
    press.run(NOW)
    aged(press)

    first = emptying.empty(press.store, NOW)
    too_soon = emptying.empty(press.store, NOW + DAY / 2)
    second = emptying.empty(press.store, NOW + DAY)

    assert (first, too_soon) == ((0, 0), (0, 0))
    assert second[0] > 0
    left = b"".join(path.read_bytes() for path in before & stored(press))
    assert b"Body of 1" in left
    assert b"Body of 2" not in left


def test_nothing_that_readers_get_is_missed(press: Press) -> None:
    picture = photo()
    filing.file([picture, story(1, photo=use(picture)), story(2)])
    press.run(NOW)
    aged(press)
    before, served = stored(press), snapshot(press.folder.folder)

    emptying.empty(press.store, NOW)
    emptying.empty(press.store, NOW + DAY)

    assert stored(press) == before
    press.run(NOW, reprint=True)
    assert snapshot(press.folder.folder) == served


def test_what_is_named_again_stays(press: Press) -> None:
    filing.file([story(1), story(2)])
    press.run(NOW)
    filing.withdraw([story(2).name])
    press.run(NOW)
    aged(press)
    emptying.empty(press.store, NOW)
    filing.file([story(2)])
    press.run(NOW)

    emptying.empty(press.store, NOW + DAY)

    assert all(press.store.holds(digest) for digest in _printed())


def _printed() -> list[str]:
    from tamizdat.press.models import Sheet

    return list(Sheet.objects.exclude(digest="").values_list("digest", flat=True))


def test_a_photo_that_waits_to_be_filed_and_what_was_just_written_stay(press: Press) -> None:
    press.run(NOW)
    picture = photo()
    filing.file([picture])
    aged(press)
    fresh = press.store.keep(b"just written")

    emptying.empty(press.store, NOW)
    emptying.empty(press.store, NOW + DAY)

    assert press.store.holds(picture.key)
    assert press.store.holds(fresh)
