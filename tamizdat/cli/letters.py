"""`tamizdat letters`: where readers' forms are fetched from, and fetching them."""

from __future__ import annotations

import argparse
import json
import re
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tamizdat import env
from tamizdat.cli.opening import home, open_newsroom
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal

HELP = "letterboxes: the hosts that take readers' forms, and fetching what lies there"
if TYPE_CHECKING:
    from tamizdat.newsletter.ring import Ring

LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1):\d{1,5}")

BEGUN = """
The list of readers is sealed. It opens with this phrase, which is shown once and kept nowhere:
    {phrase}
Write it down twice, and keep it where this machine is not: without it nobody can send an issue, with it anybody who
holds this machine's disk can read who your readers are."""

NEXT = """
On the host of {address}, with nothing of this newsroom but this line:
    TAMIZDAT_LETTERBOX={address} TAMIZDAT_COLLECTOR={collector} tamizdat serve --role letterbox
docs/how-to/open-a-letterbox.md tells the rest."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WORD", required=True)
    add = words.add_parser("add", help="fetch from a letterbox too; the first makes the newsletter's keys")
    add.add_argument("address", metavar="ADDRESS", help="the host's address: https://herald.example")
    remove = words.add_parser("remove", help="fetch from it no more")
    remove.add_argument("address", metavar="ADDRESS")
    for word, helps in (("list", "those there are, and when each last answered"), ("collect", "make one round now")):
        words.add_parser(word, help=helps).add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    open_newsroom()
    acts = {"add": _add, "remove": _remove, "list": _list, "collect": _collect}
    return acts[options.what](options)


def _add(options: argparse.Namespace) -> int:
    from tamizdat.newsletter import collecting

    address = options.address.removesuffix("/")
    if not env.ADDRESS.fullmatch(address) and not LOOPBACK.fullmatch(address):
        raise Refusal(f"{options.address!r} is no letterbox's address; use https://NAME, with no path.")
    ring, phrase = begun(secrets.token_urlsafe(24))
    if not collecting.add(address):
        print(f"{address} is known already.")
    if phrase:
        print(BEGUN.format(phrase=phrase))
    print(NEXT.format(address=address, collector=ring.collector_name))
    return 0


def begun(list_phrase: str) -> tuple[Ring, str]:
    """(the newsletter's keys, the list's phrase when they were made just now).  Raises Refusal."""
    from django.conf import settings

    from tamizdat.newsletter import ring
    from tamizdat.press import keys as press_keys
    from tamizdat.vault.keys import BadKey

    phrase = press_keys.passphrase(settings.KEYS)
    if not phrase:
        raise Refusal("the online keys have no passphrase, so nothing can be kept behind it. Restore keys/passphrase.")
    try:
        if found := ring.Ring.of(settings.KEYS, phrase):
            return found, ""
        return ring.make(settings.KEYS, phrase, list_phrase, datetime.now(UTC)), list_phrase
    except BadKey as error:
        raise Refusal(str(error)) from error


def _remove(options: argparse.Namespace) -> int:
    from tamizdat.newsletter.models import Letterbox

    if not Letterbox.objects.filter(address=options.address.removesuffix("/")).delete()[0]:
        raise Refusal(f"there is no letterbox {options.address}; `tamizdat letters list` shows those there are.")
    print("Nothing is fetched from there any more. What lies there cannot be read by anybody else.")
    return 0


def _list(options: argparse.Namespace) -> int:
    from tamizdat.newsletter.models import Letterbox

    boxes = list(Letterbox.objects.order_by("id"))
    if options.json:
        rows = [
            {"address": one.address, "heard": one.heard and one.heard.isoformat(), "trouble": one.trouble}
            for one in boxes
        ]
        print(json.dumps({"letterboxes": rows}))
        return 0
    for one in boxes:
        heard = f"answered {one.heard:%Y-%m-%d %H:%M} UTC" if one.heard else "has not answered yet"
        print(f"{one.address}  {heard}" + (f"; {one.trouble}" if one.trouble else ""))
    if not boxes:
        print("There are none. Add the first with `tamizdat letters add ADDRESS`.")
    return 0


def _collect(options: argparse.Namespace) -> int:
    from tamizdat.newsletter.at_hand import NoNewsletter
    from tamizdat.newsletter.models import Letterbox
    from tamizdat.outbox.office import BadOffice
    from tamizdat.vault.keys import BadKey
    from tamizdat.works.letters import Letters

    try:
        letters = Letters(home())
        with Bars(hidden=options.json) as bars:
            done = letters.round(datetime.now(UTC), lambda box, number: bars.show("fetch", number, number))
    except (NoNewsletter, BadOffice, BadKey) as error:
        raise Refusal(str(error)) from error
    troubles = list(Letterbox.objects.exclude(trouble="").values_list("trouble", flat=True))
    if options.json:
        print(
            json.dumps(
                {
                    "letters": done.collected.letters,
                    "lost": done.collected.lost,
                    "sent": done.sent.sent,
                    "refused": done.sent.refused,
                    "waiting": done.sent.waiting,
                    "returned": done.returned,
                    "troubles": troubles + list(filter(None, (done.sent.why, done.trouble))),
                }
            )
        )
        return int(bool(troubles))
    print(f"{done.collected.letters} letters taken, {done.sent.sent} messages sent, {done.sent.waiting} wait.")
    if done.collected.lost:
        print(f"{done.collected.lost} letters came too late to be opened: their key is destroyed.")
    if done.returned:
        print(f"{done.returned} came back or left by mail.")
    if done.sent.why:
        print(f"Messages wait: {done.sent.why}")
    troubles += [done.trouble] if done.trouble else []
    if troubles:
        raise Refusal(" ".join(troubles))
    return 0
