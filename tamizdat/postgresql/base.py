"""Django's PostgreSQL with the manners that our SQLite has, so that the same code means the same on both.

A transaction begins by waiting for every other one of its database (SQLite's BEGIN IMMEDIATE): what is read in it is
still so when it is written.  Each of our databases is a schema of the server's one.
"""

from __future__ import annotations

import zlib
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)
        if not autocommit:
            # Held until the end of the transaction, whatever that is.
            self.connection.execute("SELECT pg_advisory_xact_lock(%s)", (self._lock(),))

    def _lock(self) -> int:
        schema: Any = self.settings_dict["SCHEMA"]
        return zlib.crc32(schema.encode())

    def make_schema(self) -> None:
        """The schema is there; its tables are made by migrations."""
        with self.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{self.settings_dict["SCHEMA"]}"')

    def drop_schema(self) -> None:
        with self.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{self.settings_dict["SCHEMA"]}" CASCADE')

    def why_unfit(self) -> str:
        """What is wrong with the server's database, for us; empty when nothing is."""
        with self.cursor() as cursor:
            cursor.execute(
                "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database "
                "WHERE datname = current_database()"
            )
            encoding, order, letters = cursor.fetchone()
        # Lists are ordered by bytes on both; letters must still be told from their capitals.
        if encoding != "UTF8" or order.upper() not in ("C.UTF-8", "C.UTF8") or order != letters:
            return f"it is {encoding}, ordered by {order}, with the letters of {letters}"
        return ""
