"""A day's commands on a newsroom, one after the other, with files that name strangers' hosts.

`python -m tests.cell.at_work FOLDER`: makes a newsroom there and ends with 1 at the first command that fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import DATABASES, _migrated

ROOT = Path(__file__).parent.parent.parent
EXPORTS = ROOT / "tests" / "importers" / "exports"


def main(folder: Path) -> int:
    home = folder / "home"
    files = [EXPORTS / "wordpress" / "herald.xml", EXPORTS / "feeds" / "herald.xml", EXPORTS / "html" / "ferry.html"]
    commands = [
        ["import", *map(str, files), "--as", "published"],
        ["press"],
        ["press", "--reprint"],
        ["check", str(home / "edition"), "--root", str(home / "root.json"), "--all"],
    ]
    _open(home)
    for words in commands:
        done = subprocess.run(
            [sys.executable, "-m", "tamizdat", *words],
            cwd=ROOT,
            env={**os.environ, "TAMIZDAT_HOME": str(home)},
            check=False,
        )
        if done.returncode:
            return 1
    return 0


def _open(home: Path) -> None:
    """A newsroom as `init` makes it, without the minute that its databases take."""
    home.mkdir(parents=True, mode=0o700)
    for name in DATABASES:
        (home / name).write_bytes((_migrated() / name).read_bytes())
    words = (
        "from datetime import UTC, datetime; import django; django.setup(); from django.conf import settings; "
        "from tamizdat.desk.opening import open_newsroom; from tamizdat.press import keys; "
        "open_newsroom('The Harbour Herald', ['en', 'ru'], 'https://herald.example/'); "
        "keys.make(settings.KEYS, datetime.now(UTC), 'a phrase on paper')"
    )
    environment = {**os.environ, "TAMIZDAT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tamizdat.settings"}
    subprocess.run([sys.executable, "-c", words], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
