"""`tamizdat backup`: the whole newsroom in one file that only those can open who are named."""

from __future__ import annotations

import argparse
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pyrage.x25519 import Recipient

from tamizdat import env, locks
from tamizdat.cli.opening import exists, home, refuse_half_upgraded
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal
from tamizdat.vault import sealing

HELP = "seal the whole newsroom into one file, while it works"
DAYS = 90
NOBODY = (
    "nobody is named who could open it. Make a key with `tamizdat backup --new-key FILE`, carry FILE to a stick, and "
    "name its recipient with --to or in TAMIZDAT_BACKUP_TO."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="the file to write, or a folder for it")
    parser.add_argument("--to", action="append", metavar="RECIPIENT", help="who can open it: age1…; once for each")
    parser.add_argument("--days", type=days, default=DAYS, metavar="N", help=f"how long it may be kept ({DAYS})")
    parser.add_argument("--new-key", type=Path, metavar="FILE", help="make a key that opens backups, nothing else")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 3_650:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days; use 1 to 3650")
    return int(text)


def run(options: argparse.Namespace) -> int:
    if options.new_key:
        return _make_key(options.new_key)
    if not exists():
        raise Refusal(f"there is no newsroom in {home()}. Set TAMIZDAT_HOME to the one to back up.")
    refuse_half_upgraded()
    if options.file is None:
        raise Refusal("name the file to write, or a folder for it.")
    from tamizdat.keeping.backup import back_up

    now = datetime.now(UTC)
    file = _free(options.file, now + timedelta(days=options.days), now)
    those = _recipients(options.to)
    try:
        with locks.backing_up(home()), Bars(hidden=options.json) as bars:
            done = back_up(home(), file, those, options.days, now, lambda part, of: bars.show("seal", part, of))
    except locks.Taken as taken:
        raise Refusal(str(taken)) from taken
    except (OSError, sqlite3.Error) as error:
        raise Refusal(f"no backup was made: {error}. The newsroom is as it was.") from error
    if options.json:
        print(json.dumps(done.as_dict()))
        return 0
    print(f"{done.file}: {done.files} files, {done.size:,} bytes, sealed for {len(those)}.")
    print(f"Carry it to another machine, and destroy it by {done.about.expires:%Y-%m-%d}.")
    if (home() / "keys" / "offline").exists():
        print("The keys in keys/offline are not in it: they are to be carried away by themselves.")
    return 0


def _make_key(file: Path) -> int:
    try:
        recipient = sealing.make_key(file)
    except OSError as error:
        raise Refusal(f"{file} cannot be made ({error.strerror}). Nothing is written over a key.") from error
    print(
        f"{file} opens backups that are sealed for\n    {recipient}\nCarry the file to a stick: not beside the backups."
    )
    print(f"TAMIZDAT_BACKUP_TO={recipient} in the newsroom's settings.env names it for good.")
    return 0


def _free(file: Path, until: datetime, now: datetime) -> Path:
    if file.is_dir():
        file = file / f"newsroom-{now:%Y-%m-%d-%H%M%S}-until-{until:%Y-%m-%d}.age"
    if file.exists():
        raise Refusal(f"{file} exists. Nothing is written over it; name another file.")
    if not file.parent.is_dir():
        raise Refusal(f"there is no folder {file.parent}. Is the disk in, and mounted?")
    if file.parent.resolve().is_relative_to(home().resolve()):
        raise Refusal(f"{file} lies in the newsroom's own folder, and would be lost with it. Name one outside.")
    return file


def _recipients(given: list[str] | None) -> list[Recipient]:
    names = given or [name for name in env.text("BACKUP_TO", "").replace(",", " ").split() if name]
    if not names:
        raise Refusal(NOBODY)
    try:
        return sealing.recipients(names)
    except sealing.Unsealable as error:
        raise Refusal(str(error)) from error
