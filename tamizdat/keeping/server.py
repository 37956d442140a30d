"""What of a newsroom is on a PostgreSQL server: dumped into a backup as a file beside its databases."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tamizdat import env
from tamizdat.postgresql import DESK, PRESS

DUMP = "desk.pgdump"  # desk and press, as pg_restore takes them
SCHEMAS = (DESK, PRESS)


def database() -> dict[str, str]:
    """Where the server is; empty when desk and press are files."""
    return env.database("DATABASE_URL")


def dump(target: Path) -> None:
    """Desk and press as they are at one moment.  Raises OSError, which says what is wrong."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    schemas = [f"--schema={schema}" for schema in SCHEMAS]
    _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", *schemas, f"--file={target}"])


def applied(schema: str) -> list[str]:
    """The migrations that a schema has been through, as "app name".  Raises OSError."""
    asked = f"select app || ' ' || name from {schema}.django_migrations order by id"  # noqa: S608  # one of ours
    return _run(["psql", "--no-psqlrc", "--tuples-only", "--no-align", f"--command={asked}"]).splitlines()


def _run(words: list[str]) -> str:
    found = database()
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    # In the environment, which other users of the machine cannot read, as they can a command's words.
    there = {name: found[part] for name, part in names.items() if found[part]}
    try:
        done = subprocess.run(words, env={**os.environ, **there}, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise OSError(f"there is no {words[0]} here; on Debian: apt-get install postgresql-client") from error
    if done.returncode:
        raise OSError(f"{words[0]} stopped: {' '.join(done.stderr.split())[:300]}")
    return done.stdout
