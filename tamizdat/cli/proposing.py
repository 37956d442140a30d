"""Propose other keys, sign what was proposed, let it come into force.

With all the keys at hand this is one step; else a file goes from hand to hand.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from securesystemslib.signer import CryptoSigner, Key

from tamizdat import env
from tamizdat.cli.phrases import asked
from tamizdat.cli.refusal import Refusal
from tamizdat.edition import comparing, keys, proposals
from tamizdat.edition.head import Head
from tamizdat.edition.places import write
from tamizdat.edition.proposals import Proposal, Useless
from tamizdat.edition.refusals import Malformed
from tamizdat.press import keys as ring

PROPOSAL = "proposal.json"


def folder() -> Path:
    return env.home() / "keys"


def head_by_hand() -> Head:
    """What people have signed for this newsroom.  Raises Refusal when it has no keys."""
    if not (folder() / ring.BEGUN).exists():
        raise Refusal(f"there are no keys in {folder()}. `tamizdat init` makes a newsroom with keys.")
    return ring.head_by_hand(folder())


# Proposing


def propose(options: argparse.Namespace, propose: Callable[[Head, datetime], Proposal]) -> int:
    head, now = head_by_hand(), datetime.now(UTC)
    proposal = propose(head, now)
    for line in proposals.says(proposal, head):
        print(line)
    if options.dry_run:
        return 0
    proposal = _signed_here(proposal, head, options)
    if not proposals.missing(proposal, head):
        _in_force(head, proposal)
        _replace_old(options, proposal)
        return 0
    where = options.out or env.home() / PROPOSAL
    write_proposal(where, head, proposal)
    for line in proposals.missing(proposal, head).values():
        print(line)
    print(f"Hand {where} to the people with these keys: each runs `tamizdat keys sign`. Then: `tamizdat keys take`.")
    return 0


def rotated(head: Head, options: argparse.Namespace, now: datetime) -> Proposal:
    role = options.role
    held, threshold = proposals.holders(head, role)
    old = _named(held, options.old) if options.old else _only(held, role)
    fresh = _public(options.new) if options.new else _made(role, options)
    return proposals.with_keys(head, {role: ([fresh if key == old else key for key in held], threshold)}, now)


def added(head: Head, options: argparse.Namespace, now: datetime) -> Proposal:
    held, threshold = proposals.holders(head, options.role)
    changes = {options.role: ([*held, _public(options.file)], options.threshold or threshold)}
    return proposals.with_keys(head, changes, now)


def revoked(head: Head, options: argparse.Namespace, now: datetime) -> Proposal:
    held, before = proposals.holders(head, options.role)
    threshold = options.threshold or before
    left = [key for key in held if key != _named(held, options.words)]
    if len(left) < threshold:
        raise Useless(f"{options.role} would be left without enough keys. Use `keys rotate {options.role}`.")
    return proposals.with_keys(head, {options.role: (left, threshold)}, now)


def _only(held: Sequence[Key], role: str) -> Key:
    if len(held) > 1:
        raise Useless(f"{role} has {len(held)} keys; say which goes with --old and its words from `keys status`.")
    return held[0]


def _named(held: Sequence[Key], words: str) -> Key:
    for key in held:
        if comparing.short(key.keyid) == " ".join(words.split()):
            return key
    raise Useless(
        f"no key of it is called {words!r}; they are: {', '.join(comparing.short(key.keyid) for key in held)}."
    )


def _public(path: Path) -> Key:
    try:
        body = json.loads(path.read_text())
        key = Key.from_dict(body.pop("keyid"), body)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise Refusal(f"{path} is no public key. `tamizdat keys new FILE` makes one beside FILE.") from error
    if not keys.counts(key):
        raise Refusal(f"{path} is neither Ed25519 nor ECDSA on P-256.")
    return key


def _made(role: str, options: argparse.Namespace) -> Key:
    """The press's own new key lies ready for the day it counts; one of people goes beside their old one."""
    if options.dry_run:
        return keys.new().public_key  # kept nowhere
    if role in ring.ONLINE:
        return ring.following(folder(), role).public_key
    path = _following(options, role)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys.keep(keys.new(), path, phrase(options))
    return keys.taken(path, phrase(options)).public_key


def _following(options: argparse.Namespace, role: str) -> Path:
    return _away(options) / f"{role}-next.pem"


def _replace_old(options: argparse.Namespace, proposal: Proposal) -> None:
    """Keys that were carried away and count no more give their place to those that followed."""
    for role in proposal.parts:
        if (fresh := _following(options, role)).exists():
            fresh.replace(_away(options) / f"{role}.pem")


# Signing


def _signed_here(proposal: Proposal, head: Head, options: argparse.Namespace) -> Proposal:
    """With every key of the folder, which need not be there, and the one that is named, where they may sign."""
    given = getattr(options, "key", None)
    for path in [*sorted(_away(options).glob("*.pem")), *([given] if given else [])]:
        try:
            proposal = proposals.signed(proposal, head, _taken(path, options))
        except Useless:
            continue
    return proposal


def sign(options: argparse.Namespace) -> int:
    head, proposal = _read(options.proposal)
    if _bytes(options.root, "root.json") not in head.roots:
        raise Refusal(f"{options.proposal} does not follow from {options.root}: it is for another newsroom, or forged.")
    proposals.refuse_broken(head)
    for line in proposals.says(proposal, head):
        print(line)
    if "root" in proposal.parts:
        print("Ask somebody else who signs whether this is what they see too.")
    proposal = proposals.signed(proposal, head, _taken(options.key, options))
    write_proposal(options.proposal, head, proposal)
    left = proposals.missing(proposal, head)
    print("\n".join(left.values()) or "Enough have signed: `tamizdat keys take` at the newsroom brings it into force.")
    return 0


def take(options: argparse.Namespace) -> int:
    _in_force(head_by_hand(), _read(options.proposal)[1])
    return 0


def _in_force(head: Head, proposal: Proposal) -> None:
    after = proposals.adopted(head, proposal, datetime.now(UTC))
    ring.take(folder(), after)
    print("It is in force with the next run of the press: `tamizdat press`, or within a minute when it serves.")
    if "root" in proposal.parts:
        print(f"The root has changed. To compare by telephone:\n    {comparing.root(after.roots[-1])}")


# Files


def _away(options: argparse.Namespace) -> Path:
    return options.offline or folder() / ring.AWAY


def _taken(path: Path, options: argparse.Namespace) -> CryptoSigner:
    return keys.taken(path, phrase(options))


def phrase(options: argparse.Namespace, *, new: bool = False) -> str:
    """Asked for once in a command."""
    if not hasattr(options, "phrase"):
        options.phrase = asked(options.passphrase_file, new=new)
    phrase: str = options.phrase
    return phrase


def _read(path: Path) -> tuple[Head, Proposal]:
    try:
        return proposals.of_file(_bytes(path, "a proposal", proposals.LARGEST))
    except Malformed as refusal:
        raise Refusal(f"{path}: {refusal}") from refusal


def write_proposal(path: Path, head: Head, proposal: Proposal) -> None:
    write(path, proposals.to_file(head, proposal))


def _bytes(path: Path, what: str, limit: int = 65_536) -> bytes:
    try:
        with open(path, "rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise Refusal(f"{path} cannot be read ({error.strerror}). It should be {what}.") from error
    if len(content) > limit:
        raise Refusal(f"{path} is too large to be {what}.")
    return content
