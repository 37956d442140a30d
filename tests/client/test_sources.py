"""The browsers' client outside a browser: it agrees with the format's vectors; what is built is what sources give."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tamizdat.front.clients import BUILT
from tests.edition.test_second_reader import GIVEN, VECTORS

SOURCES = BUILT.parent / "client"
ROOT = BUILT.parent.parent.parent
ESBUILD = ROOT / "tests/node/node_modules/.bin/esbuild"


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    words = ["node", "--no-warnings", str(Path(__file__).parent / "vectors.mjs"), str(SOURCES)]
    done = subprocess.run(words, input=VECTORS.read_text(), capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("case", GIVEN["cases"], ids=lambda case: case["name"])
def test_it_says_of_a_vector_what_stands_there(said: dict[str, Any], case: dict[str, Any]) -> None:
    assert said["cases"][case["name"]] == case["says"]


def test_it_finds_the_leaves_of_trees_and_knows_the_addresses_of_lists(said: dict[str, Any]) -> None:
    assert said["trees"] == {one["name"]: one["leaves"] for one in GIVEN["trees"]}
    assert said["lists"] == {one["name"]: one["knows"] for one in GIVEN["lists"]}


@pytest.mark.parametrize("name", [path.stem for path in sorted(BUILT.glob("*.js"))])
def test_what_is_built_is_what_the_sources_give(name: str, tmp_path: Path) -> None:
    words = next(line for line in (ROOT / "run").read_text().splitlines() if "--bundle" in line).split()
    options = [word for word in words if word.startswith("--")]
    made = tmp_path / f"{name}.js"

    subprocess.run([ESBUILD, SOURCES / f"{name}.js", *options, f"--outfile={made}", "--log-level=error"], check=True)

    assert made.read_bytes() == (BUILT / f"{name}.js").read_bytes()
