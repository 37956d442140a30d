"""What a provider says is applied in whatever order it is heard, and the ledger ends the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.support.applying import ONCE, REPEATED, Changes, Known, apply
from tamizdat.support.truth import Movement, Snapshot, Sort, State

BEGAN = datetime(2026, 11, 25, tzinfo=UTC)
DAY = date(2026, 11, 25)
OPENED = {repeats: Known(repeats=repeats, state=State.OPENED, amount=500, currency="USD") for repeats in (False, True)}


def said(state: State, minute: int = 1, *movements: Movement, **more: object) -> Snapshot:
    asked = BEGAN + timedelta(minutes=minute)
    made = Snapshot(asked=asked, state=state, amount=500, currency="USD", movements=movements)
    return replace(made, **more)  # type: ignore[arg-type]


def paid(name: str, amount: int = 500) -> Movement:
    return Movement(remote=name, sort=Sort.PAYMENT, amount=amount, currency="USD", day=DAY)


def after(known: Known, changes: Changes) -> Known:
    """The ledger once they are written down."""
    return replace(
        known,
        state=changes.state or known.state,
        amount=changes.amount or known.amount,
        renews=changes.renews if changes.asked else known.renews,
        subscription=changes.subscription or known.subscription,
        asked=changes.asked or known.asked,
        entries=known.entries | {one.remote for one in changes.entries},
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[bool, list[Snapshot]]:
    """What a provider would have said of one pledge, were it asked after each thing that happened."""
    repeats = draw(st.booleans())
    ways = REPEATED if repeats else ONCE
    state, movements, found = State.OPENED, [], [said(State.OPENED, 1)]
    for minute in range(2, draw(st.integers(2, 10))):
        state = draw(st.sampled_from(sorted(ways[state]))) if ways[state] and draw(st.booleans()) else state
        if draw(st.booleans()):
            movements.append(paid(f"m{minute}", draw(st.integers(-900, 900))))
        found.append(said(state, minute, *movements))
    return repeats, found


@given(histories(), st.data())
def test_lost_doubled_and_late_answers_end_as_the_last_one_says(
    history: tuple[bool, list[Snapshot]], data: st.DataObject
) -> None:
    repeats, snapshots = history
    heard = data.draw(st.lists(st.sampled_from(snapshots), max_size=12))
    heard.insert(data.draw(st.integers(0, len(heard))), snapshots[-1])

    known = OPENED[repeats]
    for snapshot in heard:
        changes = apply(known, snapshot)
        assert changes.doubt == ""
        known = after(known, changes)

    assert known.state == snapshots[-1].state
    assert known.entries == {one.remote for one in snapshots[-1].movements}


@pytest.mark.parametrize("ways", [ONCE, REPEATED])
def test_what_lies_between_may_be_missed(ways: dict[State, frozenset[State]]) -> None:
    for state, reached in ways.items():
        assert all(ways[one] <= reached | {state} for one in reached)


@given(histories())
def test_what_is_heard_twice_changes_nothing(history: tuple[bool, list[Snapshot]]) -> None:
    repeats, snapshots = history
    known = OPENED[repeats]
    for snapshot in snapshots:
        known = after(known, apply(known, snapshot))
        again = apply(known, snapshot)
        assert (again.state, again.amount, again.entries, again.doubt) == (None, None, (), "")


def test_an_older_answer_undoes_nothing_but_its_money_counts() -> None:
    known = replace(OPENED[True], state=State.ENDED, asked=BEGAN + timedelta(minutes=9))

    changes = apply(known, said(State.ACTIVE, 5, paid("m1")))

    assert changes.state is None
    assert [one.remote for one in changes.entries] == ["m1"]
    assert changes.asked is None


@pytest.mark.parametrize(
    ("repeats", "state", "there"),
    [
        (False, State.PAID, State.OPENED),
        (False, State.PAID, State.FAILED),
        (True, State.ENDED, State.ACTIVE),
        (True, State.ACTIVE, State.OPENED),
        (False, State.OPENED, State.ACTIVE),
        (True, State.OPENED, State.PAID),
    ],
)
def test_a_provider_that_contradicts_itself_is_doubted(repeats: bool, state: State, there: State) -> None:
    changes = apply(replace(OPENED[repeats], state=state), said(there))

    assert changes.state is None
    assert changes.doubt == f"it is {state} here and {there} there"


def test_another_currency_is_doubted_and_its_money_is_kept() -> None:
    changes = apply(OPENED[False], said(State.PAID, 1, paid("m1"), currency="EUR"))

    assert (changes.state, len(changes.entries)) == (None, 1)
    assert "USD" in changes.doubt


def test_money_given_back_is_no_state() -> None:
    known = after(OPENED[False], apply(OPENED[False], said(State.PAID, 1, paid("m1"))))

    changes = apply(known, said(State.PAID, 2, paid("m1"), paid("r1", -500)))

    assert changes.state is None
    assert [one.amount for one in changes.entries] == [-500]
