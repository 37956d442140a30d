"""`tamizdat serve`: keep a newsroom open on this machine.

Whatever works with drafts and names listens on loopback only.  A mirror, which holds nothing but an edition, may listen
on any address, and needs neither database nor Django.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

from tamizdat import locks
from tamizdat.cli.opening import exists, home, open_newsroom
from tamizdat.cli.refusal import Refusal
from tamizdat.edition import layout
from tamizdat.edition.metadata import strict_json
from tamizdat.edition.places import FolderPlace
from tamizdat.edition.reading import Absent
from tamizdat.edition.refusals import Refused
from tamizdat.edition.roles import ROLES as ROLES_SIGNING
from tamizdat.works.newsroom import PRIVATE, ROLES, Ended, opened, wait_for_the_end
from tamizdat.works.serving import LOOPBACK, PortTaken, listening

HELP = "serve site and desk on this machine, and print what is published"
HOW_TO = "docs/how-to/put-it-on-a-server.md"
LETTERBOX = "letterbox"  # a role that shares its process with no other


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--role", type=roles, default=ROLES, metavar="R,R", help=f"which parts to run ({','.join(ROLES)}; or letterbox)"
    )
    parser.add_argument("--port", type=port, default=8000, metavar="P", help="site on P, desk on P+1 (8000)")
    parser.add_argument(
        "--listen", type=address, default=LOOPBACK, metavar="IP", help="a mirror's address, when it is not loopback"
    )


def port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_534:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; use a number from 1 to 65534")
    return int(text)


def roles(text: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if asked == (LETTERBOX,):
        return asked
    if LETTERBOX in asked:
        raise argparse.ArgumentTypeError("a letterbox shares its process with nothing; run it by itself")
    if unknown := [role for role in asked if role not in ROLES]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is no role; use some of {','.join(ROLES)}")
    return asked


def address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no IP address; use one such as 0.0.0.0 or 127.0.0.1") from None


def run(options: argparse.Namespace) -> int:
    if options.role == (LETTERBOX,):
        return open_letterbox(options.port, options.listen)
    if not ip_address(options.listen).is_loopback:
        refuse_in_public(options.role, options.listen)
    if PRIVATE.isdisjoint(options.role):
        keep_open(options.port, [], options.role, options.listen)
        return 0
    os.environ["TAMIZDAT_DESK_PORT"] = str(options.port + 1)
    open_newsroom()
    refuse_unsafe()
    sign_in = f"New at the desk? `tamizdat staff invite NAME --port {options.port}`."
    keep_open(options.port, [sign_in] if "desk" in options.role else [], options.role, options.listen)
    return 0


def open_letterbox(port: int, listen: str) -> int:
    """Take readers' forms.  This machine needs nothing of the newsroom's but whom to give letters to."""
    from tamizdat import env
    from tamizdat.letterbox import opening
    from tamizdat.letterbox.slots import NotSlots

    if exists():
        raise Refusal(
            f"{home()} holds drafts and names. A letterbox is open to strangers, so it lives on a machine with "
            "nothing else: docs/how-to/open-a-letterbox.md."
        )
    address, collector = env.text("LETTERBOX", "").removesuffix("/"), env.text("COLLECTOR", "")
    if not address or not collector:
        raise Refusal(
            "set TAMIZDAT_LETTERBOX to this letterbox's address, and TAMIZDAT_COLLECTOR to the key of who fetches; "
            "`tamizdat letters add` at the newsroom prints both."
        )
    folder = home() / LETTERBOX
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        key = opening.collector(collector)
        with alone(), listening(listen, port) as socket:
            socket.listen(1_024)
            print(f"Letterbox of {address} on port {port}. Ctrl-C ends it.", flush=True)
            opening.run(folder, key, address, socket, told=lambda line: print(f"careful: {line}", file=sys.stderr))
    except (opening.BadCollector, NotSlots, PortTaken) as error:
        raise Refusal(str(error)) from error
    return 0


def refuse_in_public(roles: Collection[str], listen: str) -> None:
    """What may be reached from elsewhere holds an edition that is genuinely somebody's, and nothing beside it."""
    if private := PRIVATE.intersection(roles):
        raise Refusal(
            f"{' and '.join(sorted(private))}: drafts and names are behind this, so it listens on loopback only, "
            f"not on {listen}. {HOW_TO} tells how to push editions to a public host, and how to reach the desk from "
            "elsewhere, through a tunnel or an onion."
        )
    if exists():
        raise Refusal(
            f"{home()} holds drafts and names too. A public machine holds an edition and nothing else: bring it "
            "there with `tamizdat mirror push` or `mirror pull`."
        )
    if is_demo(home() / "edition"):
        raise Refusal(f"{home() / 'edition'} is signed with demo keys, and a demo is never served in public.")


def is_demo(edition: Path) -> bool:
    """Does the first root of this edition say that it is a demo's?  Raises Refusal when it is no edition."""
    first = layout.metadata("root", 1)
    try:
        root = strict_json(FolderPlace(edition).get(first, ROLES_SIGNING["root"].limit), first)
        return bool(root["signed"].get("demo"))
    except (Absent, Refused, KeyError, TypeError, AttributeError) as error:
        raise Refusal(f"{edition} holds no edition: {first} is missing or damaged. Pull or print one.") from error


def refuse_unsafe() -> None:
    from django.core.checks import ERROR

    from tamizdat import checks

    wrong = [one for one in checks.found() if one.level >= ERROR]
    if wrong:
        raise Refusal(f"{wrong[0].msg} {wrong[0].hint}")


def keep_open(
    first: int, also: list[str], roles: Collection[str] = ROLES, listen: str = LOOPBACK, letterbox: int = 0
) -> None:
    """Serve until asked to end."""
    try:
        with alone(), opened(first, roles, listen, letterbox) as is_well:
            for line in [*addresses(first, roles, listen), *also]:
                print(line, flush=True)
            print("Ctrl-C ends it.", flush=True)
            wait_for_the_end(is_well)
    except (PortTaken, Ended) as error:
        raise Refusal(str(error)) from error


@contextmanager
def alone() -> Iterator[None]:
    """Be the one server of this folder."""
    try:
        with locks.serving(home()):
            yield
    except FileNotFoundError:
        raise Refusal(f"there is nothing in {home()}. Set TAMIZDAT_HOME to what shall be served.") from None
    except locks.Taken as taken:
        raise Refusal(str(taken)) from taken


def addresses(first: int, roles: Collection[str], listen: str) -> Iterator[str]:
    if "mirror" in roles:
        host = "localhost" if listen == LOOPBACK else f"[{listen}]" if ":" in listen else listen
        yield f"Site   http://{host}:{first}/"
    if "desk" in roles:
        yield f"Desk   http://localhost:{first + 1}/"
