"""One round: what the desk says is published is filed, and the press prints what that changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tamizdat.desk.sweep import Swept, sweep
from tamizdat.edition.reading import Memory
from tamizdat.press.keys import Ring
from tamizdat.press.placing import Progress
from tamizdat.press.run import Press, Report, quiet


@dataclass(frozen=True)
class Round:
    """What one round did, and when something is due again."""

    swept: Swept
    report: Report


def make_round(
    now: datetime,
    *,
    thorough: bool = False,
    reprint: bool = False,
    seen: Memory | None = None,
    progress: Progress = quiet,
    patience: float = 600.0,
    workers: int = 1,
) -> Round:
    """Sweep the desk, then run the press and sign what it prints.  Raises press.run.Busy and edition.keys.BadKey."""
    swept = sweep(now, thorough=thorough)
    press = Press(ring=Ring.of(settings.KEYS))
    report = press.run(now, reprint=reprint, seen=seen, progress=progress, patience=patience, workers=workers)
    return Round(swept, report)
