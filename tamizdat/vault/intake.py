"""Intake keys: one for each week, which opens what came in that week, and is destroyed on the eighth day after it.

So who seizes the private side reads what came in the last two weeks at most, and nothing older.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tamizdat.vault.keys import OpeningKey, SealingKey, put_away, shred, taken_out

KEPT_FOR = timedelta(days=8)  # after its week, for letters that come late
_NAME = re.compile(r"(\d{4})-W(\d{2})\.key")


class Intake:
    """The weeks' keys in a folder, encrypted with one phrase."""

    def __init__(self, folder: Path, phrase: str) -> None:
        self.folder, self._phrase = folder, phrase
        self._open: dict[Path, OpeningKey] = {}

    def sealing(self, now: datetime) -> SealingKey:
        """What letters of this week are sealed with; made when the week has none yet."""
        path = self._path(now)
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            put_away(OpeningKey.new().seed, path, self._phrase)
        return self._taken(path).sealing

    def opening(self, now: datetime) -> list[OpeningKey]:
        """All that may still open something, the newest first; those that are over are destroyed first."""
        self.destroy(now)
        return [self._taken(path) for path in sorted(self._paths(), reverse=True)]

    def destroy(self, now: datetime) -> list[str]:
        """Shred the keys of weeks that have been over for eight days.  Returns their names."""
        over = [path for path in self._paths() if last_day(path) + KEPT_FOR <= now.astimezone(UTC).date()]
        for path in over:
            shred(path)
            self._open.pop(path, None)
        return [path.stem for path in over]

    def _paths(self) -> list[Path]:
        return [path for path in self.folder.glob("*.key") if _NAME.fullmatch(path.name)]

    def _path(self, now: datetime) -> Path:
        year, week, _ = now.astimezone(UTC).isocalendar()
        return self.folder / f"{year}-W{week:02}.key"

    def _taken(self, path: Path) -> OpeningKey:
        if path not in self._open:
            self._open[path] = OpeningKey(taken_out(path, self._phrase))
        return self._open[path]


def last_day(path: Path) -> date:
    """The Sunday of the week that a key's file is named by."""
    found = _NAME.fullmatch(path.name)
    assert found
    return date.fromisocalendar(int(found[1]), int(found[2]), 7)
