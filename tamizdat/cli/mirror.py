"""`tamizdat mirror`: carry editions.

`pull` is for volunteers: it needs no newsroom, only the newsroom's root.  The other words are the newsroom's own.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.cli import delivering, looking
from tamizdat.cli.places import opener
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal
from tamizdat.edition.reading import Absent
from tamizdat.edition.refusals import Refused

HELP = "carry editions: push them to mirrors, or pull one to a folder that any web server can serve"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    delivering.add_words(words)
    looking.add_word(words)
    pull = words.add_parser("pull", help="bring a folder to the newest edition of a place, checking every file")
    pull.add_argument("place", metavar="PLACE", help="an address https://…/, or a folder")
    pull.add_argument("folder", metavar="DIR", type=Path, help="the folder to serve; made when it is missing")
    pull.add_argument(
        "--root", type=Path, required=True, metavar="FILE", help="the newsroom's root, from a trusted hand"
    )
    pull.add_argument("--all", action="store_true", help="look at every file of DIR, and mend what is damaged")
    pull.add_argument("--packed", action="store_true", help="lay each page there packed too (.gz, .br)")
    pull.add_argument("--demo", action="store_true", help="a demo newsroom's keys will do")
    pull.add_argument("--json", action="store_true", help="print one JSON object")
    pull.set_defaults(does=_pull)


def run(options: argparse.Namespace) -> int:
    return int(options.does(options))


def _pull(options: argparse.Namespace) -> int:
    from tamizdat.mirrors.pulling import Pull

    try:
        root = options.root.read_bytes()
    except OSError as error:
        raise Refusal(
            f"{options.root} cannot be read ({error.strerror}). --root names a newsroom's root.json."
        ) from error
    with Bars(hidden=options.json) as bars:
        pull = Pull(options.folder, root, lambda done, total: bars.show("fetch", done, total))
        pull.demo, pull.thorough, pull.packed = options.demo, options.all, options.packed
        try:
            done = pull.run(opener(options.place), datetime.now(UTC))
        except Absent as absent:
            raise Refusal(f"{options.place} lacks {absent}: it is no edition, or not a whole one.") from absent
        except Refused as refusal:
            raise Refusal(f"{refusal} What was in {options.folder} before still is.") from refusal
        except OSError as error:
            raise Refusal(f"the pull stopped: {error} Run it again; it goes on where it stopped.") from error
    if options.json:
        print(json.dumps(done.as_dict()))
        return 0
    print(
        f"Edition {done.edition}, confirmed {done.confirmed}: {done.fetched} files fetched, {done.removed} removed, ",
        end="",
    )
    print(f"{done.size:,} bytes. Serve {options.folder}.")
    return 0
