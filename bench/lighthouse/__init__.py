"""What Lighthouse says of a front page and a story of the demo, on a telephone: four scores of a hundred each.

It comes from npm, by the lock file beside this; Chromium is Debian's.  The site is served by nginx over TLS, as the
documentation sets it up.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.demo import printed
from tests.client.stage import Stage, certificate, sheets_of
from tests.site.browser import CHROMIUM, QUIET

HERE = Path(__file__).parent
INSTALLED = HERE / "installed"  # not in git
KINDS = ("performance", "accessibility", "best-practices", "seo")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench lighthouse")
    parser.add_argument("--runs", type=int, default=3, help="of each page; the median of each score is told (3)")
    options = parser.parse_args(words)
    _install()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        cert, pin = certificate(folder)
        stage = Stage(folder, cert, sheets_of(printed(folder / "demo")))
        stage.start()
        pages = {
            "front page, English": "en/index.html",
            "front page, Russian": "ru/index.html",
            "story, the heaviest": stage.story(),
            "search": "en/search/index.html",
        }
        pages = {name: path for name, path in pages.items() if path in stage.herald.place.files}
        print(f"{'':24}" + "".join(f"{kind:>16}" for kind in KINDS))
        for name, path in pages.items():
            found = [_scores(stage.hosts[0].address + path, pin, folder) for _ in range(options.runs)]
            median = {kind: sorted(one[kind] for one in found)[len(found) // 2] for kind in KINDS}
            print(f"{name:24}" + "".join(f"{median[kind]:>16}" for kind in KINDS), flush=True)
            for one in {line for run in found for line in run["lost"]}:
                print(f"    {one}")
        stage.close()
    return 0


def _install() -> None:
    if not (INSTALLED / "node_modules").exists():
        INSTALLED.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, INSTALLED)
        words = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(words, cwd=INSTALLED, check=True)


def _scores(address: str, pin: str, folder: Path) -> dict:
    """Scores of a hundred, and under `lost` what took points."""
    rules = "MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    named = [f"--host-resolver-rules='{rules}'", f"--ignore-certificate-errors-spki-list={pin}"]
    flags = ["--headless=new", *QUIET, *named]
    words = [
        "node",
        INSTALLED / "node_modules/lighthouse/cli/index.js",
        address,
        "--quiet",
        "--output=json",
        f"--output-path={folder / 'said.json'}",
        f"--only-categories={','.join(KINDS)}",
        f"--chrome-flags={' '.join(flags)}",
    ]
    subprocess.run(words, check=True, env={**os.environ, "CHROME_PATH": CHROMIUM}, capture_output=True, text=True)
    said = json.loads((folder / "said.json").read_text())
    lost = [
        f"{audit['id']}: {audit['title']} {audit.get('displayValue', '')}".rstrip()
        for category in said["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"] and (audit := said["audits"][reference["id"]])["score"] not in (None, 1)
    ]
    return {**{kind: round(said["categories"][kind]["score"] * 100) for kind in KINDS}, "lost": lost}
