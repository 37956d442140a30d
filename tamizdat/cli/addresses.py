"""`tamizdat addresses`: where readers find the newsroom, in lists that people sign.

At the newsroom it works on what people have signed there; on a laptop that holds nothing but a key, on what a mirror
carries.  It needs no Django.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.cli import proposing
from tamizdat.cli.places import opener
from tamizdat.cli.refusal import Refusal
from tamizdat.edition import addresses, following, keys, proposals
from tamizdat.edition.addresses import KINDS, MIRRORS, WAYS, Address
from tamizdat.edition.head import Head
from tamizdat.edition.proposals import Proposal, Useless
from tamizdat.edition.reading import Absent
from tamizdat.edition.refusals import Refused
from tamizdat.edition.roles import FLOOR

HELP = "where readers find the newsroom: its own addresses, those of carriers, letterboxes, ways to pay"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WORD", required=True)
    listing = words.add_parser("list", help="what the signed lists say")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    add = words.add_parser("add", help="propose an address, or an address with another kind or weight")
    add.add_argument("address", metavar="ADDRESS", help="https://…/, or http://….onion/")
    kinds = [kind for name in (MIRRORS, WAYS) for kind in KINDS[name]]
    add.add_argument("--kind", required=True, choices=kinds, help="own: people are sent there; carrier: anybody's copy")
    add.add_argument("--weight", type=int, default=10, metavar="N", help="0 to 100: the heavier are tried first (10)")
    add.add_argument("--label", default="", metavar="TEXT", help="what a letterbox or a way to pay is called")
    add.add_argument(
        "--floor", action="store_true", help="sign it as one that no list can withdraw, with targets' keys"
    )
    withdraw = words.add_parser("withdraw", help="propose that readers be sent to an address no more")
    withdraw.add_argument("address", metavar="ADDRESS", help="as `addresses list` shows it")
    withdraw.add_argument("--entirely", action="store_true", help="leave it out, so that another finds room")
    withdraw.add_argument("--floor", action="store_true", help="take it from the floor, with targets' keys")
    for command in (listing, add, withdraw):
        command.add_argument(
            "--from", dest="place", metavar="PLACE", help="an edition's address or folder, on a laptop"
        )
        command.add_argument("--root", type=Path, metavar="FILE", help="with --from: the root, from a trusted hand")
        command.add_argument("--demo", action="store_true", help="with --from: a demo newsroom's keys will do")
    for command in (add, withdraw):
        command.add_argument("--out", type=Path, metavar="FILE", help="where the proposal goes, when others must sign")
        command.add_argument("--key", type=Path, metavar="FILE", help="sign it with this key")
        command.add_argument("--offline", type=Path, metavar="DIR", help="the folder with the keys carried away")
        command.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="the key's phrase, instead of asking")


def run(options: argparse.Namespace) -> int:
    words: Mapping[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "add": lambda o: _propose(o, _added),
        "withdraw": lambda o: _propose(o, _withdrawn),
    }
    try:
        return words[options.what](options)
    except (Refused, Useless, keys.BadKey, addresses.BadAddress) as error:
        raise Refusal(str(error)) from error


def _list(options: argparse.Namespace) -> int:
    head = _head(options)
    floor, lists = proposals.floor_of(head), {name: addresses.listed(head.lists[name], name) for name in KINDS}
    if options.json:
        body = {name.removesuffix(".json"): addresses.as_data(name, entries) for name, entries in lists.items()}
        print(json.dumps({**body, FLOOR: addresses.as_data(FLOOR, floor)}, ensure_ascii=False))
        return 0
    for one in (*lists[MIRRORS], *lists[WAYS]):
        print(f"{one.kind:9} {one.address}" + (f" ({one.label})" if one.label else "") + _state(one))
    for one in floor:
        print(f"floor     {one.address}, {one.kind}, whatever the lists say")
    if not any((floor, *lists.values())):
        print("The lists are empty. Add the newsroom's own address with `tamizdat addresses add ADDRESS --kind own`.")
    return 0


def _state(one: Address) -> str:
    return ", withdrawn" if one.withdrawn else f", weight {one.weight}"


# Proposing

Entries = Sequence[Address]


def _propose(options: argparse.Namespace, change: Callable[[Entries, argparse.Namespace, str], Entries]) -> int:
    def proposed(head: Head, now: datetime) -> Proposal:
        if options.floor:
            return proposals.with_floor(head, change(proposals.floor_of(head), options, FLOOR), now)
        name = _name(head, options)
        entries = change(addresses.listed(head.lists[name], name), options, name)
        _refuse_none_left(head, name, entries)
        return proposals.with_list(head, name, entries, now)

    if options.place is None:
        return proposing.propose(options, proposed)
    return _on_a_laptop(options, proposed)


def _name(head: Head, options: argparse.Namespace) -> str:
    """The list that it is about: by its kind, else the one that has it."""
    if options.what == "add":
        return next(name for name in KINDS if options.kind in KINDS[name])
    for name in KINDS:
        if any(one.address == options.address for one in addresses.listed(head.lists[name], name)):
            return name
    raise Useless(f"no list has {options.address}. `tamizdat addresses list` shows what they have.")


def _added(entries: Entries, options: argparse.Namespace, name: str) -> Entries:
    if not 0 <= options.weight <= addresses.HEAVIEST or len(options.label) > addresses.LONGEST_LABEL:
        raise Refusal(f"a weight is 0 to {addresses.HEAVIEST}, and a label at most {addresses.LONGEST_LABEL} letters.")
    fresh = Address(options.address, options.kind, options.weight, label=options.label)
    if name == FLOOR and options.kind not in KINDS[MIRRORS]:
        raise Refusal(f"the floor holds addresses of editions, and no {options.kind}.")
    return [*(one for one in entries if one.address != fresh.address), fresh]


def _withdrawn(entries: Entries, options: argparse.Namespace, name: str) -> Entries:
    if not any(one.address == options.address for one in entries):
        raise Useless(f"the {name} has no {options.address}. `tamizdat addresses list` shows what it has.")
    others = [one for one in entries if one.address != options.address]
    if options.entirely or name == FLOOR:
        return others
    return [*others, *(replace(one, withdrawn=True) for one in entries if one not in others)]


def _refuse_none_left(head: Head, name: str, entries: Entries) -> None:
    if name == MIRRORS and not proposals.floor_of(head) and all(one.withdrawn for one in entries):
        raise Useless("it is the last address: readers would be left without one. Add another one first.")


def _on_a_laptop(options: argparse.Namespace, proposed: Callable[[Head, datetime], Proposal]) -> int:
    head, now = _head(options), datetime.now(UTC)
    proposal = proposed(head, now)
    for line in proposals.says(proposal, head):
        print(line)
    if options.dry_run:
        return 0
    if options.key:
        proposal = proposals.signed(proposal, head, keys.taken(options.key, proposing.phrase(options)))
    where = options.out or Path(proposing.PROPOSAL)
    proposing.write_proposal(where, head, proposal)
    left = proposals.missing(proposal, head)
    print("\n".join(left.values()) or "Enough have signed.")
    then = "It goes to others with a key (`tamizdat keys sign`), then" if left else "It goes"
    print(f"{where} is the proposal. {then} to where the press looks for it, or to `tamizdat keys take`.")
    return 0


def _head(options: argparse.Namespace) -> Head:
    """What people have signed for this newsroom, here or as a mirror carries it."""
    if options.place is None:
        return proposing.head_by_hand()
    if options.root is None:
        raise Refusal("--from asks for --root FILE: the newsroom's root.json, from a trusted hand.")
    try:
        root = options.root.read_bytes()
        return following.head_at(opener(options.place)(), root, datetime.now(UTC), demo=options.demo)
    except Absent as absent:
        raise Refusal(f"{options.place} lacks {absent}: it is no edition, or not a whole one.") from absent
    except OSError as error:
        raise Refusal(f"{options.root} or {options.place} cannot be read: {error}") from error
