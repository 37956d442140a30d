"""`tamizdat keys`: who may sign for this newsroom, until when, and how that is changed.

It needs no Django: people sign on machines that hold nothing but their key.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tamizdat import env
from tamizdat.cli import ceremony, proposing
from tamizdat.cli.refusal import Refusal
from tamizdat.edition import comparing, keys, proposals
from tamizdat.edition.ceremony import Misplaced
from tamizdat.edition.places import write
from tamizdat.edition.proposals import BY_HAND, Useless
from tamizdat.edition.refusals import Refused
from tamizdat.edition.roles import ROLES
from tamizdat.edition.standing import Standing, standing

HELP = "who may sign for this newsroom, until when, and how to change it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WORD", required=True)
    status = words.add_parser("status", help="every role: its keys, until when it is signed, who must act")
    status.add_argument("--json", action="store_true", help="print one JSON object")
    new = words.add_parser("new", help="make a key for somebody, and the public file that names it")
    new.add_argument("file", metavar="FILE", type=Path, help="where the key is kept; FILE.pub is what others need")
    _passphrase(new)
    renew = words.add_parser("renew", help="have the same keys sign for another term")
    renew.add_argument("role", metavar="ROLE", nargs="+", choices=BY_HAND, help="root, targets or mirrors")
    rotate = words.add_parser("rotate", help="put a new key in a role's old one's place")
    rotate.add_argument("role", metavar="ROLE", choices=tuple(ROLES), help="one of: " + ", ".join(ROLES))
    rotate.add_argument("--old", metavar="WORDS", default="", help="which key goes, when the role has several")
    rotate.add_argument("--new", metavar="FILE.pub", type=Path, help="the key that comes, made with `keys new`")
    add = words.add_parser("add", help="give a role one key more")
    add.add_argument("role", metavar="ROLE", choices=tuple(ROLES), help="one of: " + ", ".join(ROLES))
    add.add_argument("file", metavar="FILE.pub", type=Path, help="the key that comes, made with `keys new`")
    revoke = words.add_parser("revoke", help="take a key from a role; what it signs counts no more")
    revoke.add_argument("role", metavar="ROLE", choices=tuple(ROLES), help="one of: " + ", ".join(ROLES))
    revoke.add_argument("words", metavar="WORDS", help="its two words, as `keys status` shows them")
    for command in (add, revoke):
        command.add_argument("--threshold", type=int, metavar="N", help="how many of its keys must sign from now on")
    for command in (renew, rotate, add, revoke):
        command.add_argument("--out", type=Path, metavar="FILE", help="where the proposal goes, when others must sign")
        command.add_argument("--offline", type=Path, metavar="DIR", help="the folder with the keys carried away")
        command.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        _passphrase(command)
    sign = words.add_parser("sign", help="sign a proposal with your key, on your own machine")
    sign.add_argument("proposal", metavar="PROPOSAL", type=Path, help="the file that goes from hand to hand")
    sign.add_argument("--key", type=Path, required=True, metavar="FILE", help="your key")
    sign.add_argument("--root", type=Path, required=True, metavar="FILE", help="the newsroom's root, as you know it")
    _passphrase(sign)
    table = words.add_parser("ceremony", help="several people make the keys of root and targets at one table")
    table.add_argument("folder", metavar="FOLDER", type=Path, help="where the course is kept; it goes on from there")
    table.add_argument("--head", type=Path, metavar="FILE", help="the newsroom's keys/head.json, on another machine")
    table.add_argument("--people", type=int, default=5, metavar="N", help="how many people (5)")
    table.add_argument("--root", type=int, default=3, metavar="N", help="how many of them sign a root (3)")
    table.add_argument("--targets", type=int, default=2, metavar="N", help="how many of them sign targets (2)")
    take = words.add_parser("take", help="let a proposal that enough have signed come into force")
    take.add_argument("proposal", metavar="PROPOSAL", type=Path, help="the file that went from hand to hand")


def _passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="the keys' phrase, instead of asking")


def run(options: argparse.Namespace) -> int:
    words: Mapping[str, Callable[[argparse.Namespace], int]] = {
        "status": _status,
        "new": _new,
        "renew": lambda o: proposing.propose(o, lambda head, now: proposals.renewed(head, o.role, now)),
        "rotate": lambda o: proposing.propose(o, lambda head, now: proposing.rotated(head, o, now)),
        "add": lambda o: proposing.propose(o, lambda head, now: proposing.added(head, o, now)),
        "revoke": lambda o: proposing.propose(o, lambda head, now: proposing.revoked(head, o, now)),
        "sign": proposing.sign,
        "take": proposing.take,
        "ceremony": ceremony.walk,
    }
    try:
        return words[options.what](options)
    except (Refused, Useless, Misplaced, keys.BadKey) as error:
        raise Refusal(str(error)) from error


# Looking


def _status(options: argparse.Namespace) -> int:
    found = list(standing(proposing.head_by_hand(), env.home() / "edition", datetime.now(UTC)))
    root = proposing.head_by_hand().roots[-1]
    if options.json:
        print(json.dumps({"root": comparing.root(root), "roles": [one.as_dict() for one in found]}))
        return 0
    for one in found:
        print(_line(one))
    print(f"\nThe root, to compare by telephone:\n    {comparing.root(root)}")
    return 0


def _line(one: Standing) -> str:
    held = f"{one.threshold} of {len(one.keys)}"
    until = f"until {one.expires:%Y-%m-%d}" if one.expires else "not signed yet"
    return f"{one.state:5} {one.role:10} {held:7} {until:17} {one.acts}\n{'':17}keys: {', '.join(one.keys)}"


def _new(options: argparse.Namespace) -> int:
    public = options.file.with_name(options.file.name + ".pub")
    if options.file.exists() or public.exists():
        raise Refusal(f"{options.file} or {public} exists. Nothing is written over a key; name another file.")
    signer = keys.new()
    keys.keep(signer, options.file, proposing.phrase(options, new=True))
    write(public, json.dumps({"keyid": signer.public_key.keyid, **signer.public_key.to_dict()}).encode())
    print(f"{options.file} is yours alone. {public} names it: {comparing.short(signer.public_key.keyid)}.")
    return 0
