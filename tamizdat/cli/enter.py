"""`tamizdat enter NAME`: a one-time link into the demo's desk, for whoever sits at this machine."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from tamizdat import env
from tamizdat.cli.opening import open_newsroom
from tamizdat.cli.refusal import Refusal
from tamizdat.cli.serve import port

HELP = "print a one-time link that signs a person in at the demo's desk"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="the account's name; made when there is none")
    parser.add_argument("--port", type=port, default=8000, metavar="P", help="the port that the newsroom is served on")


def run(options: argparse.Namespace) -> int:
    open_newsroom()
    if not env.is_demo():
        raise Refusal(
            "only the demo is entered like this. Use `tamizdat staff invite NAME`: it asks for a second factor."
        )
    print(link(options.name, options.port))
    return 0


def link(name: str, first: int) -> str:
    """The whole address of a one-time link, good for ten minutes."""
    from tamizdat.desk.entering import editor, one_time_link

    path = one_time_link(editor(name), datetime.now(UTC))
    return f"http://localhost:{first + 1}{path}"
