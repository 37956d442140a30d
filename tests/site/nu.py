"""The Nu HTML checker over many pages in one process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.site.edition import Edition

JAR = Path(__file__).parent.parent / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
WORDS = ("java", "-Xss2m", "-XX:TieredStopAtLevel=1", "-jar", str(JAR), "--exit-zero-always", "--format", "json")


def faults(edition: Edition, folder: Path, paths: Iterable[str]) -> list[str]:
    """What the checker calls an error or warns of, as "path:line kind: words".

    The pages are given to it in `folder` under plain numbers: Java reads no Cyrillic file name where the locale is C.
    """
    names = {}
    for number, path in enumerate(paths):
        names[f"{number}.html"] = path
        (folder / f"{number}.html").write_bytes(edition.read(path))
    done = subprocess.run([*WORDS, "--stdout", *names], cwd=folder, capture_output=True, text=True, check=True)
    return [_line(message, names) for message in json.loads(done.stdout)["messages"]]


def _line(message: dict[str, str], names: dict[str, str]) -> str:
    path = names.get(message.get("url", "").rsplit("/", 1)[-1], "the checker")
    kind = message.get("subType", message["type"])
    return f"{path}:{message.get('lastLine', '?')} {kind}: {message['message']} {message.get('extract', '')[:120]!r}"
