"""Change who signs: new metadata that people sign one after the other, each on a machine of their own.

Root, targets and mirrors are signed by hand.  A proposal holds their next versions; it is public, and goes from hand to
hand until enough have signed.  Nothing in it is believed: what it would change is worked out from the head it follows,
and the press takes it only when the keys that count have signed it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from securesystemslib.signer import Key, Signer
from tuf.api.metadata import Metadata, Root, TargetFile, Targets
from tuf.api.serialization.json import JSONSerializer

from tamizdat.edition import addresses, comparing
from tamizdat.edition.addresses import Address
from tamizdat.edition.head import Head, expiry
from tamizdat.edition.metadata import fits, parsed, refuse_too_long, strict_json, verify
from tamizdat.edition.refusals import Malformed, Mixed, Rollback, Unsigned
from tamizdat.edition.roles import FLOOR, FORMAT, ROLES, TOP

BY_HAND = ("root", "targets", "mirrors")
LARGEST = 256 * 1024  # bytes of a proposal
_TYPES: dict[str, Any] = {"root": Root, "targets": Targets, "mirrors": Targets}
_COMPACT = JSONSerializer(compact=True)


class Useless(Exception):
    """A signature or a change that would do nothing: one line that says why."""


@dataclass(frozen=True)
class Proposal:
    """The next version of some of what is signed by hand."""

    parts: Mapping[str, bytes]  # role -> its metadata
    lists: Mapping[str, bytes] = field(default_factory=dict)  # those that its mirrors name, when they are in it

    def as_json(self) -> str:
        body = {
            name: {key: content.decode() for key, content in getattr(self, name).items()} for name in ("parts", "lists")
        }
        return json.dumps({"format": FORMAT, **body}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, content: bytes) -> Proposal:
        """Raises Malformed."""
        body = strict_json(content, "it")
        if not isinstance(body, dict) or body.get("format") != FORMAT:
            raise Malformed(f"it is no proposal of format {FORMAT}.")
        parts, lists = (_texts(body.get(name)) for name in ("parts", "lists"))
        if not parts or not set(parts) <= set(BY_HAND):
            raise Malformed("it proposes nothing that is signed by hand.")
        return cls(parts, lists)


def to_file(head: Head, proposal: Proposal) -> bytes:
    """The file that goes from hand to hand: the proposal, and the head that it follows."""
    body = {"follows": json.loads(head.as_json()), "proposes": json.loads(proposal.as_json())}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def of_file(content: bytes) -> tuple[Head, Proposal]:
    """What such a file holds, nothing of it believed.  Raises Malformed."""
    try:
        body = strict_json(content, "it")
        return Head.from_json(json.dumps(body["follows"])), Proposal.from_json(json.dumps(body["proposes"]).encode())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed("it is no proposal. `tamizdat keys rotate` and its like make one.") from error


# Making one


def renewed(head: Head, roles: Iterable[str], now: datetime) -> Proposal:
    """The same once more, good for another full term."""
    wanted = {role: _next(head, role, now) for role in roles}
    return _proposal(head, wanted)


def with_keys(head: Head, changes: Mapping[str, tuple[Sequence[Key], int]], now: datetime) -> Proposal:
    """Other keys for some roles: role -> (all its keys, how many must sign).

    Whoever names a role's keys signs anew, and so does the role itself where people sign for it.
    """
    roles = {role for role in changes if role in BY_HAND}
    roles |= {"root" if role in TOP else "targets" for role in changes}
    wanted = {role: _next(head, role, now) for role in sorted(roles, key=BY_HAND.index)}
    for role, (keys, threshold) in changes.items():
        if not 1 <= threshold <= len(keys):
            raise Useless(f"{role} would need {threshold} signatures and have {len(keys)} keys.")
        _hold(wanted["root" if role in TOP else "targets"], role, keys, threshold)
    return _proposal(head, wanted)


def with_list(head: Head, name: str, entries: Sequence[Address], now: datetime) -> Proposal:
    """Another `mirrors.json` or `ways.json`.  Raises BadAddress, and Useless when it is the same."""
    content = addresses.written(name, entries)
    if content == head.lists[name]:
        raise Useless(f"{name} says so already.")
    mirrors = _next(head, "mirrors", now)
    assert isinstance(mirrors, Targets)
    mirrors.targets[name] = TargetFile.from_data(name, content, ["sha256"])
    proposal = _proposal(head, {"mirrors": mirrors})
    return replace(proposal, lists={**proposal.lists, name: content})


def with_floor(head: Head, entries: Sequence[Address], now: datetime) -> Proposal:
    """Other addresses that stay known whatever the lists say.  Raises BadAddress, and Useless when nothing changes."""
    if set(entries) == set(floor_of(head)):
        raise Useless("the floor is so already.")
    targets = _next(head, "targets", now)
    targets.unrecognized_fields[FLOOR] = addresses.as_data(FLOOR, entries)
    return _proposal(head, {"targets": targets})


def floor_of(head: Head) -> tuple[Address, ...]:
    """The addresses that targets sign.  Raises Malformed."""
    return addresses.floor(parsed(head.targets, "targets", Targets)[0].unrecognized_fields.get(FLOOR, []))


def holders(head: Head, role: str) -> tuple[list[Key], int]:
    """(keys of a role, how many of them must sign) as the head has it."""
    delegator: Root | Targets = _root(head) if role in TOP else parsed(head.targets, "targets", Targets)[0]
    office = delegator.get_delegated_role(role)
    return [delegator.get_key(keyid) for keyid in office.keyids], office.threshold


# Signing it


def signed(proposal: Proposal, head: Head, signer: Signer) -> Proposal:
    """The proposal with this key's signature wherever it counts.  Raises Useless when it counts nowhere."""
    keyid = signer.public_key.keyid
    parts = dict(proposal.parts)
    for role, content in proposal.parts.items():
        if any(keyid in _keyids(delegator, role) for delegator in _delegators(proposal, head, role)):
            _, metadata = parsed(content, role, _TYPES[role])
            metadata.sign(signer, append=True)
            parts[role] = metadata.to_bytes(_COMPACT)
    if parts == dict(proposal.parts):
        raise Useless(f"the key {comparing.short(keyid)} may sign nothing of this proposal, or has signed it already.")
    return replace(proposal, parts=parts)


def missing(proposal: Proposal, head: Head) -> dict[str, str]:
    """What is not signed enough: role -> one line."""
    found = {}
    for role, content in proposal.parts.items():
        _, metadata = parsed(content, role, _TYPES[role])
        for delegator in _delegators(proposal, head, role):
            try:
                verify(delegator, role, metadata)
            except (Unsigned, ValueError) as refusal:
                found[role] = str(refusal)
    return found


# Reading it


def says(proposal: Proposal, head: Head) -> list[str]:
    """What it would change, a line each, worked out from the head that it follows."""
    after = _after(head, proposal)
    lines = []
    for role in ROLES:
        (before, needed), (now, needs) = holders(head, role), holders(after, role)
        gone, come = _differing(before, now), _differing(now, before)
        lines += [f"{role}: the key {comparing.short(key.keyid)} signs no longer." for key in gone]
        lines += [f"{role}: the key {comparing.short(key.keyid)} signs from now on." for key in come]
        if needs != needed:
            lines.append(f"{role}: {needs} signatures are needed, not {needed}.")
    for name in ROLES["mirrors"].lists:
        lines += _listed_anew(name, addresses.listed(head.lists[name], name), addresses.listed(after.lists[name], name))
    lines += _listed_anew("floor", floor_of(head), floor_of(after))
    for role, content in proposal.parts.items():
        part = parsed(content, role, _TYPES[role])[0]
        lines.append(f"{role} {part.version} is good until {part.expires:%Y-%m-%d}.")
    return lines


def adopted(head: Head, proposal: Proposal, now: datetime) -> Head:
    """The head with what was proposed.  Snapshot and timestamp are not signed anew yet.

    Raises Refused when it does not follow this head, is not signed by enough, or would be good for too long.
    """
    for role, content in proposal.parts.items():
        part = parsed(content, role, _TYPES[role])[0]
        if part.version != head.version(role) + 1:
            raise Rollback(f"it proposes {role} {part.version}; {head.version(role) + 1} is next. Propose it anew.")
        refuse_too_long(role, part.expires, now)
    if absent := missing(proposal, head):
        raise Unsigned(" ".join(absent.values()))
    after = _after(head, proposal)
    refuse_broken(after)
    for name in ROLES["mirrors"].lists:
        addresses.listed(after.lists[name], name)
    floor_of(after)
    return after


def refuse_broken(head: Head) -> None:
    """Raises Refused unless each root follows from the one before, and all that people sign is signed."""
    before = None
    for content in head.roots:
        root, metadata = parsed(content, "root", Root)
        for delegator in (before, root):
            if delegator is not None:
                verify(delegator, "root", metadata)
        before = root
    targets, metadata = parsed(head.targets, "targets", Targets)
    verify(_root(head), "targets", metadata)
    mirrors, metadata = parsed(head.mirrors, "mirrors", Targets)
    verify(targets, "mirrors", metadata)
    for name in ROLES["mirrors"].lists:
        if name not in mirrors.targets:
            raise Mixed(f"{name} is left out.")
        fits(name, head.lists[name], mirrors.targets[name])


def _listed_anew(name: str, before: Sequence[Address], after: Sequence[Address]) -> Iterator[str]:
    """A line for each address that comes, changes or goes."""
    were, are = ({one.address: one for one in entries} for entries in (before, after))
    for address, one in are.items():
        if one != were.get(address):
            verb = "is withdrawn" if one.withdrawn else "changes" if address in were else "comes"
            yield f"{name}: {address} {verb} ({one.kind}, weight {one.weight})."
    yield from (f"{name}: {address} is in it no longer." for address in were if address not in are)


def _after(head: Head, proposal: Proposal) -> Head:
    roots = (*head.roots, proposal.parts["root"]) if "root" in proposal.parts else head.roots
    more = {role: proposal.parts[role] for role in ("targets", "mirrors") if role in proposal.parts}
    return replace(head, roots=roots, lists={**head.lists, **proposal.lists}, **more)


def _delegators(proposal: Proposal, head: Head, role: str) -> list[Root | Targets]:
    """Who says whose signatures count: for a root, both the one before and itself."""
    after = _after(head, proposal)
    if role == "root":
        return [_root(head), _root(after)]
    return [_root(after)] if role in TOP else [parsed(after.targets, "targets", Targets)[0]]


def _root(head: Head) -> Root:
    return parsed(head.roots[-1], "root", Root)[0]


def _keyids(delegator: Root | Targets, role: str) -> list[str]:
    try:
        return list(delegator.get_delegated_role(role).keyids)
    except ValueError:
        return []


def _differing(one: Iterable[Key], other: Iterable[Key]) -> list[Key]:
    known = {key.keyid for key in other}
    return [key for key in one if key.keyid not in known]


def _next(head: Head, role: str, now: datetime) -> Root | Targets:
    content = head.roots[-1] if role == "root" else getattr(head, role)
    part: Root | Targets = deepcopy(parsed(content, role, _TYPES[role])[0])
    part.version += 1
    part.expires = expiry(role, now)
    return part


def _hold(delegator: Root | Targets, role: str, keys: Sequence[Key], threshold: int) -> None:
    """Make these keys, and no others, a role's own."""
    office = delegator.get_delegated_role(role)
    for keyid in list(office.keyids):
        delegator.revoke_key(keyid, role)
    for key in keys:
        delegator.add_key(key, role)
    office.threshold = threshold


def _proposal(head: Head, wanted: Mapping[str, Root | Targets]) -> Proposal:
    lists = {name: head.lists[name] for name in ROLES["mirrors"].lists} if "mirrors" in wanted else {}
    return Proposal({role: Metadata[Any](part).to_bytes(_COMPACT) for role, part in wanted.items()}, lists)


def _texts(body: object) -> dict[str, bytes]:
    if not isinstance(body, dict) or not all(isinstance(text, str) for text in body.values()):
        raise Malformed("it is no proposal: parts and lists hold texts.")
    return {name: text.encode() for name, text in body.items()}
