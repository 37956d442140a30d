"""`tamizdat mirror health`: how readers find the newsroom's mirrors, seen from here.  It needs no Django."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tamizdat import env
from tamizdat.cli.books import book, named
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal

if TYPE_CHECKING:
    from tamizdat.mirrors.looking import Look


def add_word(words: argparse._SubParsersAction[Any]) -> None:
    health = words.add_parser("health", help="look at mirrors as readers do: there, genuine, of today, open to clients")
    health.add_argument(
        "names", metavar="NAME", nargs="*", help="a mirror's name; all, and all listed addresses, without"
    )
    health.add_argument("--last", action="store_true", help="tell what was found last, and look at nothing")
    health.add_argument("--json", action="store_true", help="print one JSON object")
    health.set_defaults(does=_health)


def _health(options: argparse.Namespace) -> int:
    from tamizdat.mirrors.looking import Found, Look

    with book() as kept:
        if options.last:
            looks = [Look.of_json(text) for text in kept.looks().values()]
            looks = [look for look in looks if not options.names or look.name in options.names]
        else:
            looks = _looked(kept, options)
    if options.json:
        print(json.dumps({"mirrors": [look.as_dict() for look in looks]}, ensure_ascii=False))
    else:
        for look in looks:
            print(_line(look))
    if not looks and not options.json:
        print("There is nothing to look at. Add a mirror with `tamizdat mirror add NAME PLACE`.")
    return 0 if all(look.found in (Found.FINE, Found.UNSEEN) for look in looks) else 1


def _looked(kept: Any, options: argparse.Namespace) -> list[Look]:
    from tamizdat.edition.reading import Absent
    from tamizdat.edition.refusals import Refused
    from tamizdat.mirrors.looking import Looking, keep, targets

    try:
        looking = Looking(env.home(), datetime.now(UTC), demo=env.is_demo())
        chosen = [named(kept, name) for name in dict.fromkeys(options.names)]
        of = targets(chosen, ()) if chosen else targets(kept.mirrors(), looking.listed)
    except (Refused, Absent, OSError) as error:
        raise Refusal(f"there is nothing to compare with: {error} `tamizdat press` prints and signs.") from error
    with Bars(hidden=options.json) as bars:
        looks = list(looking.at_all(of, lambda done, total: bars.show("look", done, total)))
    keep(kept, looks, all_of_them=not chosen)
    return looks


def _line(look: Look) -> str:
    where = look.name if look.name == look.address else f"{look.name} ({look.address or 'no address'})"
    if look.found == "unseen":
        return f"unseen  {where}: " + (
            "reached through Tor only." if look.address else "`mirror add` it with --address."
        )
    if look.found == "fine":
        size = f", head in {look.head_bytes:,} bytes" if look.head_bytes else ""
        return f"fine    {where}: edition {look.edition}, confirmed {look.confirmed}{size}."
    return f"{look.found:7} {where}: {look.why}"
