"""`tamizdat press`: print what changed, or all of it."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tamizdat.cli.opening import home, open_newsroom
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal

if TYPE_CHECKING:  # Django starts only when a newsroom is opened
    from tamizdat.edition.reading import Memory
    from tamizdat.press.enclosures.making import Done
    from tamizdat.press.run import Report

HELP = "print what changed since the last edition"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reprint", action="store_true", help="print every sheet anew and mend the served folder")
    parser.add_argument("--refile", action="store_true", help="make all copy anew at the desk first, and compare it")
    parser.add_argument("--enclosures", action="store_true", help="make books, archives and search index where behind")
    parser.add_argument("--workers", type=_number, default=0, metavar="N", help="processes that print (one a core)")
    parser.add_argument("--json", action="store_true", help="print one JSON object: edition, sheets, bytes, seconds")
    parser.add_argument("--above", metavar="PLACE", help="after a restore: number above the edition that lies there")
    parser.add_argument("--demo", action="store_true", help="with --above: a demo newsroom's keys will do")
    parser.add_argument(
        "--wait", type=float, default=600, metavar="SECONDS", help="how long to wait for another run (600)"
    )


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; use one from 1 to 256")
    return int(text)


def run(options: argparse.Namespace) -> int:
    open_newsroom()
    from tamizdat.edition.keys import BadKey
    from tamizdat.press.run import Busy
    from tamizdat.press.workers import cores
    from tamizdat.works.round import make_round

    try:
        with Bars(hidden=options.json) as bars:
            done = make_round(
                datetime.now(UTC),
                thorough=options.refile,
                reprint=options.reprint,
                seen=_seen(options) if options.above else None,
                progress=bars.show,
                patience=options.wait,
                workers=options.workers or cores(),
            )
            if options.enclosures:
                made = _enclosed(bars)
                if made.made or made.withdrawn:
                    done = make_round(datetime.now(UTC), progress=bars.show, patience=options.wait)
                done.report.problems += made.problems
    except (Busy, BadKey) as refusal:
        raise Refusal(str(refusal)) from refusal
    return _told(options, done.report)


def _enclosed(bars: Bars) -> Done:
    """Make what is behind."""
    from django.conf import settings

    from tamizdat.press.enclosures.making import Making
    from tamizdat.press.store import Store

    return Making(Store(settings.STORE), datetime.now(UTC)).make(progress=bars.show)


def _seen(options: argparse.Namespace) -> Memory:
    """What readers of a place have seen.  Its head must be genuine: a stranger's number is not followed."""
    from tamizdat.cli.places import opener
    from tamizdat.edition.reading import Absent, Memory, read
    from tamizdat.edition.refusals import Refused

    try:
        root = (home() / "root.json").read_bytes()
        head = read(opener(options.above)(), Memory(root), datetime.now(UTC), strict=False, demo=options.demo)
    except Absent as absent:
        raise Refusal(f"{options.above} lacks {absent}: it is no edition, or not a whole one.") from absent
    except (Refused, OSError) as error:
        raise Refusal(f"{options.above}: {error} Nothing was printed.") from error
    return head.memory


def _told(options: argparse.Namespace, report: Report) -> int:
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
        return 0
    for problem in report.problems:
        print(f"not printed: {problem}", file=sys.stderr)
    if report.changed or report.removed:
        print(
            f"Edition {report.edition}: {report.rendered} sheets rendered, {report.changed} changed, "
            f"{report.removed} removed, {report.bytes:,} bytes, {report.seconds:.1f} s."
        )
    else:
        print(f"Edition {report.edition} is up to date ({report.rendered} sheets rendered, none changed).")
    return 0
