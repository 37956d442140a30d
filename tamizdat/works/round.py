"""One round: what the desk says is published is filed, and the press prints what that changes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tamizdat.desk.sweep import Swept, glance, sweep
from tamizdat.edition.reading import Memory
from tamizdat.press.keys import Ring
from tamizdat.press.placing import Progress
from tamizdat.press.run import Press, Report, quiet


@dataclass(frozen=True)
class Round:
    """What one round did, and when something is due again."""

    swept: Swept
    report: Report
    seconds: float = 0.0  # that the sweep took


def make_round(
    now: datetime,
    *,
    thorough: bool = False,
    reprint: bool = False,
    seen: Memory | None = None,
    progress: Progress = quiet,
    patience: float = 600.0,
    workers: int = 1,
    quick: bool = False,
) -> Round:
    """Sweep the desk, then run the press and sign what it prints.  Raises press.run.Busy and edition.keys.BadKey.

    With `quick` a glance will do, where it is enough.
    """
    began = time.monotonic()
    swept = (glance(now) if quick else None) or sweep(now, thorough=thorough, photos=reprint)
    spent = time.monotonic() - began
    press = Press(ring=Ring.of(settings.KEYS))
    report = press.run(now, reprint=reprint, seen=seen, progress=progress, patience=patience, workers=workers)
    return Round(swept, report, spent)
