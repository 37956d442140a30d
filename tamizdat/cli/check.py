"""`tamizdat check`: is an edition genuine, complete and current, whoever carries it?

It needs no newsroom on this machine, and no Django.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.cli.places import opener
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal
from tamizdat.edition import checking
from tamizdat.edition.reading import Absent, Checked, Memory, Source, read
from tamizdat.edition.refusals import Expired, Refused

HELP = "check that an edition is genuine and current, in a folder or at an address"
MOST = 20  # lines of what is wrong


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("place", metavar="PLACE", help="a folder, or an address https://…/")
    parser.add_argument(
        "--root", type=Path, required=True, metavar="FILE", help="the newsroom's root, from a trusted hand"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--path", metavar="P", help="check this one file too, and print it with --print")
    which.add_argument("--all", action="store_true", help="check every file")
    parser.add_argument("--print", action="store_true", help="with --path: write the file to standard output")
    parser.add_argument("--memory", type=Path, metavar="FILE", help="remember what was seen, and refuse what is older")
    parser.add_argument("--demo", action="store_true", help="a demo newsroom's keys will do")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    source, memory = opener(options.place)(), _memory(options.root, options.memory)
    now = datetime.now(UTC)
    told: dict[str, object] = {"genuine": False, "current": False, "wrong": []}
    try:
        head = read(source, memory, now, strict=True, demo=options.demo)
        told |= {
            "genuine": True,
            "current": True,
            "edition": head.edition,
            "confirmed": f"{head.confirmed:%Y-%m-%dT%H:%M:%SZ}",
        }
        told |= _files(source, head, options)
    except Absent as absent:
        return _refused(options, told, f"{options.place} lacks {absent}: it is no edition, or not a whole one.")
    except Refused as refusal:
        told["genuine"] = isinstance(refusal, Expired)
        return _refused(options, told, str(refusal))
    except OSError as error:
        raise Refusal(f"{options.place} cannot be reached: {error}") from error
    if told["wrong"]:
        return _refused(options, told, f"{len(told['wrong'])} of {head.tree.files} files are not what was signed.")  # type: ignore[arg-type]
    _remember(options.memory, head)
    return _passed(options, told, head, now)


def _memory(root: Path, kept: Path | None) -> Memory:
    try:
        content = root.read_bytes()
    except OSError as error:
        raise Refusal(f"{root} cannot be read ({error.strerror}). --root names the newsroom's root.json.") from error
    if kept is None or not kept.exists():
        return Memory(content)
    try:
        return Memory.from_json(json.loads(kept.read_text()))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Refusal(f"{kept} is no memory of an earlier check. Name another file, or remove it.") from error


def _remember(kept: Path | None, head: Checked) -> None:
    if kept:
        from tamizdat.edition.places import write

        write(kept, json.dumps(head.memory.as_json(), ensure_ascii=False).encode())


def _files(source: Source, head: Checked, options: argparse.Namespace) -> dict[str, object]:
    if options.path:
        try:
            content = checking.page(source, head, options.path)
        except Absent as absent:
            return {"wrong": [str(absent)]}
        if options.print:
            sys.stdout.buffer.write(content)
        return {"path": options.path, "bytes": len(content)}
    if not options.all:
        return {}
    with Bars(hidden=options.json) as bars:
        audit = checking.everything(source, head, lambda done, total: bars.show("check", done, total))
    return {"complete": audit.passed, "files": audit.files, "bytes": audit.size, "wrong": audit.wrong}


def _refused(options: argparse.Namespace, told: dict[str, object], line: str) -> int:
    wrong = list(told["wrong"])  # type: ignore[call-overload]
    if options.json:
        print(json.dumps({**told, "refused": line}, ensure_ascii=False))
    else:
        for one in wrong[:MOST]:
            print(one, file=sys.stderr)
    print(f"tamizdat check: {line}", file=sys.stderr)
    return 1


def _passed(options: argparse.Namespace, told: dict[str, object], head: Checked, now: datetime) -> int:
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    if options.print:
        return 0
    minutes = int((now - head.confirmed).total_seconds() // 60)
    what = "Genuine, complete and current" if options.all else "Genuine and current"
    print(f"{what}: edition {head.edition}, confirmed {head.confirmed:%Y-%m-%d %H:%M} UTC, {minutes} minutes ago.")
    if options.all:
        print(f"{told['files']} files, {told['bytes']:,} bytes, every one as it was signed.")
    if options.path:
        print(f"{options.path} is in it, with just these {told['bytes']:,} bytes.")
    if head.demo:
        print("A demo newsroom signed it: nothing in it is real.")
    return 0
