"""`tamizdat doctor`: is everything well, and if not, what to do."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from tamizdat.cli.opening import open_newsroom
from tamizdat.doctor import Finding, State, worst

HELP = "say whether all is well with this newsroom, and what to do where it is not"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    open_newsroom()
    from tamizdat.works.examining import examine

    found = examine(datetime.now(UTC))
    if options.json:
        print(json.dumps(as_json(found), ensure_ascii=False))
    else:
        print("\n".join(line for name, finding in found.items() for line in lines(name, finding)))
    return int(worst(found) is State.WRONG)


def as_json(found: dict[str, Finding]) -> dict[str, object]:
    checks = [
        {"name": name, "state": finding.state, "says": finding.says, "mend": finding.mend}
        for name, finding in found.items()
    ]
    return {"state": worst(found), "checks": checks}


def lines(name: str, finding: Finding) -> list[str]:
    told = [f"{finding.state:6} {name:10} {finding.says}"]
    return [*told, f"{'':17} {finding.mend}"] if finding.mend else told
