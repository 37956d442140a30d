"""`tamizdat init`: make an empty newsroom."""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
from datetime import UTC, datetime

from tamizdat.cli.opening import exists, home, make_databases, refuse_unfit_server, set_up
from tamizdat.cli.refusal import Refusal

HELP = "make an empty newsroom in TAMIZDAT_HOME"

AWAY = """
Two keys can change who signs for this newsroom. They are in
    {folder}
sealed with this phrase, which is shown once and kept nowhere:
    {phrase}
Write it down, and carry that folder to a stick that lies somewhere else. Readers check by
    {root}
which is public: hand it out by every way you trust."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", default="Our Newsroom", help="what readers call it")
    parser.add_argument(
        "--language", action="append", metavar="L", help="a language it writes in (en, ru, …), the main one first"
    )
    parser.add_argument("--address", default="", help="its public address, https://…/")
    parser.add_argument("--time-zone", default="UTC", metavar="ZONE", help="its time zone, as in Europe/Riga")


def run(options: argparse.Namespace) -> int:
    if exists():
        raise Refusal(f"{home()} holds a newsroom already. Set TAMIZDAT_HOME to another folder for a new one.")
    phrase = secrets.token_urlsafe(24)
    make(options.name, options.language or ["en"], options.address, options.time_zone, phrase)
    print(f"{options.name} is in {home()}. Next: `tamizdat import FILE`, or `tamizdat serve` to write.")
    print(AWAY.format(folder=home() / "keys" / "offline", phrase=phrase, root=home() / "root.json"))
    return 0


def make(name: str, languages: list[str], address: str, time_zone: str, phrase: str, *, demo: bool = False) -> None:
    """Make databases, an empty newsroom and its keys; `phrase` seals those to be carried away.

    Raises Refusal, and then leaves nothing behind.
    """
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    set_up()
    try:
        refuse_unfit_server()
    except Refusal:
        shutil.rmtree(home() / "keys", ignore_errors=True)  # the settings have made a secret there
        raise
    print("Making the databases (some ten seconds) ...", file=sys.stderr)
    try:
        make_databases()
        _open(name, languages, address, time_zone)
        _make_keys(phrase, demo)
    except BaseException:
        discard()
        raise


def _open(name: str, languages: list[str], address: str, time_zone: str) -> None:
    from tamizdat.desk.opening import open_newsroom
    from tamizdat.desk.refusal import Refused

    try:
        open_newsroom(name, languages, address=address, time_zone=time_zone)
    except Refused as error:
        raise Refusal(str(error)) from error


def _make_keys(phrase: str, demo: bool) -> None:
    from django.conf import settings

    from tamizdat.press import keys

    keys.make(settings.KEYS, datetime.now(UTC), phrase, demo=demo)


def discard() -> None:
    """Take away the databases and keys of a newsroom that was not finished."""
    from django.conf import settings
    from django.db import connections

    for line in connections.all():
        if line.vendor != "sqlite":
            line.drop_schema()
    connections.close_all()
    shutil.rmtree(settings.KEYS, ignore_errors=True)
    (home() / "root.json").unlink(missing_ok=True)
    for database in home().glob("*.sqlite3*"):
        database.unlink(missing_ok=True)
