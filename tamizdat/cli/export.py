"""`tamizdat export`: the newsroom's work in one file of plain formats."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tamizdat.cli.opening import home, open_newsroom
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal

HELP = "write the newsroom's work into one file of plain formats, for another newsroom or another program"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="where to; a ZIP")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    if options.file.exists():
        raise Refusal(f"{options.file} exists. Nothing is written over; name another file.")
    if options.file.parent.resolve().is_relative_to(home().resolve()):
        raise Refusal(f"{options.file} lies in the newsroom's own folder. Name a place outside it.")
    open_newsroom()
    from tamizdat.desk.archive.giving import give

    try:
        with Bars(hidden=options.json) as bars:
            given = give(options.file, bars.show)
    except FileNotFoundError as error:
        raise Refusal(f"{options.file.parent} is not there. Make it, or name another place.") from error
    if options.json:
        print(
            json.dumps({"file": str(options.file), "bytes": given.size, "photos": given.photos, "lines": given.lines})
        )
        return 0
    print(f"{given.lines['pages.jsonl']} stories and pages and {given.photos} photos are in {options.file}.")
    print("It holds drafts in the clear: keep it as you keep the desk. Another newsroom takes it in with `import`.")
    return 0
