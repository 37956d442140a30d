"""`tamizdat init`: make an empty newsroom."""

from __future__ import annotations

import argparse
import sys

from tamizdat.cli.opening import exists, home, make_databases, set_up
from tamizdat.cli.refusal import Refusal

HELP = "make an empty newsroom in TAMIZDAT_HOME"


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
    make(options.name, options.language or ["en"], options.address, options.time_zone)
    print(f"{options.name} is in {home()}. Next: `tamizdat import FILE`, or `tamizdat serve` to write.")
    return 0


def make(name: str, languages: list[str], address: str, time_zone: str) -> None:
    """Make databases and an empty newsroom.  Raises Refusal, and then leaves nothing behind."""
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    set_up()
    print("Making the databases (some twenty seconds) ...", file=sys.stderr)
    try:
        make_databases()
        _open(name, languages, address, time_zone)
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


def discard() -> None:
    """Take away the databases of a newsroom that was not finished."""
    from django.db import connections

    connections.close_all()
    for database in home().glob("*.sqlite3*"):
        database.unlink(missing_ok=True)
