"""Which rows live in which file.

The press keeps its own file: it is derived from the desk and can be made again, so it is never mixed with what cannot.
Readers are in a file of their own too, so that whoever copies the desk's has none of them; and so is money.
"""

from __future__ import annotations

from typing import Any

# Each database, and the one application whose tables are in it; "": all the others'.  Django would walk through every
# application's migrations in every database, which doubles the time it takes to make a newsroom (8 of 17 seconds).
ONLY = {"default": "", "press": "press", "readers": "newsletter", "ledger": "support"}
_AT = {app: name for name, app in ONLY.items() if app}


class Apart:
    """Sends the rows of an application that has a database to itself there, everything else to "default"."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _AT.get(model._meta.app_label, "default")

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return self.db_for_read(one) == self.db_for_read(other)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == _AT.get(app_label, "default")
