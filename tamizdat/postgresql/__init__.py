"""Desk and press on a PostgreSQL server, for newsrooms that have one (docs/decisions/0038-postgresql.md)."""

from __future__ import annotations

from collections.abc import Mapping

DESK, PRESS = "tamizdat_desk", "tamizdat_press"  # schemas
PATIENCE = 20  # seconds that a transaction waits for the others, as with SQLite


def parts(database: Mapping[str, str], schema: str) -> dict[str, object]:
    """Django's settings for one schema of this database."""
    options = f"-c search_path={schema} -c lock_timeout={PATIENCE}s -c default_transaction_isolation=read\\ committed"
    return {"ENGINE": "tamizdat.postgresql", **database, "OPTIONS": {"options": options}, "SCHEMA": schema}
