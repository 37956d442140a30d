"""Every attack and every trial that our reader is put through, put to the browsers' client as well.

What each asks `read` is written down with what came of it; the client is given the same heads and must say the same.
"""

from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tamizdat.edition.reading import Absent, Checked, Container, Memory
from tamizdat.edition.reading import read as our_read
from tamizdat.edition.refusals import Refused
from tests.client.test_sources import SOURCES
from tests.edition import test_refusals as _written  # noqa: F401  # writes all into the lists
from tests.edition import world
from tests.edition.attacking import ALL, TRIALS

# What the client says otherwise, and may.
OTHERWISE = {
    "first_root_that_nobody_signed": "edition",  # it is given its first root in its own text, without signatures
    "one_signature_twice": "Unsigned",  # python-tuf cannot read such a file; counting it once is as good
}
LATE = {"Expired", "TooLong"}  # a strict reader refuses, the client says so and shows what it has


def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """All that the attacks and trials ask, [{by, files, memory, now, ours}]."""
    found: list[dict[str, Any]] = []
    by = ""

    def noting(
        place: world.Place | Container, memory: Memory, now: datetime, *, strict: bool, demo: bool = False
    ) -> Checked:
        case: dict[str, Any] = {"by": by, "strict": strict, "now": int(now.timestamp() * 1_000)}
        case["files"] = {path: body.hex() for path, body in files_of(place).items() if path.startswith("edition/")}
        seen = {"timestamp": memory.timestamp, "snapshot": memory.snapshot, **memory.roles}
        at = datetime.fromisoformat(memory.confirmed).timestamp() * 1_000 if memory.confirmed else 0
        root = memory.root.decode("utf-8", "replace")
        case["memory"] = {"root": root, "seen": seen, "stamp": memory.timestamp_digest, "confirmed": at}
        found.append(case)
        try:
            checked = our_read(place, memory, now, strict=strict, demo=True)
        except (Refused, Absent) as error:
            case["ours"] = {"refused": "away" if isinstance(error, Absent) else type(error).__name__}
            raise
        case["ours"] = {"edition": checked.edition, "expired": bool(checked.expired), "demo": checked.demo}
        if checked.demo and not demo:
            return our_read(place, memory, now, strict=strict)
        return checked

    monkeypatch.setattr(world, "read", noting)
    for tried in ALL:
        by = tried.name
        tried.outcome()
    for trial in TRIALS:
        by = trial.__name__
        trial(world.Newsroom())
    return found


def files_of(place: world.Place | Container) -> dict[str, bytes]:
    if isinstance(place, Container):
        return {path: place.get(path, 1 << 30) for path in place.paths()}
    return place.files


def as_a_strict_reader_says(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """What has expired is no refusal to the client."""
    if ours.get("refused") in LATE and theirs.get("expired"):
        return ours
    return {name: theirs[name] for name in ours if name in theirs}


def test_the_client_says_of_every_head_what_our_reader_says(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = asked(monkeypatch)
    words = ["node", "--no-warnings", str(Path(__file__).parent / "heads.mjs"), str(SOURCES)]
    done = subprocess.run(words, input=json.dumps(cases), capture_output=True, text=True, check=True)

    said = json.loads(done.stdout)

    assert len(cases) > 100
    wrong = [
        f"{case['by']}: {theirs} instead of {case['ours']}"
        for case, theirs in zip(cases, said, strict=True)
        if OTHERWISE.get(case["by"], "-") not in (*theirs, theirs.get("refused"))
        and as_a_strict_reader_says(case["ours"], theirs) != case["ours"]
    ]
    assert wrong == [], "\n".join(wrong)
