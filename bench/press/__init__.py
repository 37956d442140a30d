"""What printing costs, beside Hugo, Eleventy, Pelican and Zola: the same stories, the same kinds of page, in one run.

Each prints the same nonsense: story pages with banner, newsletter box, stories to read next and what machines read;
front, section, author and topic pages by twenty; feeds with full text; a sitemap.  Ours signs its edition besides, and
prints feeds in three dialects for authors too.  Photos are twelve, and made beforehand.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.press import archive
from bench.press.corpus import World
from bench.press.measure import Cost, Failed, run
from bench.press.peers import Missing, Peer, install

TOOLS = ("hugo", "eleventy", "pelican", "zola")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench press")
    parser.add_argument("--stories", type=_sizes, default=[1000], metavar="N,N", help="sizes of the archive (1000)")
    parser.add_argument("--peers", default="hugo", metavar="P,P", help=f"of {','.join(TOOLS)}, or none (hugo)")
    parser.add_argument("--runs", type=_counted, default=3, help="of each whole print; the median is told (3)")
    long = "seconds; a peer that prints for longer is measured once, and the table says so (300)"
    parser.add_argument("--long", type=float, default=300.0, metavar="S", help=long)
    parser.add_argument("--changes", type=_counted, default=30, help="stories published, and edited (30)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work there and leave it, instead of a new folder")
    options = parser.parse_args(words)
    peers = [] if options.peers == "none" else options.peers.split(",")
    if unknown := set(peers) - set(TOOLS):
        parser.error(f"{', '.join(sorted(unknown))}: not one of {', '.join(TOOLS)}")
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        for number in options.stories:
            _one_size(folder, number, peers, options)
    return 0


def _counted(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _sizes(text: str) -> list[int]:
    return [_counted(part) for part in text.split(",")]


def _one_size(folder: Path, number: int, peers: list[str], options: argparse.Namespace) -> None:
    print(f"\n{number:,} stories\n")
    print(f"{'':38}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'pages':>8}{'wrong':>7}")
    world, rows = World(), {}
    rows["tamizdat"] = _ours(folder / f"tamizdat-{number}", world, number, options)
    for tool in peers:
        try:
            install(tool)
            rows[tool] = _theirs(Peer(tool, folder / f"{tool}-{number}", world, number), options)
        except (Missing, Failed) as error:
            print(f"{tool}: left out: {error}")
    _compare(rows)


@dataclass(frozen=True)
class Figures:
    """Of one generator."""

    whole: Cost
    new: float  # seconds


def _ours(home: Path, world: World, number: int, options: argparse.Namespace) -> Figures:
    program = [sys.executable, "-m", "tamizdat"]
    at = {"TAMIZDAT_HOME": str(home)}
    here = Path.cwd()
    if not home.exists():
        file = home.with_suffix(".zip")
        archive.write(file, world, number)
        run([*program, "init", "--name", "The Example Courier"], here, at)
        _row("tamizdat: import", run([*program, "import", file], here, at)[0])
        file.unlink()
        _row("tamizdat: first print, photos too", run([*program, "press"], here, at)[0])
    whole = _median([run([*program, "press", "--reprint"], here, at)[0] for _ in range(options.runs)])
    _row("tamizdat: everything anew, signed", whole)

    times = str(options.changes)

    def told(part: str, *words: str) -> dict[str, Any]:
        said = run([sys.executable, "-m", f"bench.press.{part}", str(home), *words], here, at)[1]
        return dict(json.loads(said.splitlines()[-1]))

    changes = {word: told("ours", word, times) for word in ("publish", "edit")}
    for what, found in zip(("a new story", "another headline of an old one"), changes.values(), strict=True):
        seconds, worst = found["median"] / 1_000, found["worst"] / 1_000
        told_of = f"{seconds:>9.3f}{'':18}{found['sheets']:>8.0f}{found['wrong']:>7}   worst {worst:.3f}"
        print(f"{'tamizdat: ' + what:38}{told_of}", flush=True)
    named = told("ours", "rename")
    told_of = f"{named['seconds']:>9.3f}{'':18}{named['sheets']:>8}{named['stale']:>7}"
    print(f"{'tamizdat: another name of a byline':38}{told_of}")
    framed = told("ours", "frame")
    told_of = f"{framed['seconds']:>9.3f}{'':18}{framed['sheets']:>8}"
    print(f"{'tamizdat: another colour and strapline':38}{told_of}", flush=True)
    for what, (seconds, worst) in told("desk", times).items():
        print(f"{'tamizdat: the desk, ' + what:38}{seconds:>9.3f}{'':36}worst {worst:.3f}", flush=True)
    for name in ("desk.sqlite3", "press.sqlite3", "store", "edition"):
        print(f"{'tamizdat: ' + name + ', a story':38}{_size(home / name) / number / 1_024:>9.1f} KB")
    return Figures(whole, changes["publish"]["median"] / 1_000)


def _theirs(peer: Peer, options: argparse.Namespace) -> Figures:
    costs: list[Cost] = []
    runs = options.runs
    while len(costs) < runs:
        peer.clean()
        costs.append(peer.build())
        if costs[0].wall > options.long:
            runs = 1
    whole = _median(costs)
    once = ", once" if runs == 1 else ""
    _row(f"{peer.tool}: everything anew{once}", whole)
    article = replace(peer.world.article(peer.number, peer.number), number=peer.number + 1, slug=f"new-{peer.number}")
    added, edited = [], []
    wrong = found = 0
    for at in range(runs):
        headline = f"A boat came in at night zq{at}x"
        peer.write(replace(article, headline=headline, slug=f"new-{at}"))
        added.append(peer.build())
        found = peer.holding(headline)
        # Its own page, the front's, its section's, those of its authors and topics, and two feeds.
        wrong += max(0, 5 + len(article.bylines) + len(article.topics) - found)
    new = _median(added)
    _row(f"{peer.tool}: a new story", new, found, wrong)
    old = peer.world.article(peer.number // 2 + 1, peer.number)
    wrong, before = 0, old.headline
    for at in range(runs):
        headline = f"Corrected zq{at}x"
        peer.retitle(old, headline)
        edited.append(peer.build())
        wrong += peer.holding(before)
        found, before = peer.holding(headline), headline
    _row(f"{peer.tool}: another headline of an old one", _median(edited), found, wrong)
    peer.change_theme(1)
    _row(f"{peer.tool}: another footer", peer.build())
    return Figures(whole, new.wall)


def _compare(rows: dict[str, Figures]) -> None:
    ours = rows.pop("tamizdat")
    for tool, theirs in rows.items():
        print(
            f"\nBeside {tool}: everything anew takes {theirs.whole.cpu / ours.whole.cpu:.2f} times less CPU and "
            f"{theirs.whole.wall / ours.whole.wall:.2f} times less wall time; a new story is there "
            f"{theirs.new / ours.new:.1f} times sooner."
        )


def _row(what: str, cost: Cost, pages: int | None = None, wrong: int | None = None) -> None:
    told = f"{'' if pages is None else pages:>8}{'' if wrong is None else wrong:>7}"
    print(f"{what:38}{cost.wall:>9.2f}{cost.cpu:>9.2f}{cost.peak:>9.0f}{told}", flush=True)


def _median(costs: list[Cost]) -> Cost:
    def of(part: Callable[[Cost], float]) -> float:
        return statistics.median(map(part, costs))

    return Cost(of(lambda cost: cost.wall), of(lambda cost: cost.cpu), max(cost.peak for cost in costs))


def _size(place: Path) -> int:
    """Bytes; a file with two names counts once."""
    if place.is_file():
        return place.stat().st_size
    seen = {(found.st_dev, found.st_ino): found.st_size for path in place.rglob("*") if (found := path.stat())}
    return sum(seen.values())
