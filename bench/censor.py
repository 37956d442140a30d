"""What a censor does, and what readers then see: the table of docs/explanation/what-a-censor-can-do.md.

`./run bench censor` plays every scene with each kind of reader, in Chromium, over real servers on loopback, and beside
them with a stock site of the same stories (Hugo's) on one domain; `--write` puts the table into the page.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.demo import printed
from bench.stock import Stock
from tests.client.lies import Liars, told
from tests.client.scenes import READERS, SCENES, Cell, Play, Scene
from tests.client.stage import Stage, certificate, chromium, on_old_keys, sheets_of

PAGE = Path("docs/explanation/what-a-censor-can-do.md")
BESIDE = "stock site"
PATIENCE = 25.0  # seconds, after which a page is not there
BEGIN, END = "<!-- table: ./run bench censor --write -->", "<!-- end of table -->"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench censor")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE}")
    parser.add_argument("--only", default="", metavar="WORD", help="scenes whose name has this word")
    options = parser.parse_args(words)
    scenes = [scene for scene in SCENES if options.only in scene.name]
    print("What must come out lost, and why:\n")
    for scene in scenes:
        if scene.why:
            print(f"- {scene.name}: {scene.why}")
    print()
    lines = list(table(scenes))
    if options.write:
        before, _, rest = PAGE.read_text().partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n\n" + "\n".join(lines) + f"\n\n{END}{after}")
    return 0


def table(scenes: list[Scene]) -> Iterator[str]:
    """Its lines, as they are known; each is printed too."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        home = folder / "demo"
        cert, pin = certificate(folder)
        sheets = sheets_of(printed(home))
        (folder / "now").mkdir()
        (folder / "old").mkdir()
        stage = Stage(folder / "now", cert, sheets, relayed=True)
        old = Stage(folder / "old", cert, sheets, herald=on_old_keys(), relayed=True)
        stock = Stock(folder / "stock", cert, home)
        with chromium(pin) as browser:
            columns = [*READERS, BESIDE]
            yield from map(_said, (f"| scene | {' | '.join(columns)} |", "|---" * (1 + len(columns)) + "|"))
            for scene in scenes:
                ours = old if scene.old else stage
                cells = [Play(ours, browser, scene, reader, folder, PATIENCE).cell() for reader in READERS]
                cells.append(Play(stock, browser, scene, BESIDE, folder, PATIENCE).cell())
                yield _said(f"| {scene.name} | {' | '.join(map(_cell, cells))} |")
            yield _said("")
            yield _said(_of_lies(Liars(folder / "liars", cert, browser)))
        for one in (stage, old, stock):
            one.close()


def _of_lies(liars: Liars) -> str:
    lies = liars.lies()
    passed = {reader: len(lies) - len(told(liars, lies, reader, print)) for reader in READERS[1:]}
    liars.close()
    by = ", ".join(f"the {reader} {number}" for reader, number in passed.items())
    return f"{len(lies)} ways to lie about a head, a tile or a page, told by all addresses but one. Passed by: {by}."


def _cell(cell: Cell) -> str:
    if cell.outcome == "lost":
        return "lost"
    return f"{cell.outcome}, {cell.seconds:.1f} s, {cell.bytes / 1_000:.0f} KB in {cell.connections}"


def _said(line: str) -> str:
    print(line, flush=True)
    return line
