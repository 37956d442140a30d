"""`tamizdat import`: bring stories in from files of an old site."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tamizdat.cli.opening import open_newsroom
from tamizdat.cli.progress import Bars

if TYPE_CHECKING:
    from tamizdat.importers.found import Wishes
    from tamizdat.importers.landing import Terms
    from tamizdat.importers.report import Report

NAME = "import"
HELP = "bring stories in: a WordPress export, a feed, a saved page, a text"
_FORMATS = ("auto", "wordpress", "feed", "html", "text")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="what the old site gave")
    parser.add_argument(
        "--from", dest="format", choices=_FORMATS, default="auto", help="its format (auto: as it looks)"
    )
    parser.add_argument(
        "--as",
        dest="as_",
        choices=("draft", "published"),
        default="draft",
        help="published: what was public there (draft)",
    )
    parser.add_argument("--section", default="", metavar="S", help="file all of them in this section")
    parser.add_argument("--language", default="", metavar="L", help="the language they are in, when the file is wrong")
    parser.add_argument(
        "--media",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder with the pictures; nothing is fetched",
    )
    parser.add_argument("--credit", default="", metavar="TEXT", help="for photos whose maker the file does not name")
    parser.add_argument("--dry-run", action="store_true", help="say what would come, write nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object: the whole report")


def run(options: argparse.Namespace) -> int:
    open_newsroom()
    from tamizdat.importers.report import Report

    report = Report(dry_run=options.dry_run)
    with Bars(hidden=options.json) as bars:
        for file in options.files:
            _bring(file, options, report, bars)
    if options.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        print("\n".join(report.lines()))
    for line in report.refused:
        print(f"tamizdat import: {line}", file=sys.stderr)
    return 1 if report.refused else 0


def _bring(file: Path, options: argparse.Namespace, report: Report, bars: Bars) -> None:
    from tamizdat.importers import landing, reading
    from tamizdat.importers.found import BadFile

    wanted = None if options.format == "auto" else options.format
    try:
        findings = reading.findings(file, _wishes(options), wanted)
        total = reading.expected(file)
        landing.land(findings, _terms(options), report, lambda done: bars.show("import", done, total))
    except BadFile as bad:
        report.refused.append(str(bad))


def _wishes(options: argparse.Namespace) -> Wishes:
    from tamizdat.desk.newsroom import Newsroom
    from tamizdat.importers.found import Wishes

    zone = ZoneInfo(Newsroom.load().time_zone)
    return Wishes(media=tuple(options.media), credit=options.credit, language=options.language, zone=zone)


def _terms(options: argparse.Namespace) -> Terms:
    from tamizdat.importers.landing import Terms

    return Terms(now=datetime.now(UTC), as_=options.as_, section=options.section, dry_run=options.dry_run)
