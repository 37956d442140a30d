"""What may be tried with too few keys, other keys, or keys that count no longer.

Each begins with the genuine one accepted, and returns the act that must be refused.  In brackets: the case of
theupdateframework/tuf-conformance that tries the same.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import Metadata

from tamizdat.edition import head as heads
from tamizdat.edition import keys, layout, proposals
from tamizdat.edition.reading import Memory
from tamizdat.edition.refusals import Malformed, TooLong, Unsigned
from tests.edition.attacking import Act, refused
from tests.edition.forging import FAR, ONLINE, forged, part, placed, with_bytes, with_part
from tests.edition.world import Newsroom


def _signed_by_nobody(herald: Newsroom, role: str) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    return lambda: herald.checks(placed(herald, forged(herald, role, lambda said: None, by=[])))


def _signed_by_another(herald: Newsroom, role: str) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    return lambda: herald.checks(placed(herald, forged(herald, role, lambda said: None, by=[keys.new(), keys.new()])))


def _good_until_2099(herald: Newsroom, role: str) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))

    def long(said: Any) -> None:
        said.expires = FAR

    return lambda: herald.checks(placed(herald, forged(herald, role, long)))


def _each_role() -> None:
    """(test_unsigned_metadata for every role)"""
    for role in ("root", *ONLINE):
        for make, kind, words in (
            (_signed_by_nobody, Unsigned, f"{role} is signed by 0 of the"),
            (_signed_by_another, Unsigned, f"{role} is signed by 0 of the"),
            (_good_until_2099, TooLong, f"{role} expires 2099-01-01, more than"),
        ):

            def attack(herald: Newsroom, role: str = role, make: Any = make) -> Act:
                act: Act = make(herald, role)
                return act

            attack.__name__ = f"{role}{make.__name__}"
            refused(kind, words)(attack)


_each_role()


@refused(Unsigned, "timestamp is signed by 0")
def altered_timestamp(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    path = layout.metadata("timestamp", 0)
    return lambda: herald.checks(with_bytes(place, path, place.files[path].replace(b"2026-11-23", b"2026-11-25")))


@refused(Unsigned, "targets is signed by 1 of the 2")
def targets_by_one_of_two(herald: Newsroom) -> Act:
    """(test_snapshot_does_not_meet_threshold)"""
    herald.checks(herald.prints(herald.some_sheets(3)))
    head = forged(herald, "targets", lambda said: None, by=herald.held["targets"][:1])
    return lambda: herald.checks(placed(herald, head))


@refused(Unsigned, "root is signed by 2 of the 3")
def root_by_two_of_three(herald: Newsroom) -> Act:
    """(test_root_rotation)"""
    herald.checks(herald.prints(herald.some_sheets(3)))
    herald.checks(placed(herald, forged(herald, "root", lambda root: None)))
    head = forged(herald, "root", lambda root: None, by=herald.held["root"][:2])
    return lambda: herald.checks(placed(herald, head))


def _other_root_keys(herald: Newsroom) -> tuple[list[CryptoSigner], Any]:
    fresh = [keys.new() for _ in range(3)]

    def change(root: Any) -> None:
        for keyid in list(root.roles["root"].keyids):
            root.revoke_key(keyid, "root")
        for signer in fresh:
            root.add_key(signer.public_key, "root")

    return fresh, change


@refused(Unsigned, "root is signed by 0 of the 3")
def root_by_its_new_keys_alone(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    fresh, change = _other_root_keys(herald)
    herald.checks(placed(herald, forged(herald, "root", change, by=[*herald.held["root"][:3], *fresh])))
    return lambda: herald.checks(placed(herald, forged(herald, "root", change, by=fresh)))


@refused(Unsigned, "root is signed by 0 of the 3")
def root_by_its_old_keys_alone(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    fresh, change = _other_root_keys(herald)
    herald.checks(placed(herald, forged(herald, "root", change, by=[*herald.held["root"][:3], *fresh])))
    return lambda: herald.checks(placed(herald, forged(herald, "root", change, by=herald.held["root"][:3])))


@refused(Unsigned, "root is signed by 2 of the 3")
def root_by_a_revoked_key(herald: Newsroom) -> Act:
    """Three sign, and one of them was taken from the list before."""
    herald.checks(herald.prints(herald.some_sheets(3)))
    revoked, *others = herald.held["root"]
    herald.head = forged(
        herald, "root", lambda root: root.revoke_key(revoked.public_key.keyid, "root"), by=[revoked, *others[:2]]
    )
    herald.head = replace(
        herald.head,
        roots=(herald.root, heads.sign(part(herald.head, "root"), [revoked, *others[:3]])),
    )
    herald.checks(placed(herald, forged(herald, "root", lambda root: None, by=others[:3])))
    head = forged(herald, "root", lambda root: None, by=[revoked, *others[:2]])
    return lambda: herald.checks(placed(herald, head))


@refused(Unsigned, "root is signed by 0 of the 3")
def first_root_that_nobody_signed(herald: Newsroom) -> Act:
    """(test_unsigned_initial_root)"""
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    bare = Memory(heads.sign(part(herald.head, "root"), []))
    return lambda: herald.checks(place, bare)


@refused(Malformed, "root is not metadata of that role")
def first_root_that_is_none(herald: Newsroom) -> Act:
    """(test_invalid_initial_root)"""
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    return lambda: herald.checks(place, Memory(herald.head.targets))


@refused(Unsigned, "press is signed by 0 of the 1")
def stolen_press_key_after_it_was_revoked(herald: Newsroom) -> Act:
    herald.prints(herald.some_sheets(3))
    stolen, fresh = herald.held["press"][:1], keys.new()
    proposal = proposals.with_keys(herald.head, {"press": ([fresh.public_key], 1)}, herald.now)
    for signer in herald.held["targets"][:2]:
        proposal = proposals.signed(proposal, herald.head, signer)
    herald.head = proposals.adopted(herald.head, proposal, herald.now)
    herald.held["press"] = [fresh]
    seen = herald.checks(herald.prints({"en/index.html": b"<p>Front."}))
    return lambda: herald.checks(placed(herald, forged(herald, "press", lambda said: None, by=stolen)), seen.memory)


def _doubled(key: SSlibKey) -> SSlibKey:
    """The same key under another name."""
    return SSlibKey("5" * 64, key.keytype, key.scheme, {"public": key.keyval["public"].upper()})


@refused(Unsigned, "targets is signed by 1 of the 2")
def one_key_under_two_names(herald: Newsroom) -> Act:
    """(test_duplicate_keys)"""
    herald.checks(herald.prints(herald.some_sheets(3)))
    one = herald.held["targets"][0]

    def twice(root: Any) -> None:
        for signer in herald.held["targets"][1:]:
            root.revoke_key(signer.public_key.keyid, "targets")
        root.add_key(_doubled(one.public_key), "targets")

    head = forged(herald, "root", twice)
    targets = Metadata[Any].from_bytes(heads.sign(part(head, "targets"), [one]))
    signature = dict(targets.signatures[one.public_key.keyid].to_dict())
    body = targets.to_dict()
    body["signatures"].append({**signature, "keyid": "5" * 64})
    herald.head = head
    return lambda: herald.checks(placed(herald, _over(herald, "targets", body)))


@refused(Malformed, "targets cannot be read as metadata")
def one_signature_twice(herald: Newsroom) -> Act:
    """(test_duplicate_sig_keyids)"""
    herald.checks(herald.prints(herald.some_sheets(3)))
    body = Metadata[Any].from_bytes(heads.sign(part(herald.head, "targets"), herald.held["targets"][:1])).to_dict()
    body["signatures"] *= 2
    return lambda: herald.checks(placed(herald, _over(herald, "targets", body)))


def _over(herald: Newsroom, role: str, body: dict[str, Any]) -> heads.Head:
    return with_part(herald, role, json.dumps(body).encode())


@refused(Unsigned, "timestamp is signed by 0")
def key_of_a_kind_that_does_not_count(herald: Newsroom) -> Act:
    """(test_keytype_and_scheme) RSA: nobody here signs with it, and a browser's reader does not know it."""
    herald.checks(herald.prints(herald.some_sheets(3)))
    rsa = CryptoSigner.generate_rsa()

    def other(root: Any) -> None:
        for signer in herald.held["timestamp"]:
            root.revoke_key(signer.public_key.keyid, "timestamp")
        root.add_key(rsa.public_key, "timestamp")

    herald.head = forged(herald, "root", other)
    return lambda: herald.checks(placed(herald, forged(herald, "timestamp", lambda said: None, by=[rsa])))
