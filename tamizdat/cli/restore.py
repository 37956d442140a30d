"""`tamizdat restore`: a newsroom out of its backup, on this machine or another."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from tamizdat import locks
from tamizdat.cli.opening import home
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal
from tamizdat.keeping.server import DUMP
from tamizdat.vault import sealing

HELP = "take a newsroom out of a backup, into an empty TAMIZDAT_HOME"

NEXT = """The newsroom is in {home}, as it was on {made}. Now:
1. People whose access ended since then are back: end it again.
2. If it is of an older version, `tamizdat upgrade` brings it up to this one.
3. `tamizdat press --reprint` prints the edition anew. If editions came out after the backup, readers have seen higher
   numbers: add `--above PLACE`, the address or folder of a copy that has the newest."""

ON_SERVER = """Its desk is on a PostgreSQL server. Before all that: make an empty database there, name it in
TAMIZDAT_DATABASE_URL, and bring back what was in it:
    pg_restore --no-owner --exit-on-error --dbname "$TAMIZDAT_DATABASE_URL" {dump} && rm {dump}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="the key that opens it")
    parser.add_argument("--expired", action="store_true", help="restore one that should have been destroyed")
    parser.add_argument("--dry-run", action="store_true", help="open and compare everything, and put nothing in place")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    from tamizdat.keeping.about import Unfit
    from tamizdat.keeping.restore import restore

    try:
        held = sealing.keys(options.key)
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        with locks.alone(home()), Bars(hidden=options.json) as bars:
            done = restore(
                options.file,
                home(),
                held,
                datetime.now(UTC),
                lambda part, of: bars.show("open", part, of),
                expired=options.expired,
                dry=options.dry_run,
            )
    except (sealing.Unopened, Unfit) as error:
        raise Refusal(f"{options.file}: {error}") from error
    except (sealing.Unsealable, locks.Taken) as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{options.file} was not restored: {error}. {home()} is as it was.") from error
    if options.json:
        print(json.dumps(done.as_dict()))
        return 0
    print(f"{done.files} files, {done.size:,} bytes, every one as it was.")
    if options.dry_run:
        print("It would do. Nothing was put in place.")
    else:
        print(NEXT.format(home=home(), made=f"{done.about.made:%Y-%m-%d %H:%M} UTC"))
        if (home() / DUMP).exists():
            print(ON_SERVER.format(dump=home() / DUMP))
    return 0
