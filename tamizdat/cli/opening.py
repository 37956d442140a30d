"""Open the newsroom that a command works on, or say in one line why it cannot be opened."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import IO, Any

from tamizdat import env, locks
from tamizdat.cli.refusal import Refusal
from tamizdat.databases import ONLY
from tamizdat.keeping import server, swap

MAKE_ONE = "CREATE DATABASE herald TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
_held: list[IO[str]] = []


def set_up() -> None:
    """Start Django on this newsroom's settings."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tamizdat.settings")
    django.setup()


def home() -> Path:
    return env.home()


def exists() -> bool:
    """Is there a newsroom?  Readers are in a file of this folder wherever the desk is."""
    return any((home() / name).exists() for name in ("desk.sqlite3", "readers.sqlite3"))


def refuse_elsewhere() -> None:
    """The desk is where the settings look for it."""
    in_folder, on_server = (home() / "desk.sqlite3").exists(), bool(server.database())
    if (home() / server.DUMP).exists():
        raise Refusal(f"{home()} was restored, and what was on its server is still in {server.DUMP}: see `restore`.")
    if in_folder and on_server:
        raise Refusal(
            f"{home()} has its desk in a file, and {env.PREFIX}DATABASE_URL names a server. Take that setting away, or "
            "carry the newsroom over (docs/how-to/keep-the-desk-on-postgresql.md)."
        )
    if not in_folder and not on_server:
        raise Refusal(f"{home()} has its desk on a PostgreSQL server. Set {env.PREFIX}DATABASE_URL to it.")


def open_newsroom() -> Path:
    """Start Django on an existing newsroom whose databases this version understands.

    Raises Refusal when there is none, when it has the form of another version, or when an upgrade of it was stopped.
    """
    if not exists():
        raise Refusal(f"there is no newsroom in {home()}. Make one with `tamizdat init`, or set TAMIZDAT_HOME.")
    refuse_elsewhere()
    _hold()
    refuse_half_upgraded()
    set_up()
    _bring_up()
    return home()


def _hold() -> None:
    """Keep the folder from being upgraded or restored for as long as this process lives."""
    try:
        _held.append(locks.hold(home()))
    except locks.Taken as taken:
        raise Refusal(str(taken)) from taken


def refuse_half_upgraded() -> None:
    if swap.is_ready(home()):
        raise Refusal(
            f"{home()}: an upgrade was stopped at its last step. Run `tamizdat upgrade`: it goes on from there."
        )


def _bring_up() -> None:
    """Refuse a newsroom of another version; the demo, which holds nothing of anybody's, is brought up at once."""
    if behind := [alias for alias, names in pending().items() if names]:
        if not env.is_demo():
            raise Refusal(f"{home()} has the form of an older version. Run `tamizdat upgrade`: it can be undone.")
        for alias in behind:
            migrate(alias)


def pending() -> dict[str, list[str]]:
    """The migrations that each database waits for, as "app name".

    Raises Refusal when one of them was made by a newer version.
    """
    found = {}
    for alias in ONLY:
        executor = _executor(alias)
        _refuse_newer(executor.loader)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes(ONLY[alias] or None))
        found[alias] = [f"{migration.app_label} {migration.name}" for migration, _ in plan]
    return found


def _refuse_newer(loader: Any) -> None:
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    ours = {app for app, _ in loader.disk_migrations}
    if later := sorted(f"{app} {name}" for app, name in unknown if app in ours):
        raise Refusal(
            f"{home()} was made by a newer version of Tamizdat (it knows {later[0]}). Install that version; "
            "nothing was changed."
        )


def _executor(alias: str) -> Any:
    from django.db import DatabaseError, connections
    from django.db.migrations.executor import MigrationExecutor

    try:
        return MigrationExecutor(connections[alias])
    except (DatabaseError, sqlite3.Error) as error:
        what = " ".join(str(error).split())
        raise Refusal(f"{home()}: the database {alias!r} cannot be read ({what}).") from error


def migrate(alias: str | None = None) -> None:
    """Bring the databases to this version's form."""
    from django.core.management import call_command

    for name in (alias,) if alias else ONLY:
        call_command("migrate", *filter(None, [ONLY[name]]), database=name, verbosity=0, interactive=False)
        if name == "default":
            from tamizdat.desk import roles

            roles.make()  # a new room of the desk is opened to those whose role it is


def refuse_unfit_server() -> None:
    """Before a newsroom is made on a server: is there room for one?  Raises Refusal."""
    from django.db import DatabaseError, connections

    for alias in ONLY:
        line = connections[alias]
        if line.vendor == "sqlite":
            continue
        try:
            why, tables = line.why_unfit(), line.introspection.table_names()
        except DatabaseError as error:
            what = " ".join(str(error).split())
            raise Refusal(f"the server of {env.PREFIX}DATABASE_URL cannot be used ({what}).") from error
        if why:
            raise Refusal(f"the server's database will not do: {why}. Make it so: {MAKE_ONE}")
        if tables:
            raise Refusal("the server's database holds a newsroom already. Make another database for this one.")


def make_databases() -> None:
    """Make empty databases.  Takes about ten seconds.

    Nothing waits for the disk: a newsroom whose making was interrupted is made again, not mended.
    """
    from django.db import connections

    for name in ONLY:
        if connections[name].vendor == "sqlite":
            with connections[name].cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
        else:
            connections[name].make_schema()
    migrate()
    connections.close_all()  # and open with the settings' own care again


def say(line: str) -> None:
    print(line, file=sys.stderr)
