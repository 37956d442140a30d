"""Which rows live in which file.

The press keeps its own file: it is derived from the desk and can be made again, so it is never mixed with what cannot.
"""

from __future__ import annotations

from typing import Any

# Each database, and the one application whose tables are in it; "": all the others'.  Django would walk through every
# application's migrations in every database, which doubles the time it takes to make a newsroom (8 of 17 seconds).
ONLY = {"default": "", "press": "press"}


class PressApart:
    """Sends the press's rows to the database named "press", everything else to "default"."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "press" if model._meta.app_label == "press" else "default"

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return (one._meta.app_label == "press") == (other._meta.app_label == "press")

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == "press") == (app_label == "press")
