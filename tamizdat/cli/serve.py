"""`tamizdat serve`: keep a newsroom open on this machine."""

from __future__ import annotations

import argparse
import os

from tamizdat.cli.opening import open_newsroom
from tamizdat.cli.refusal import Refusal

HELP = "serve site and desk on this machine, and print what is published"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, default=8000, metavar="P", help="site on P, desk on P+1 (8000)")


def port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_534:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; use a number from 1 to 65534")
    return int(text)


def run(options: argparse.Namespace) -> int:
    os.environ["TAMIZDAT_DESK_PORT"] = str(options.port + 1)
    open_newsroom()
    keep_open(options.port, [f"Sign in with `tamizdat enter NAME --port {options.port}`."])
    return 0


def keep_open(first: int, also: list[str]) -> None:
    """Serve until asked to end."""
    from tamizdat.works.newsroom import opened, wait_for_the_end
    from tamizdat.works.serving import PortTaken

    try:
        with opened(first):
            print(f"Site   http://localhost:{first}/\nDesk   http://localhost:{first + 1}/", flush=True)
            for line in also:
                print(line, flush=True)
            print("Ctrl-C ends it.", flush=True)
            wait_for_the_end()
    except PortTaken as taken:
        raise Refusal(str(taken)) from taken
