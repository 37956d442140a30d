"""One round: what the desk says is published is filed, and the press prints what that changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tamizdat.desk.sweep import Swept, sweep
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
    progress: Progress = quiet,
    patience: float = 600.0,
) -> Round:
    """Sweep the desk, then run the press.  Raises press.run.Busy."""
    swept = sweep(now, thorough=thorough)
    report = Press().run(now, reprint=reprint, progress=progress, patience=patience)
    return Round(swept, report)
