"""How the press stands: the last edition, what waits for the next, what could not be printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tamizdat.press.models import Change, Plate, Problem, Run

MOST = 20  # problems told at once


@dataclass(frozen=True)
class State:
    edition: int  # 0 before the first
    finished: datetime | None
    waiting: int  # rows of copy and sheets that the next run will take up
    problems: tuple[str, ...]  # one line each, no line twice


def state() -> State:
    """The press's books as they stand; the desk asks at every look, so it counts indexed rows only."""
    last = Run.objects.exclude(finished=None).order_by("-edition").first()
    problems = dict.fromkeys(Problem.objects.order_by("pk").values_list("text", flat=True)[:MOST])
    return State(
        edition=last.edition if last else 0,
        finished=last.finished if last else None,
        waiting=Change.objects.count() + Plate.objects.filter(dirty=True).count(),
        problems=tuple(problems),
    )
