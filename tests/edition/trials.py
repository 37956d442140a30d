"""What a reader must come through without a refusal: time, restored machines, thieves who counted far ahead.

In brackets: the case of theupdateframework/tuf-conformance that tries the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata

from tamizdat.edition import head as heads
from tamizdat.edition import keys
from tamizdat.edition.head import Head
from tamizdat.edition.reading import Memory
from tamizdat.edition.refusals import Rollback
from tests.edition.attacking import Act, refused, survived
from tests.edition.forging import DAY, content, forged, part, placed, with_part
from tests.edition.world import HOUR, Newsroom

FAR_AHEAD = 1 << 31


@survived
def a_reader_goes_on_with_an_expired_edition_and_says_so(herald: Newsroom) -> None:
    place = herald.prints(herald.some_sheets(3))
    herald.now += 40 * DAY

    checked = herald.checks(place, strict=False)

    assert checked.edition == 1
    assert [line.split()[0] for line in checked.expired] == ["timestamp", "snapshot", "press", "mirrors"]


@survived
def a_device_whose_clock_is_two_years_off_reads_and_says_so(herald: Newsroom) -> None:
    place = herald.prints(herald.some_sheets(3))
    assert herald.checks(place, strict=False).expired == ()

    for off, words in ((730 * DAY, "timestamp expired"), (-730 * DAY, "Set its clock")):
        herald.now += off
        assert words in herald.checks(place, strict=False).expired[0]
        herald.now -= off


@survived
def an_hour_between_two_clocks_is_nothing(herald: Newsroom) -> None:
    place = herald.prints(herald.some_sheets(3))
    herald.now -= HOUR

    assert herald.checks(place).edition == 1


@survived
def a_reader_who_was_away_while_roots_came_and_ended_follows_them(herald: Newsroom) -> None:
    """(test_root_rotation, test_expired_local_root)"""
    first = herald.checks(herald.prints(herald.some_sheets(3)))
    for _ in range(3):
        herald.now += 300 * DAY

        def renew(root: Any) -> None:
            root.expires = heads.expiry("root", herald.now)

        herald.head = forged(herald, "root", renew)
    for role in ("targets", "mirrors"):
        herald.head = _renewed(herald, role)

    later = herald.checks(herald.prints({"en/index.html": b"<p>Front."}), first.memory)

    assert (later.edition, part(herald.head, "root").version) == (2, 4)


def _renewed(herald: Newsroom, role: str) -> Head:
    said = part(herald.head, role)
    said.expires, said.version = heads.expiry(role, herald.now), said.version + 1
    return with_part(herald, role, heads.sign(said, herald.signers()[role]))


@survived
def unknown_members_and_worthless_signatures_are_passed_over(herald: Newsroom) -> None:
    """(test_custom_fields, test_invalid_sig_in_valid_metadata)"""
    herald.prints(herald.some_sheets(3))

    def more(timestamp: Any) -> None:
        timestamp.unrecognized_fields["weather"] = "fair"

    head = forged(herald, "timestamp", more)
    metadata = Metadata[Any].from_bytes(head.timestamp)
    metadata.sign(keys.new(), append=True)

    assert herald.checks(placed(herald, replace(head, timestamp=metadata.to_bytes()))).edition == 1


@survived
def a_place_that_lies_about_newer_roots_shows_nothing_that_is_not_signed(herald: Newsroom) -> None:
    """A 404 can hide a root from who has not seen it; then he believes what the old one vouches for, and no more."""
    herald.prints(herald.some_sheets(3))
    herald.head = forged(herald, "root", lambda root: None)
    place = herald.prints({"en/index.html": b"<p>Front."})
    seen = herald.checks(place)
    del place.files["edition/head/2.root.json"]

    assert herald.checks(place).memory.root == herald.root
    assert herald.checks(place, seen.memory).memory.root == content(herald.head, "root")


# Fast-forward: a thief of every online key counts to 2^31


def _fast_forwarded(herald: Newsroom) -> Memory:
    """A reader who believed the thief; the newsroom's own head is as it was."""
    herald.prints(herald.some_sheets(3))
    own = herald.head
    herald.head = heads.publish(own, herald.tree, herald.signers(), herald.now, above=FAR_AHEAD)
    thieves = placed(herald, heads.confirm(herald.head, herald.signers(), herald.now, above=FAR_AHEAD))
    herald.head = own
    seen = herald.checks(thieves)
    assert seen.edition == FAR_AHEAD + 1
    with pytest.raises(Rollback):
        herald.checks(herald.places(), seen.memory)
    return seen.memory


def _replaced(herald: Newsroom, *roles: str) -> None:
    """People give these roles new keys, and no others, by a new root."""
    fresh: dict[str, list[CryptoSigner]] = {role: [keys.new()] for role in roles}

    def change(root: Any) -> None:
        for role in roles:
            for keyid in list(root.roles[role].keyids):
                root.revoke_key(keyid, role)
            root.add_key(fresh[role][0].public_key, role)

    herald.head = forged(herald, "root", change)
    herald.held |= fresh


@survived
def new_keys_of_timestamp_and_snapshot_recover_from_a_thief_who_counted_to_two_billion(herald: Newsroom) -> None:
    """(test_new_timestamp_fast_forward_recovery, test_new_snapshot_…, test_targets_…: all three at once)"""
    memory = _fast_forwarded(herald)

    _replaced(herald, "timestamp", "snapshot")

    assert herald.checks(herald.prints({"en/index.html": b"<p>Front."}), memory).edition == 2


@refused(Rollback, "timestamp .* is older than")
def new_keys_of_the_snapshot_alone(herald: Newsroom) -> Act:
    memory = _fast_forwarded(herald)
    _replaced(herald, "snapshot")
    place = herald.prints({"en/index.html": b"<p>Front."})
    return lambda: herald.checks(place, memory)


@refused(Rollback, "timestamp .* is older than")
def new_keys_of_the_timestamp_alone(herald: Newsroom) -> Act:
    """Stricter than the case of that name: half of a recovery may be half of a theft."""
    memory = _fast_forwarded(herald)
    _replaced(herald, "timestamp")
    place = herald.prints({"en/index.html": b"<p>Front."})
    return lambda: herald.checks(place, memory)


# A press restored from a backup of last week


def _restored(herald: Newsroom) -> Memory:
    """Readers have seen this week's editions; the press knows only last week's."""
    herald.prints(herald.some_sheets(3))
    backup, tree = herald.head, herald.tree
    for number in range(5):
        herald.now += DAY
        herald.prints({"en/index.html": b"<p>Front %d." % number})
    memory = herald.checks(herald.place).memory
    herald.head, herald.tree, herald.now = backup, tree, herald.now + HOUR
    return memory


@survived
def a_press_restored_from_last_week_goes_on_above_what_was_seen(herald: Newsroom) -> None:
    memory = _restored(herald)
    highest = max(memory.snapshot, *memory.roles.values())

    herald.head = heads.publish(herald.head, herald.tree, herald.signers(), herald.now, above=highest)

    assert herald.checks(herald.places(), memory).edition == highest + 1


@refused(Rollback, "names snapshot 2, older")
def press_restored_from_last_week_that_counts_on_from_there(herald: Newsroom) -> Act:
    memory = _restored(herald)
    place = herald.prints({"en/index.html": b"<p>Front again."})
    return lambda: herald.checks(place, memory)
