"""What whoever carries a head may try with it, with stolen keys or with none.

Each begins with the genuine one accepted, and returns the act that must be refused.  In brackets: the case of
theupdateframework/tuf-conformance that tries the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from tamizdat.edition import head as heads
from tamizdat.edition import layout, proposals
from tamizdat.edition.reading import whole
from tamizdat.edition.refusals import Altered, Expired, Forked, Malformed, Mixed, Rollback, TooLarge, TooLong
from tests.edition.attacking import Act, refused
from tests.edition.forging import DAY, forged, path_of, placed, stamped, with_bytes
from tests.edition.world import HOUR, Newsroom

# Bytes


@refused(Altered, "snapshot has other bytes")
def altered_snapshot(herald: Newsroom) -> Act:
    """(test_snapshot_hash_mismatch)"""
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    path = path_of(herald.head, "snapshot")
    return lambda: herald.checks(with_bytes(place, path, place.files[path].replace(b"2026", b"2036")))


@refused(Altered, "press has other bytes")
def altered_press(herald: Newsroom) -> Act:
    """(test_targets_hash_mismatch)"""
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    path = path_of(herald.head, "press")
    return lambda: herald.checks(with_bytes(place, path, place.files[path].replace(b"2026", b"2036")))


@refused(Altered, "press has other bytes")
def press_of_the_edition_before(herald: Newsroom) -> Act:
    """A mix of two editions, each of them genuine."""
    first = herald.prints(herald.some_sheets(3))
    old = first.files[path_of(herald.head, "press")]
    place = herald.prints({"en/index.html": b"<p>Front."})
    herald.checks(place)
    return lambda: herald.checks(with_bytes(place, path_of(herald.head, "press"), old))


@refused(Altered, "edition.json has other bytes")
def edition_json_of_the_edition_before(herald: Newsroom) -> Act:
    herald.prints(herald.some_sheets(3))
    old = herald.head.lists["edition.json"]
    place = herald.prints({"en/index.html": b"<p>Front."})
    herald.checks(place)
    path = layout.signed("edition.json", hashlib.sha256(herald.head.lists["edition.json"]).hexdigest())
    return lambda: herald.checks(with_bytes(place, path, old))


@refused(TooLarge, "more than")
def endless_timestamp(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    path = layout.metadata("timestamp", 0)
    return lambda: herald.checks(with_bytes(place, path, place.files[path] + b" " * 8_192))


@refused(TooLarge, "more than")
def endless_head(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(whole(place))
    return lambda: whole(with_bytes(place, layout.HEAD, place.files[layout.HEAD] + b" " * 512 * 1024))


@refused(Malformed, "32769 bytes; 32768 are allowed")
def list_that_is_too_long(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))

    def long(mirrors: Any) -> None:
        mirrors.targets["mirrors.json"].length = 32_769

    return lambda: herald.checks(placed(herald, forged(herald, "mirrors", long)))


# Rollback, fork


@refused(Rollback, "timestamp .* is older")
def rollback_of_the_timestamp(herald: Newsroom) -> Act:
    """(test_new_timestamp_version_rollback)"""
    old = herald.prints(herald.some_sheets(3))
    seen = herald.checks(herald.prints({"en/index.html": b"<p>Front."}), herald.checks(old).memory)
    return lambda: herald.checks(old, seen.memory)


@refused(Rollback, "names snapshot 1, older")
def rollback_of_the_snapshot(herald: Newsroom) -> Act:
    """By a thief of the clock's key alone (test_snapshot_rollback)."""
    herald.prints(herald.some_sheets(3))
    old = herald.head
    seen = herald.checks(herald.prints({"en/index.html": b"<p>Front."}))
    return lambda: herald.checks(placed(herald, replace(old, timestamp=stamped(herald, old.snapshot))), seen.memory)


@refused(Rollback, "snapshot names press 1, older than 2")
def rollback_of_the_edition(herald: Newsroom) -> Act:
    """By a thief of timestamp and snapshot (test_targets_rollback)."""
    herald.prints(herald.some_sheets(3))
    old = herald.head
    seen = herald.checks(herald.prints({"en/index.html": b"<p>Front."}))
    mixed = replace(herald.head, press=old.press, lists=old.lists)
    return lambda: herald.checks(placed(herald, heads.confirm(mixed, herald.signers(), herald.now)), seen.memory)


@refused(Rollback, "snapshot names mirrors 1, older than 2")
def rollback_of_the_addresses(herald: Newsroom) -> Act:
    herald.prints(herald.some_sheets(3))
    old = herald.head
    proposal = proposals.renewed(herald.head, ["mirrors"], herald.now + HOUR)
    for signer in herald.held["mirrors"][:2]:
        proposal = proposals.signed(proposal, herald.head, signer)
    herald.head = proposals.adopted(herald.head, proposal, herald.now)
    seen = herald.checks(herald.prints({"en/index.html": b"<p>Front."}))
    mixed = replace(herald.head, mirrors=old.mirrors)
    return lambda: herald.checks(placed(herald, heads.confirm(mixed, herald.signers(), herald.now)), seen.memory)


@refused(Forked, "two different timestamps")
def two_timestamps_of_one_version(herald: Newsroom) -> Act:
    """(test_timestamp_content_changes)"""
    place = herald.prints(herald.some_sheets(3))
    seen = herald.checks(place)
    herald.checks(place, seen.memory)

    def later(timestamp: Any) -> None:
        timestamp.unrecognized_fields["confirmed"] = heads.moment(herald.now + HOUR)

    return lambda: herald.checks(placed(herald, forged(herald, "timestamp", later)), seen.memory)


@refused(Rollback, "root 2 calls itself version 3")
def root_under_a_number_not_its_own(herald: Newsroom) -> Act:
    """(test_root_rotation: version skipped)"""
    herald.checks(herald.prints(herald.some_sheets(3)))
    herald.checks(placed(herald, forged(herald, "root", lambda root: None)))

    def skip(root: Any) -> None:
        root.version = 3

    return lambda: herald.checks(placed(herald, forged(herald, "root", skip)))


# Parts that do not belong together


@refused(Mixed, "snapshot leaves out press")
def snapshot_that_omits_a_role(herald: Newsroom) -> Act:
    """(test_targets_role_removal, test_delegation_not_in_snapshot)"""
    herald.checks(herald.prints(herald.some_sheets(3)))
    return lambda: herald.checks(
        placed(herald, forged(herald, "snapshot", lambda snapshot: snapshot.meta.pop("press.json")))
    )


@refused(Malformed, "press is listed without length or hash")
def snapshot_that_says_no_hash(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))

    def no_hash(snapshot: Any) -> None:
        snapshot.meta["press.json"].hashes = None

    return lambda: herald.checks(placed(herald, forged(herald, "snapshot", no_hash)))


@refused(Mixed, "press calls itself version 1; 7 was signed for")
def press_under_a_number_not_its_own(herald: Newsroom) -> Act:
    """(test_url_and_metadata_version_mismatch)"""
    herald.checks(herald.prints(herald.some_sheets(3)))

    def seven(snapshot: Any) -> None:
        snapshot.meta["press.json"].version = 7

    place = placed(herald, forged(herald, "snapshot", seven))
    return lambda: herald.checks(with_bytes(place, layout.metadata("press", 7), herald.head.press))


@refused(Mixed, "snapshot calls itself version 1; 7 was signed for")
def snapshot_under_a_number_not_its_own(herald: Newsroom) -> Act:
    """(test_url_and_metadata_version_mismatch)"""
    herald.checks(herald.prints(herald.some_sheets(3)))

    def seven(timestamp: Any) -> None:
        timestamp.snapshot_meta.version = 7

    place = placed(herald, forged(herald, "timestamp", seven))
    return lambda: herald.checks(with_bytes(place, layout.metadata("snapshot", 7), herald.head.snapshot))


@refused(Mixed, "targets name no role press")
def targets_that_name_no_press(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    return lambda: herald.checks(
        placed(herald, forged(herald, "targets", lambda targets: targets.delegations.roles.pop("press")))
    )


@refused(Mixed, "edition.json is left out")
def press_that_lists_nothing(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    return lambda: herald.checks(placed(herald, forged(herald, "press", lambda press: press.targets.clear())))


# Time


@refused(Expired, "timestamp expired")
def freeze(herald: Newsroom) -> Act:
    """(test_timestamp_expired)"""
    place = herald.prints(herald.some_sheets(3))
    seen = herald.checks(place)
    herald.now += 4 * DAY
    return lambda: herald.checks(place, seen.memory)


def _frozen_but_for_the_clock(herald: Newsroom, days: int) -> Act:
    """A thief holds the clock's key and nothing else: he can hold an edition back until its other roles expire."""
    herald.checks(herald.prints(herald.some_sheets(3)))
    herald.now += days * DAY
    return lambda: herald.checks(placed(herald, replace(herald.head, timestamp=stamped(herald, herald.head.snapshot))))


@refused(Expired, "snapshot expired")
def freeze_by_a_thief_of_the_clock(herald: Newsroom) -> Act:
    """(test_snapshot_expired)"""
    return _frozen_but_for_the_clock(herald, 15)


@refused(Expired, "press expired")
def freeze_by_a_thief_of_clock_and_snapshot(herald: Newsroom) -> Act:
    herald.checks(herald.prints(herald.some_sheets(3)))
    herald.now += 31 * DAY
    return lambda: herald.checks(placed(herald, heads.confirm(herald.head, herald.signers(), herald.now)))


@refused(Expired, "root expired")
def root_that_expired(herald: Newsroom) -> Act:
    """(test_root_expired)"""
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    herald.now += 549 * DAY
    return lambda: herald.checks(placed(herald, replace(herald.head, timestamp=stamped(herald, herald.head.snapshot))))


@refused(Expired, "timestamp expired")
def clock_of_the_device_two_years_ahead(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    herald.now += 730 * DAY
    return lambda: herald.checks(place)


@refused(TooLong, "in this machine's future. Set its clock")
def clock_of_the_device_two_years_behind(herald: Newsroom) -> Act:
    place = herald.prints(herald.some_sheets(3))
    herald.checks(place)
    herald.now -= 730 * DAY
    return lambda: herald.checks(place)


@refused(Expired, "timestamp expired")
def clock_of_the_device_set_back(herald: Newsroom) -> Act:
    """What the newsroom said last is a floor: an old thing is not fresh again because a clock was set back."""
    herald.prints(herald.some_sheets(3))
    old = herald.head
    herald.now += 20 * DAY
    seen = herald.checks(herald.prints({"en/index.html": b"<p>Front."}))
    memory = replace(seen.memory, timestamp=0, snapshot=0, roles={})
    herald.now -= 20 * DAY
    herald.checks(placed(herald, old))
    return lambda: herald.checks(placed(herald, old), memory)
