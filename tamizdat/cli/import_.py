"""`tamizdat import`: bring stories in from files of an old site."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tamizdat.cli.opening import open_newsroom
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal

if TYPE_CHECKING:
    from tamizdat.importers.found import Wishes
    from tamizdat.importers.landing import Terms
    from tamizdat.importers.report import Report

NAME = "import"
HELP = "bring stories in: a WordPress export, a feed, a saved page, a text; or a whole newsroom's archive"
_FORMATS = ("auto", "archive", "wordpress", "feed", "html", "text")


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
    from tamizdat.desk.archive.reading import is_archive
    from tamizdat.importers.report import Report

    if options.format == "archive" or (options.format == "auto" and any(map(is_archive, options.files))):
        return _take(options)

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


def _take(options: argparse.Namespace) -> int:
    """A whole newsroom, into one that has nothing yet."""
    from tamizdat.desk.archive.form import Unfit
    from tamizdat.desk.archive.taking import take
    from tamizdat.desk.refusal import Refused

    if len(options.files) > 1:
        raise Refusal("an archive is a whole newsroom: take it in alone, and the other files afterwards.")
    (file,) = options.files
    try:
        with Bars(hidden=options.json) as bars:
            taken = take(file, bars.show, dry=options.dry_run)
    except (Unfit, Refused) as error:
        raise Refusal(f"{file}: {error} Nothing was taken in.") from error
    except FileNotFoundError as error:
        raise Refusal(f"{file} is not there.") from error
    if options.json:
        print(json.dumps({"dry_run": options.dry_run, **dataclasses.asdict(taken)}))
        return 0
    verb = "would come" if options.dry_run else "came"
    print(f"{taken.stories} stories, {taken.pages} pages and {taken.photos} photos {verb}, with addresses and dates.")
    return 0


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
