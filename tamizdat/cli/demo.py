"""`tamizdat demo`: the demo newsroom, on this machine only."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import webbrowser
from pathlib import Path

from tamizdat.cli.enter import link
from tamizdat.cli.init import make
from tamizdat.cli.opening import exists, home, open_newsroom
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal
from tamizdat.cli.serve import keep_open, port

HELP = "make and open the demo newsroom"
EDITOR = "Vera"
HIGHEST = 65_529  # of the first port: the last is six more


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fresh", action="store_true", help="start over: forget what was changed in the demo")
    parser.add_argument(
        "--port",
        type=port,
        default=8000,
        metavar="P",
        help="site on P; desk and what the demo has beside it on the next six (8000)",
    )
    parser.add_argument("--no-serve", action="store_true", help="make and print it, do not serve it")


def run(options: argparse.Namespace) -> int:
    if options.port > HIGHEST:
        raise Refusal(f"port {options.port} leaves no room: the demo takes seven ports. Use one up to {HIGHEST}.")
    os.environ["TAMIZDAT_DESK_PORT"] = str(options.port + 1)
    if exists() and not mark().exists():
        raise Refusal(f"{home()} holds a real newsroom, not the demo. Open it with `tamizdat serve`.")
    if options.fresh:
        clear()
    if not exists() or unfinished().exists():
        clear()
        fill(options.port)
    else:
        open_newsroom()
    if options.no_serve:
        return 0
    from tamizdat.cli.demo_post import open_post
    from tamizdat.cli.demo_till import open_till
    from tamizdat.works.serving import PortTaken

    try:
        with open_post(home(), options.port), open_till(home(), options.port):
            keep_open(options.port, welcome(options.port), letterbox=options.port + 2)
    except PortTaken as error:
        raise Refusal(str(error)) from error
    return 0


def mark() -> Path:
    """The file that says: this newsroom is the demo."""
    return home() / "demo"


def unfinished() -> Path:
    """The file that says: the demo was not filled to its end."""
    return home() / "demo-unfinished"


def clear() -> None:
    """Take the demo away."""
    for path in home().iterdir() if mark().exists() else ():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def fill(port: int) -> None:
    """Make the newsroom, write its stories, print its first edition.  Killed half-way, it starts anew next time."""
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished().touch()
    mark().touch()
    from tamizdat.demo.newsroom import ADDRESS, LANGUAGES, NAMES, TIME_ZONE

    make(NAMES["en"], list(LANGUAGES), ADDRESS, TIME_ZONE, "demo", demo=True)
    from datetime import UTC, datetime

    from tamizdat.cli.demo_post import begin
    from tamizdat.cli.demo_till import begin_support
    from tamizdat.demo.loading import load
    from tamizdat.works.round import make_round

    begin(port, LANGUAGES)
    begin_support(home(), port, LANGUAGES)
    with Bars() as bars:
        load(bars.show, datetime.now(UTC))
        done = make_round(datetime.now(UTC), progress=bars.show)
    for problem in done.report.problems:
        print(f"not printed: {problem}", file=sys.stderr)
    unfinished().unlink()
    print(f"Edition {done.report.edition} is printed: {done.report.changed} sheets.", file=sys.stderr)


def welcome(first: int) -> list[str]:
    address = link(EDITOR, first)
    if sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(f"http://localhost:{first}/")
    return [
        f"Mail   http://localhost:{first + 3}/ (all that the demo sends is caught there)",
        f"Sign in as {EDITOR}, the editor (once, within ten minutes):\n       {address}",
        f"Another link: ./run enter {EDITOR} --port {first}",
        f"All of it lies in {home()}; `./run demo --fresh` starts over.",
    ]
