"""`tamizdat staff`: who may come in at the desk."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime

from tamizdat.cli.opening import open_newsroom
from tamizdat.cli.refusal import Refusal
from tamizdat.cli.serve import port

HELP = "invite people to the desk, list them, end their access"
ROLES = ("reporter", "editor", "publisher", "keeper")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WORD", required=True)
    invite = words.add_parser("invite", help="print a link with which a person comes in for the first time, or anew")
    invite.add_argument("name", metavar="NAME", help="the account's name; made when there is none")
    invite.add_argument("--role", choices=ROLES, help="what the person may do (reporter, or what it was)")
    invite.add_argument("--port", type=port, default=8000, metavar="P", help="the port that the newsroom is served on")
    listed = words.add_parser("list", help="every account: role, what it comes in with, open sessions")
    listed.add_argument("--json", action="store_true", help="print one JSON object")
    end = words.add_parser("end", help="close an account, and end its open sessions at once")
    end.add_argument("name", metavar="NAME", help="the account's name")


def run(options: argparse.Namespace) -> int:
    if options.what == "invite" and not sys.stdout.isatty():
        raise Refusal("the link lets somebody in, so it goes to a terminal and into no file. With ssh, use `ssh -t`.")
    open_newsroom()
    return {"invite": _invite, "list": _list, "end": _end}[options.what](options)


def _invite(options: argparse.Namespace) -> int:
    from django.conf import settings

    from tamizdat.desk.entering import invite
    from tamizdat.desk.refusal import Refused
    from tamizdat.desk.roles import Role, of

    try:
        user, path = invite(options.name, Role(options.role) if options.role else None, datetime.now(UTC))
    except Refused as refused:
        raise Refusal(str(refused)) from refused
    print(f"For {user.get_username()}, {of(user)}. Good once, for ten minutes; what came before stays good until then:")
    print(f"    http://localhost:{options.port + 1}{path}")
    if settings.DESK_ADDRESS:
        print(f"or, from elsewhere:\n    {settings.DESK_ADDRESS}{path}")
    return 0


def _list(options: argparse.Namespace) -> int:
    from django.contrib.auth import get_user_model

    from tamizdat.desk import factors, roles, seats

    now = datetime.now(UTC)
    found = [
        {
            "name": user.get_username(),
            "role": roles.of(user),
            "active": user.is_active,
            "comes in with": ["passkey" if one.type == "webauthn" else "app" for one in factors.devices(user)],
            "recovery codes": factors.codes_left(user),
            "sessions": seats.taken_by(user, now).count(),
            "last seen": f"{last:%Y-%m-%d}" if (last := seats.last_seen(user)) else None,
        }
        for user in get_user_model()._default_manager.order_by("-is_active", "username")
    ]
    if options.json:
        print(json.dumps({"staff": found}, ensure_ascii=False))
        return 0
    for one in found:
        print(_line(one))
    return 0


def _line(one: dict[str, object]) -> str:
    if not one["active"]:
        return f"{one['name']:20} has left"
    held = ", ".join(one["comes in with"]) or "invited, not yet in"  # type: ignore[arg-type]
    rest = f"{one['recovery codes']} codes; {one['sessions']} sessions"
    seen = f"; last seen {one['last seen']}" if one["last seen"] else ""
    return f"{one['name']:20} {one['role'] or 'no role':10} {held}; {rest}{seen}"


def _end(options: argparse.Namespace) -> int:
    from django.contrib.auth import get_user_model

    from tamizdat.desk.entering import end

    user = get_user_model()._default_manager.filter(username__iexact=options.name).first()
    if user is None:
        raise Refusal(f"there is no account {options.name!r}; `tamizdat staff list` shows those there are.")
    number = end(user)
    print(f"{user.get_username()} is out ({number} sessions ended) and comes in no more. What was written stays.")
    if not get_user_model()._default_manager.filter(is_active=True, is_superuser=True).exists():
        print("No keeper is left. Run: tamizdat staff invite NAME --role keeper")
    return 0
