"""`tamizdat upgrade`: bring a newsroom to this version's form, after trying it on a copy; and back again."""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from tamizdat import locks
from tamizdat.cli.opening import exists, home, migrate, pending, set_up
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal
from tamizdat.keeping import swap

HELP = "bring a newsroom to the form of this version, or back"

DONE = """The newsroom has the form of this version. What was before is in {kept}:
`tamizdat upgrade --undo` puts it back. When all is well, remove it: it holds all that people wrote."""
BACK = """The newsroom has the form it had on {when}. Install the version of then, or upgrade again.
`tamizdat press --reprint --above {edition}` prints it: readers have seen higher numbers."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--undo", action="store_true", help="put back what was before the last upgrade")
    parser.add_argument(
        "--backed-up", action="store_true", help="a desk on a server too, which --undo cannot put back: a backup can"
    )
    parser.add_argument("--force", action="store_true", help="with --undo: lose what was done since")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    if not exists():
        raise Refusal(f"there is no newsroom in {home()}. Set TAMIZDAT_HOME to the one to be upgraded.")
    try:
        with locks.alone(home()), Bars(hidden=options.json) as bars:
            if swap.is_ready(home()):
                swap.finish(home())
            told = _undo(options, bars) if options.undo else _upgrade(options, bars)
    except locks.Taken as taken:
        raise Refusal(str(taken)) from taken
    print(json.dumps(told) if options.json else told["says"])
    return 0


def _upgrade(options: argparse.Namespace, bars: Bars) -> dict[str, object]:
    set_up()
    steps = pending()
    todo = [f"{alias}: {step}" for alias, names in steps.items() for step in names]
    told: dict[str, object] = {"steps": todo, "done": False}
    if not todo:
        return told | {"says": "Nothing is to be done: the newsroom has the form of this version."}
    if options.dry_run:
        lines = ["It would copy the databases, change the copies, and then put them in place:", *todo]
        return told | {"says": "\n".join(lines)}
    on_server = [alias for alias, names in steps.items() if names and _is_on_server(alias)]
    if on_server and not options.backed_up:
        raise Refusal(
            "the desk is on a server, where --undo cannot put back what was. Make a backup, then say --backed-up; "
            "nothing was changed."
        )
    _refuse_without_room()
    try:
        _rehearse(swap.stage(home(), bars.show), steps, bars)
        swap.make_ready(home(), datetime.now(UTC))
    except Exception as error:
        swap.discard(home())
        if isinstance(error, OSError):
            raise
        what = " ".join(str(error).split()) or type(error).__name__
        raise Refusal(f"on a copy it failed ({what}). Nothing was changed; report it with this line.") from error
    swap.finish(home())
    for alias in on_server:
        migrate(alias)  # each step whole or not at all; stopped, it goes on when it is run again
    return told | {"done": True, "says": DONE.format(kept=home() / swap.KEPT)}


def _rehearse(folder: Path, steps: dict[str, list[str]], bars: Bars) -> None:
    """Change the copies.  What fails, fails here."""
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    for number, alias in enumerate([one for one in steps if not _is_on_server(one)], 1):
        name = Path(settings.DATABASES[alias]["NAME"]).name
        connections[alias].settings_dict["NAME"] = str(folder / name)
        migrate(alias)
        bars.show("change", number, len(steps))
    connections.close_all()


def _is_on_server(alias: str) -> bool:
    from django.db import connections

    return bool(connections[alias].vendor != "sqlite")


def _undo(options: argparse.Namespace, bars: Bars) -> dict[str, object]:
    since = swap.kept_since(home())
    if since is None:
        raise Refusal(f"there is nothing to put back: {home() / swap.KEPT} is not there.")
    lost = swap.done_since(home())
    if lost and not options.force:
        raise Refusal(
            f"since the upgrade, {lost} things were done at desk and press that would be lost. `--undo --force` loses "
            "them; a backup keeps them."
        )
    says = BACK.format(when=f"{since:%Y-%m-%d %H:%M} UTC", edition=home() / "edition")
    if options.dry_run:
        return {"done": False, "lost": lost, "says": f"It would put back the databases of {since:%Y-%m-%d %H:%M} UTC."}
    _refuse_without_room()
    try:
        swap.stage(home(), bars.show, of=home() / swap.KEPT)
        swap.make_ready(home(), datetime.now(UTC))
    except sqlite3.Error as error:
        swap.discard(home())
        raise Refusal(f"{home() / swap.KEPT} cannot be read ({error}). Nothing was changed.") from error
    except OSError:
        swap.discard(home())
        raise
    swap.finish(home())
    return {"done": True, "lost": lost, "says": says}


def _refuse_without_room() -> None:
    free, needed = shutil.disk_usage(home()).free, swap.room_needed(home())
    if free < needed:
        raise Refusal(
            f"{home()} has {free // 1_000_000} MB free, and an upgrade wants {needed // 1_000_000 + 1}. Make room and "
            "run it again; nothing was changed."
        )
