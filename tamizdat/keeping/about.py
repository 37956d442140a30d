"""What a backup says about itself: its form, who made it, and until when it may be kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import tamizdat

FORM = 1
OURS = ("desk", "press")  # applications whose migrations are ours


class Unfit(Exception):
    """A backup that cannot be taken in: one line that says why and what to do."""


@dataclass(frozen=True)
class About:
    """The first file of a backup."""

    made: datetime
    expires: date
    version: str  # of Tamizdat
    migrations: Mapping[str, list[str]]  # database -> those applied, as "app name"
    size: int  # bytes of all files before they were packed
    form: int = FORM

    def as_json(self) -> bytes:
        body = {**vars(self), "made": self.made.isoformat(), "expires": self.expires.isoformat()}
        return json.dumps(body, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> About:
        """Raises Unfit."""
        try:
            body: dict[str, Any] = json.loads(content)
            form = int(body["form"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unfit("it is no backup of a newsroom.") from error
        if form > FORM:
            raise Unfit(
                f"it was made by a newer Tamizdat ({body.get('version')}). Install that version; nothing was changed."
            )
        made = datetime.fromisoformat(body["made"]).astimezone(UTC)
        return cls(made, date.fromisoformat(body["expires"]), body["version"], body["migrations"], body["size"], form)

    def refuse_newer(self) -> None:
        """Raises Unfit when its databases have a form that this version does not know."""
        known = set(_known())
        for applied in self.migrations.values():
            for name in applied:
                if name.split(" ")[0] in OURS and name not in known:
                    raise Unfit(
                        f"it was made by a newer Tamizdat ({self.version}; it knows {name}). Install that version; "
                        "nothing was changed."
                    )


def applied(database: Path) -> list[str]:
    """The migrations that a database has been through."""
    with sqlite3.connect(database) as line:
        rows = line.execute("select app, name from django_migrations order by id").fetchall()
    line.close()
    return [f"{app} {name}" for app, name in rows]


def _known() -> list[str]:
    top = Path(tamizdat.__file__).parent
    return [f"{app} {path.stem}" for app in OURS for path in (top / app / "migrations").glob("0*.py")]
