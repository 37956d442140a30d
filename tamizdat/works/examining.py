"""Examine a newsroom: every check of every room."""

from __future__ import annotations

from datetime import datetime

from tamizdat import doctor
from tamizdat.desk import health as desk
from tamizdat.keeping import health as keeping
from tamizdat.mirrors import health as mirrors
from tamizdat.newsletter import health as newsletter
from tamizdat.press import health as press
from tamizdat.support import health as support
from tamizdat.works import health as machine

ROOMS = (machine, desk, press, mirrors, newsletter, support, keeping)  # importing a room's checks adds them


def examine(now: datetime) -> dict[str, doctor.Finding]:
    """Each check's name with what it found."""
    return doctor.examine(now)
