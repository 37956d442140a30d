"""Which backups were made here, and until when each may be kept: for `doctor`, and for whoever must destroy them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tamizdat.edition.places import write

RECORD = "backups.json"
MOST = 400  # lines


@dataclass(frozen=True)
class Made:
    """One backup that was made."""

    made: datetime
    expires: date
    file: str  # where it was written to; it may be elsewhere by now

    def as_dict(self) -> dict[str, str]:
        return {"made": self.made.isoformat(), "expires": self.expires.isoformat(), "file": self.file}


def backups(home: Path) -> list[Made]:
    """Oldest first; none where the record is missing or damaged: it is a help, nothing depends on it."""
    try:
        rows = json.loads((home / RECORD).read_text())
        return [
            Made(datetime.fromisoformat(row["made"]), date.fromisoformat(row["expires"]), row["file"]) for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def note(home: Path, made: Made) -> None:
    rows = [one.as_dict() for one in [*backups(home), made][-MOST:]]
    write(home / RECORD, json.dumps(rows, ensure_ascii=False, indent=1).encode())
    (home / RECORD).chmod(0o600)
