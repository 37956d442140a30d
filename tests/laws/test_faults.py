"""The laws bite: each fault that a tired engineer could make is planted, and a law is broken.

Every history is first played without the fault, and holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.laws.at_work import Step
from tests.laws.laws import Broken, hold

Plant = Callable[[pytest.MonkeyPatch], None]
# Two stories in one section, each with a photo, both public; enough others for a full shelf.
START: list[Step] = [
    ("write_many", 4, 1),
    ("write_many", 9, 1),
    ("write", 8, 1),
    ("publish", 14, 0),
    ("write", 20, 1),
    ("publish", 15, 0),
]


def point_of_a_card_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press.reads import Reader

    whole = Reader.note_point
    monkeypatch.setattr(Reader, "note_point", lambda self, key: None if key.endswith("#card") else whole(self, key))


def point_of_a_byline_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press.reads import Reader

    whole = Reader.note_point
    monkeypatch.setattr(Reader, "note_point", lambda self, key: None if key.startswith("byline:") else whole(self, key))


def lower_bound_of_a_range_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press.reads import Reader

    whole = Reader.note_range
    monkeypatch.setattr(Reader, "note_range", lambda self, list_, low, high: whole(self, list_, high, high))


def upper_bound_of_a_range_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press.reads import Reader

    whole = Reader.note_range
    monkeypatch.setattr(Reader, "note_range", lambda self, list_, low, high: whole(self, list_, low, low))


def hash_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that is there already is taken to be unchanged."""
    from tamizdat.press import impression, run
    from tamizdat.press.models import Sheet

    whole = impression.write_down

    def write_down(impressions: list[impression.Impression]) -> None:
        there = dict(Sheet.objects.exclude(digest="").values_list("path", "digest"))
        stale = [
            replace(one, sheets=tuple(replace(it, digest=there.get(it.path, it.digest)) for it in one.sheets))
            for one in impressions
        ]
        whole(stale)

    monkeypatch.setattr(run, "write_down", write_down)


def redirect_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press import makers

    monkeypatch.setitem(makers.MAKERS, "moved", lambda read, path: [])


def draft_leaks_into_a_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy is made of the newest revision instead of what is published."""
    from tamizdat.desk import filing

    whole = filing.story_copy

    def of_the_draft(story: Any, *args: Any, **kwargs: Any) -> Any:
        return whole(story.get_latest_revision_as_object(), *args, **kwargs)

    monkeypatch.setattr(filing, "story_copy", of_the_draft)


def schedule_is_read_a_day_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """In both places that ask for the time: either of them alone keeps the story back."""
    from tamizdat.desk import sweep, timetable

    keep, printed = timetable.keep, sweep.printed
    monkeypatch.setattr(timetable, "keep", lambda now: keep(now + timedelta(days=1)))
    monkeypatch.setattr(sweep, "printed", lambda model, now: printed(model, now + timedelta(days=1)))


def photo_outlives_its_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the desk takes its row back, nor does the press ask whether a story shows it."""
    from tamizdat.desk import sweep
    from tamizdat.press.makers import MAKERS
    from tamizdat.press.reads import Reader
    from tamizdat.press.sheet import Sheet

    def sheets(read: Reader, key: str) -> list[Sheet]:
        return [Sheet(f"photos/{made.file}", read.content(made)) for made in read.pictures(key) or ()]

    monkeypatch.setitem(MAKERS, "photo", sheets)
    withdraw = sweep.press.withdraw
    monkeypatch.setattr(
        sweep.press, "withdraw", lambda names: withdraw([name for name in names if not name.startswith("photo:")])
    )


def removal_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press.placing import Folder

    monkeypatch.setattr(Folder, "_remove", lambda self, path: None)


def due_moment_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press.reads import Reader

    monkeypatch.setattr(Reader, "note_due", lambda self, moment: None)


def standing_type_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press import run

    monkeypatch.setattr(run, "mark_points", lambda keys: None)


def sweep_believes_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no signal announced is not withdrawn."""
    from tamizdat.desk import sweep

    monkeypatch.setattr(sweep.press, "withdraw", lambda names: 0)


def what_leaves_a_list_is_not_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press.reads import Reader

    whole = Reader.note_range
    monkeypatch.setattr(
        Reader, "note_range", lambda self, list_, *bounds: None if list_[:5] == "left:" else whole(self, list_, *bounds)
    )


def what_held_a_withdrawn_story_comes_back_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from tamizdat.press import impression

    whole = impression._of
    monkeypatch.setattr(impression, "_of", lambda *parts: replace(whole(*parts), spent=()))


FAULTS: list[tuple[Plant, list[Step]]] = [
    (point_of_a_card_is_dropped, [("edit", 15, 0), ("publish", 15, 0)]),
    (point_of_a_byline_is_dropped, [("rename_byline", 0, 0)]),
    (lower_bound_of_a_range_is_dropped, [("write", 7, 1), ("publish", 16, 0)]),
    (upper_bound_of_a_range_is_dropped, [("write", 7, 1), ("publish", 16, 0)]),
    (hash_is_stale, [("edit", 15, 0), ("publish", 15, 0)]),
    (redirect_is_skipped, [("rename", 15, 7)]),
    (draft_leaks_into_a_feed, [("edit", 15, 0), ("move", 15, 0)]),
    (schedule_is_read_a_day_early, [("write", 7, 1), ("schedule", 16, 5), ("write", 8, 1)]),
    (photo_outlives_its_story, [("withdraw", 14, 0)]),
    (removal_is_forgotten, [("withdraw", 15, 0)]),
    (due_moment_is_forgotten, [("change_settings", 1, 1), ("wait", 49, 0), ("wait", 10, 0)]),
    (standing_type_is_set_once, [("rename_section", 0, 0)]),
    (sweep_believes_signals, [("hide_by_hand", 15, 0)]),
    (what_leaves_a_list_is_not_noted, [("enclose", 0, 1), ("withdraw", 15, 0)]),
    (
        what_held_a_withdrawn_story_comes_back_with_it,
        [("enclose", 0, 1), ("withdraw", 15, 0), ("edit", 15, 0), ("publish", 15, 0)],
    ),
]


@pytest.mark.parametrize(("plant", "steps"), FAULTS, ids=[plant.__name__ for plant, _ in FAULTS])
def test_a_planted_fault_breaks_a_law(
    newsroom: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plant: Plant, steps: list[Step]
) -> None:
    hold(steps, tmp_path, START)

    plant(monkeypatch)

    with pytest.raises(Broken):
        hold(steps, tmp_path, START)
