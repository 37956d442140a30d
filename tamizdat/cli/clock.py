"""`tamizdat clock`: confirm the newest edition from a host that has neither content nor other keys."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from tamizdat import env
from tamizdat.cli.phrases import asked
from tamizdat.cli.places import opener
from tamizdat.cli.refusal import Refusal
from tamizdat.edition import keys, layout
from tamizdat.edition.clock import TIMESTAMP, Clock, Nothing, Ticked
from tamizdat.edition.places import FolderPlace, write
from tamizdat.edition.reading import Absent, Container
from tamizdat.edition.refusals import Refused
from tamizdat.edition.roles import HEAD_LIMIT

HELP = "confirm every hour that the newest edition is the newest, from a host of its own"
KEY, ROOT = "clock.pem", "root.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WORD", required=True)
    sign = words.add_parser("sign", help="confirm the newest genuine head of some places")
    sign.add_argument("folder", metavar="DIR", type=Path, help="the clock's own: clock.pem, root.json, its memory")
    sign.add_argument(
        "place", metavar="PLACE", nargs="+", help="where editions lie: a folder, or an address https://…/"
    )
    sign.add_argument("--to", type=Path, action="append", metavar="FOLDER", help="a served folder that gets the result")
    sign.add_argument("--demo", action="store_true", help="a demo newsroom's keys will do")
    sign.add_argument("--passphrase-file", type=Path, metavar="FILE", help="the key's phrase, instead of asking")
    sign.add_argument("--json", action="store_true", help="print one JSON object")
    hold = words.add_parser("hold", help="confirm only the last good head from now on: the press may be stolen")
    hold.add_argument("folder", metavar="DIR", type=Path, help="the clock's own folder")
    hold.add_argument("--demo", action="store_true", help="a demo newsroom's keys will do")
    release = words.add_parser("release", help="end a hold")
    release.add_argument("folder", metavar="DIR", type=Path, help="the clock's own folder")


def run(options: argparse.Namespace) -> int:
    words = {"sign": _sign, "hold": _hold, "release": _release}
    try:
        return words[options.what](options)
    except (Refused, Nothing, keys.BadKey) as error:
        raise Refusal(str(error)) from error


def _sign(options: argparse.Namespace) -> int:
    clock = _clock(options)
    signer = keys.taken(options.folder / KEY, _phrase(options))
    done = clock.tick({place: opener(place)() for place in options.place}, signer, datetime.now(UTC))
    for where in options.to or [Path(place) for place in options.place if Path(place).is_dir()]:
        _deliver(where, done)
    if options.json:
        print(json.dumps(done.as_dict(), ensure_ascii=False))
    else:
        _tell(done)
    return 0


def _deliver(folder: Path, done: Ticked) -> None:
    """The timestamp first: the head in one file is what most ask for, and needs nothing else."""
    if not done.held and _is_ahead(folder, done):
        return
    write(folder / TIMESTAMP, done.timestamp)
    write(folder / layout.HEAD, done.head)


def _is_ahead(folder: Path, done: Ticked) -> bool:
    """Has the folder got a newer head meanwhile?  Then it is left alone until next time."""
    try:
        there = Container(FolderPlace(folder).get(layout.HEAD, HEAD_LIMIT))
        lies = json.loads(there.get(TIMESTAMP, HEAD_LIMIT))["signed"]["version"]
    except (Refused, Absent, ValueError, KeyError, TypeError):
        return False
    return bool(lies > json.loads(done.timestamp)["signed"]["version"])


def _tell(done: Ticked) -> None:
    for line in done.wrong.values():
        print(f"not believed: {line}", file=sys.stderr)
    held = " It is held: newer ones are not confirmed." if done.held else ""
    if not done.version:
        print(f"Edition {done.edition} was confirmed a moment ago.{held}")
        return
    print(f"Edition {done.edition} is confirmed, {done.confirmed}, timestamp {done.version}.{held}")


def _hold(options: argparse.Namespace) -> int:
    edition = _clock(options).hold(datetime.now(UTC))
    print(f"From now on only edition {edition} is confirmed. `tamizdat clock release {options.folder}` ends that.")
    return 0


def _release(options: argparse.Namespace) -> int:
    _clock(options).release()
    print("The hold has ended: the newest genuine head is confirmed again.")
    return 0


def _clock(options: argparse.Namespace) -> Clock:
    try:
        root = (options.folder / ROOT).read_bytes()
    except OSError as error:
        raise Refusal(f"{options.folder} is no clock's folder: put the newsroom's {ROOT} and {KEY} there.") from error
    return Clock(options.folder, root, demo=getattr(options, "demo", False))


def _phrase(options: argparse.Namespace) -> str:
    """From the file, or as the service manager hands it over, or asked."""
    if options.passphrase_file is None and (given := env.text("KEYS_PASSPHRASE", "")):
        return given
    return asked(options.passphrase_file, "The clock's phrase: ")
