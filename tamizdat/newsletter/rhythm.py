"""When an issue is due: a weekday and an hour of the newsroom's own clock, on the nights of daylight saving too."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tamizdat.newsletter.models import Rhythm


def the_rhythm() -> Rhythm:
    return Rhythm.objects.first() or Rhythm()


def next_due(rhythm: Rhythm, zone: str, after: datetime) -> datetime:
    """The first moment after this one at which an issue is due, in UTC.

    An hour that the clock leaves out is taken as it would have been; of one that comes twice, the first is meant.
    """
    local = after.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=(rhythm.weekday - local.weekday()) % 7)
    for week in range(2):
        wall = datetime.combine(day + timedelta(weeks=week), time(rhythm.hour, rhythm.minute), ZoneInfo(zone))
        if (due := wall.astimezone(UTC)) > after:
            return due
    raise AssertionError("a week has seven days")
