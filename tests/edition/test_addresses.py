"""The signed lists of addresses: what they may hold, who may change them, and what a hostile one can do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tamizdat.edition import addresses, head, proposals
from tamizdat.edition.addresses import MIRRORS, WAYS, Address, BadAddress
from tamizdat.edition.proposals import Useless
from tamizdat.edition.refusals import Malformed, Rollback, Unsigned
from tests.edition.world import HOUR, Newsroom

OWN = Address("https://herald.example/", "own", 20)
ONION = Address(f"http://{'a2' * 28}.onion/", "own", 10)
CARRIER = Address("https://bucket.example/herald/", "carrier", 50)
LETTERS = Address("https://letters.example/", "letterbox", label="Newsletter")


@pytest.fixture
def newsroom() -> Newsroom:
    room = Newsroom()
    room.prints(room.some_sheets(5))
    return room


def lists(room: Newsroom, *entries: Address, name: str = MIRRORS) -> None:
    """Two duty editors sign this list, and the press takes it."""
    in_force(room, proposals.with_list(room.head, name, entries, room.now), "mirrors")


def in_force(room: Newsroom, proposal: proposals.Proposal, role: str) -> None:
    for signer in room.held[role][:2]:
        proposal = proposals.signed(proposal, room.head, signer)
    room.head = proposals.adopted(room.head, proposal, room.now)
    room.head = head.publish(room.head, room.tree, room.signers(), room.now)
    room.places()


def raw(*entries: object, **more: object) -> bytes:
    return json.dumps({"format": 1, "mirrors": list(entries), **more}).encode()


def entry(address: str, kind: str = "own", **more: object) -> dict[str, object]:
    return {"address": address, "kind": kind, **more}


# In order


def test_a_reader_is_told_own_addresses_first_and_the_heavier_before_the_lighter(newsroom: Newsroom) -> None:
    lists(newsroom, CARRIER, ONION, OWN)

    assert addresses.known(newsroom.checks(newsroom.place)) == (OWN, ONION, CARRIER)


def test_ways_are_a_list_of_their_own(newsroom: Newsroom) -> None:
    lists(newsroom, LETTERS, name=WAYS)

    checked = newsroom.checks(newsroom.place)

    assert addresses.listed(checked.ways, WAYS) == (LETTERS,)
    assert addresses.known(checked) == ()


def test_a_kind_of_later_versions_is_passed_over() -> None:
    assert addresses.listed(raw(entry("https://a.example/", "satellite"), entry("https://b.example/"))) == (
        Address("https://b.example/", "own"),
    )


def test_a_member_of_later_versions_is_passed_over() -> None:
    assert len(addresses.listed(raw(entry("https://a.example/", colour="red"), since="2027"))) == 1


def test_a_list_is_the_same_bytes_in_whatever_order_it_was_written() -> None:
    assert addresses.written(MIRRORS, [OWN, CARRIER]) == addresses.written(MIRRORS, [CARRIER, OWN])


def test_what_changes_is_told_to_whoever_signs(newsroom: Newsroom) -> None:
    lists(newsroom, OWN, CARRIER)

    proposal = proposals.with_list(newsroom.head, MIRRORS, [replace(OWN, withdrawn=True), ONION], newsroom.now + HOUR)
    told = proposals.says(proposal, newsroom.head)

    assert f"mirrors.json: {OWN.address} is withdrawn (own, weight 20)." in told
    assert f"mirrors.json: {ONION.address} comes (own, weight 10)." in told
    assert f"mirrors.json: {CARRIER.address} is in it no longer." in told


# Who may change it


def test_one_duty_editor_of_three_changes_nothing(newsroom: Newsroom) -> None:
    proposal = proposals.with_list(newsroom.head, MIRRORS, [OWN], newsroom.now)
    proposal = proposals.signed(proposal, newsroom.head, newsroom.held["mirrors"][0])

    with pytest.raises(Unsigned, match="1 of the 2"):
        proposals.adopted(newsroom.head, proposal, newsroom.now)

    proposal = proposals.signed(proposal, newsroom.head, newsroom.held["mirrors"][1])
    assert addresses.listed(proposals.adopted(newsroom.head, proposal, newsroom.now).lists[MIRRORS]) == (OWN,)


def test_the_keys_of_the_lists_cannot_change_the_floor(newsroom: Newsroom) -> None:
    proposal = proposals.with_floor(newsroom.head, [OWN], newsroom.now)

    with pytest.raises(Useless):
        proposals.signed(proposal, newsroom.head, newsroom.held["mirrors"][0])

    in_force(newsroom, proposal, "targets")
    assert addresses.known(newsroom.checks(newsroom.place)) == (OWN,)


def test_a_list_that_breaks_a_rule_is_not_taken_whoever_signed_it(newsroom: Newsroom) -> None:
    good = proposals.with_list(newsroom.head, MIRRORS, [OWN], newsroom.now)
    bad = raw(entry("http://plain.example/"))
    mirrors = proposals._next(newsroom.head, "mirrors", newsroom.now)
    mirrors.targets[MIRRORS] = head._listed({MIRRORS: bad})[MIRRORS]  # type: ignore[union-attr]
    proposal = replace(proposals._proposal(newsroom.head, {"mirrors": mirrors}), lists={**good.lists, MIRRORS: bad})
    for signer in newsroom.held["mirrors"][:2]:
        proposal = proposals.signed(proposal, newsroom.head, signer)
        good = proposals.signed(good, newsroom.head, signer)

    assert proposals.adopted(newsroom.head, good, newsroom.now)
    with pytest.raises(Malformed, match="does not begin with https"):
        proposals.adopted(newsroom.head, proposal, newsroom.now)


def test_rollback_of_the_address_list_is_refused(newsroom: Newsroom) -> None:
    lists(newsroom, OWN)
    before = newsroom.head
    reader = newsroom.reader()
    lists(newsroom, ONION)
    reader = newsroom.checks(newsroom.place, reader).memory
    newsroom.head = replace(newsroom.head, mirrors=before.mirrors, lists={**newsroom.head.lists, **before.lists})
    newsroom.head = head.publish(newsroom.head, newsroom.tree, newsroom.signers(), newsroom.now)

    with pytest.raises(Rollback, match="mirrors"):
        newsroom.checks(newsroom.places(), reader)


# Hostile lists: each first accepted without what makes it hostile


def test_hostile_list_all_withdrawn_leaves_the_floor(newsroom: Newsroom) -> None:
    in_force(newsroom, proposals.with_floor(newsroom.head, [OWN], newsroom.now), "targets")
    lists(newsroom, OWN, CARRIER)
    assert addresses.known(newsroom.checks(newsroom.place)) == (OWN, CARRIER)

    lists(newsroom, replace(OWN, withdrawn=True), replace(CARRIER, withdrawn=True))

    assert addresses.known(newsroom.checks(newsroom.place)) == (OWN,)


def test_hostile_list_of_10_000_entries_is_refused_and_the_floor_stays(newsroom: Newsroom) -> None:
    in_force(newsroom, proposals.with_floor(newsroom.head, [OWN], newsroom.now), "targets")
    many = [Address(f"https://m{number}.example/", "carrier") for number in range(10_000)]
    checked = newsroom.checks(newsroom.place)
    assert len(addresses.known(replace(checked, addresses=addresses.written(MIRRORS, many[:64])))) == 65

    with pytest.raises(BadAddress, match="10000 addresses; 64 are allowed"):
        addresses.written(MIRRORS, many)
    hostile = raw(*(entry(one.address, "carrier") for one in many))
    with pytest.raises(Malformed, match="10000 addresses; 64 are allowed"):
        addresses.listed(hostile)

    assert addresses.known(replace(checked, addresses=hostile)) == (OWN,)


HOSTILE = {
    "http": ("http://herald.example/", "does not begin with https"),
    "an IP address": ("https://203.0.113.7/", "by its name"),
    "an IP address of version 6": ("https://[2001:db8::1]/", "by its name"),
    "an IP address as one number": ("https://3405803783/", "by its name"),
    "an IP address in hex": ("https://0xcb.0x0.0x71.0x7/", "by its name"),
    "the reader's own machine": ("https://localhost/", "by its name"),
    "the reader's own network": ("https://router.lan/", "by its name"),
    "a name and a password": ("https://reader:word@herald.example/", "more than name and path"),
    "another host behind a name": ("https://herald.example@victim.example/", "more than name and path"),
    "a query": ("https://herald.example/?reader=7", "more than name and path"),
    "a fragment": ("https://herald.example/#x", "more than name and path"),
    "a victim's mail port": ("https://victim.example:25/", "port 25"),
    "a port that is none": ("https://herald.example:99999/", "no address"),
    "a script": ("javascript:alert(1)//herald.example/", "does not begin"),
    "a file": ("file:///etc/passwd", "does not begin"),
    "dots for folders": ("https://herald.example/a/../", "no dots"),
    "percent signs": ("https://herald.example/%2e%2e/", "no dots or percent"),
    "no slash at its end": ("https://herald.example/a", "end with a slash"),
    "two slashes": ("https://herald.example//", "end with a slash"),
    "a path of others": ("https://bucket.example/herald/", "a carrier, not"),
    "an onion that is none": ("http://herald.onion/", "does not begin"),
    "a name that ends with onion by https": ("https://herald.onion/", "by its name"),
    "letters of two alphabets": ("https://hеrald.example/", "plain letters"),
    "capitals": ("https://HERALD.example/", "by its name"),
    "a name without end": ("https://herald.example./", "by its name"),
    "a backslash": ("https://herald.example\\@victim.example/", "more than name and path"),
    "a space": ("https://herald.example /", "plain letters"),
    "a line's end": ("https://herald.example/\n", "plain letters"),
    "a very long one": (f"https://{'a' * 200}.example/", "at most 200"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_list_with(case: str) -> None:
    address, why = HOSTILE[case]
    assert addresses.listed(raw(entry("https://herald.example/"), entry(ONION.address)))

    with pytest.raises(Malformed, match=why):
        addresses.listed(raw(entry("https://herald.example/"), entry(address)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"format":2,"mirrors":[]}',
        b'{"format":1}',
        raw("https://herald.example/"),
        raw({"kind": "own"}),
        raw(entry("https://a.example/", weight=101)),
        raw(entry("https://a.example/", weight=True)),
        raw(entry("https://a.example/", withdrawn=1)),
        raw(entry("https://a.example/"), entry("https://a.example/", "carrier")),
        raw(entry("https://a.example/", label="x" * 81)),
    ],
    ids=["empty", "array", "format", "none", "text", "no address", "heavy", "truth", "number", "twice", "long label"],
)
def test_a_list_of_another_form_is_refused(content: bytes) -> None:
    assert addresses.listed(raw(entry("https://a.example/", weight=100, withdrawn=True, label="x" * 80)))

    with pytest.raises(Malformed):
        addresses.listed(content)
