"""People change who signs: nothing is in force before enough of the right ones have signed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from securesystemslib.signer import CryptoSigner

from tamizdat.edition import comparing, head, keys, proposals
from tamizdat.edition.head import Head
from tamizdat.edition.proposals import Proposal, Useless
from tamizdat.edition.refusals import Malformed, Refused, Rollback, Unsigned
from tests.edition.world import HOUR, Newsroom

YEARS = timedelta(days=3_650)


@pytest.fixture
def newsroom() -> Newsroom:
    room = Newsroom()
    room.prints(room.some_sheets(5))
    return room


def signed(proposal: Proposal, of: Head, signers: list[CryptoSigner]) -> Proposal:
    for signer in signers:
        proposal = proposals.signed(proposal, of, signer)
    return proposal


def in_force(room: Newsroom, proposal: Proposal, signers: dict[str, list[CryptoSigner]]) -> None:
    """The press takes the proposal and signs under it."""
    room.head = proposals.adopted(room.head, proposal, room.now)
    room.head = head.publish(room.head, room.tree, signers, room.now)
    room.places()


def test_a_root_renewed_by_three_of_five_is_followed_by_an_old_reader(newsroom: Newsroom) -> None:
    before = newsroom.reader()
    proposal = signed(
        proposals.renewed(newsroom.head, ["root"], newsroom.now + HOUR), newsroom.head, newsroom.held["root"][:3]
    )

    in_force(newsroom, proposal, newsroom.signers())

    assert newsroom.checks(newsroom.place, before).memory.root == newsroom.head.roots[-1]
    assert newsroom.head.version("root") == 2


def test_two_of_five_are_too_few_for_a_root(newsroom: Newsroom) -> None:
    proposal = signed(
        proposals.renewed(newsroom.head, ["root"], newsroom.now), newsroom.head, newsroom.held["root"][:2]
    )

    with pytest.raises(Unsigned, match="2 of the 3"):
        proposals.adopted(newsroom.head, proposal, newsroom.now)

    assert (
        proposals.adopted(
            newsroom.head, signed(proposal, newsroom.head, newsroom.held["root"][2:3]), newsroom.now
        ).version("root")
        == 2
    )


def test_a_stolen_press_key_signs_nothing_after_it_is_replaced(newsroom: Newsroom) -> None:
    thief, fresh = newsroom.signers(), keys.new()
    proposal = proposals.with_keys(newsroom.head, {"press": ([fresh.public_key], 1)}, newsroom.now)
    proposal = signed(proposal, newsroom.head, newsroom.held["targets"][:2])

    in_force(newsroom, proposal, {**newsroom.signers(), "press": [fresh]})

    assert newsroom.checks(newsroom.place).edition == 2
    newsroom.head = head.publish(newsroom.head, newsroom.tree, thief, newsroom.now)
    with pytest.raises(Unsigned, match="press"):
        newsroom.checks(newsroom.places())


def test_other_keys_of_the_root_need_the_old_ones_and_the_new_ones(newsroom: Newsroom) -> None:
    fresh = [keys.new() for _ in range(3)]
    changed = proposals.with_keys(newsroom.head, {"root": ([key.public_key for key in fresh], 2)}, newsroom.now)

    by_old = signed(changed, newsroom.head, newsroom.held["root"][:3])
    by_new = signed(changed, newsroom.head, fresh[:2])

    for half in (by_old, by_new):
        with pytest.raises(Unsigned):
            proposals.adopted(newsroom.head, half, newsroom.now)
    assert proposals.adopted(newsroom.head, signed(by_old, newsroom.head, fresh[:2]), newsroom.now).version("root") == 2


def test_new_keys_of_targets_sign_targets_anew(newsroom: Newsroom) -> None:
    fresh = [keys.new(), keys.new()]
    proposal = proposals.with_keys(newsroom.head, {"targets": ([key.public_key for key in fresh], 2)}, newsroom.now)
    proposal = signed(proposal, newsroom.head, [*newsroom.held["root"][:3], *fresh])

    in_force(newsroom, proposal, newsroom.signers())

    assert set(proposal.parts) == {"root", "targets"}
    assert newsroom.checks(newsroom.place).edition == 2


def test_new_keys_of_the_editors_sign_the_lists_anew(newsroom: Newsroom) -> None:
    fresh = [keys.new(), keys.new(), keys.new()]
    proposal = proposals.with_keys(newsroom.head, {"mirrors": ([key.public_key for key in fresh], 2)}, newsroom.now)
    proposal = signed(proposal, newsroom.head, [*newsroom.held["targets"][:2], *fresh[:2]])

    in_force(newsroom, proposal, newsroom.signers())

    assert newsroom.checks(newsroom.place).edition == 2


def test_a_key_that_may_sign_nothing_of_it_is_told_so(newsroom: Newsroom) -> None:
    proposal = proposals.renewed(newsroom.head, ["root"], newsroom.now)
    assert proposals.signed(proposal, newsroom.head, newsroom.held["root"][0]) != proposal

    with pytest.raises(Useless, match="may sign nothing"):
        proposals.signed(proposal, newsroom.head, newsroom.held["press"][0])


def test_a_proposal_made_before_another_came_into_force_is_refused(newsroom: Newsroom) -> None:
    one, other = (
        signed(proposals.renewed(newsroom.head, ["root"], at), newsroom.head, newsroom.held["root"][:3])
        for at in (newsroom.now, newsroom.now + HOUR)
    )
    after = proposals.adopted(newsroom.head, one, newsroom.now)

    with pytest.raises(Rollback, match="; 3 is next"):
        proposals.adopted(after, other, newsroom.now)


def test_a_proposal_that_would_hold_for_ten_years_is_refused(newsroom: Newsroom) -> None:
    proposal = proposals.renewed(newsroom.head, ["root"], newsroom.now + YEARS)
    proposal = signed(proposal, newsroom.head, newsroom.held["root"][:3])

    with pytest.raises(Refused, match="days ahead"):
        proposals.adopted(newsroom.head, proposal, newsroom.now)


def test_lists_other_than_those_that_were_signed_are_refused(newsroom: Newsroom) -> None:
    proposal = proposals.renewed(newsroom.head, ["mirrors"], newsroom.now)
    proposal = signed(proposal, newsroom.head, newsroom.held["mirrors"][:2])
    assert proposals.adopted(newsroom.head, proposal, newsroom.now).version("mirrors") == 2

    forged = replace(proposal, lists={**proposal.lists, "mirrors.json": b'{"format":1,"mirrors":["https://evil"]}\n'})

    with pytest.raises(Refused, match="mirrors"):
        proposals.adopted(newsroom.head, forged, newsroom.now)


def test_targets_cannot_lose_their_keys_behind_their_back(newsroom: Newsroom) -> None:
    """A root alone that names other keys for targets would leave targets that nobody believes."""
    fresh = keys.new()
    both = proposals.with_keys(newsroom.head, {"targets": ([fresh.public_key], 1)}, newsroom.now)
    alone = replace(both, parts={"root": both.parts["root"]})
    alone = signed(alone, newsroom.head, newsroom.held["root"][:3])

    with pytest.raises(Unsigned, match="targets"):
        proposals.adopted(newsroom.head, alone, newsroom.now)


def test_what_it_would_change_is_said_from_the_head_and_not_from_the_file(newsroom: Newsroom) -> None:
    fresh, old = keys.new(), newsroom.held["press"][0]

    lines = proposals.says(
        proposals.with_keys(newsroom.head, {"press": ([fresh.public_key], 1)}, newsroom.now), newsroom.head
    )

    assert lines[:2] == [
        f"press: the key {comparing.short(old.public_key.keyid)} signs no longer.",
        f"press: the key {comparing.short(fresh.public_key.keyid)} signs from now on.",
    ]
    assert lines[2].startswith("targets 2 is good until ")


def test_a_proposal_goes_through_a_file(newsroom: Newsroom) -> None:
    proposal = proposals.renewed(newsroom.head, ["mirrors", "root"], newsroom.now)

    assert Proposal.from_json(proposal.as_json().encode()) == proposal


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"format":1,"parts":{},"lists":{}}', '{"format":1,"parts":{"press":"x"}}']
)
def test_a_file_that_proposes_nothing_is_refused(body: str) -> None:
    with pytest.raises(Malformed):
        Proposal.from_json(body.encode())


def test_comparison_words_are_those_of_the_paper_on_proquints() -> None:
    """127.0.0.1 is lusab-babad there; here the words of a digest are told apart by any bit of what they name."""
    assert comparing._word(0x7F00) + "-" + comparing._word(0x0001) == "lusab-babad"
    assert len(comparing.words(b"a root").split()) == 8
    assert comparing.words(b"a root") != comparing.words(b"a roou")
