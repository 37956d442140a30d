"""What becomes of letters: sign-ups, confirmations, leaving, wishes."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tamizdat.letterbox.letters import PURPOSE, Ask, Choose, Confirm, Leave
from tamizdat.letterbox.slots import Lying
from tamizdat.newsletter.budget import Budget
from tamizdat.newsletter.models import Came, Count, Gone, Pending, Subscription, Token, Wish
from tamizdat.newsletter.taking import LIST, WISH
from tamizdat.vault import records
from tamizdat.vault.prints import fingerprint
from tests.newsletter.conftest import Desk, join

READER = "reader@mail.example"


def subscribers(desk: Desk) -> list[dict]:
    return [records.open_(bytes(one.sealed), [desk.listing], LIST) for one in Subscription.objects.order_by("id")]


def test_nobody_is_subscribed_before_the_owner_of_the_address_presses_the_button(desk: Desk) -> None:
    token = desk.join(READER, languages=["ru", "en"], full=True)
    assert not Subscription.objects.exists()

    desk.take(Confirm(token=token))

    (record,) = subscribers(desk)
    row = Subscription.objects.get()
    assert {part: record[part] for part in ("address", "policy", "asked", "confirmed")} == {
        "address": READER,
        "policy": "2026-11-01",
        "asked": "2026-11-25",
        "confirmed": "2026-11-25",
    }
    assert (row.languages, row.full) == (["ru", "en"], True)
    assert not Pending.objects.exists()
    assert sorted(record["kind"] for record in desk.mails().values()) == ["join", "welcome"]


def test_no_row_and_no_file_says_who_a_reader_is(desk: Desk, tmp_path: Path) -> None:
    desk.confirmed(READER)
    desk.join("other@mail.example")
    desk.take(Ask(address="third@mail.example", page="en"))

    tables = connections["readers"].introspection.table_names()
    with connections["readers"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"select * from {table}")
            said = b" ".join(
                bytes(cell) if isinstance(cell, bytes) else str(cell).encode() for row in cursor for cell in row
            )
            assert b"mail.example" not in said
            assert READER.encode().hex().encode() not in said
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"mail.example" not in path.read_bytes()
    with pytest.raises(records.Unopened):  # the intake's keys do not open the list
        records.open_(bytes(Subscription.objects.get().sealed), desk.ring.intake.opening(desk.now), LIST)


def test_a_letter_that_comes_twice_does_its_work_once(desk: Desk) -> None:
    name = secrets.token_bytes(16)
    for _ in range(3):
        desk.take(join(READER), name)

    assert Pending.objects.count() == 1
    assert len(desk.mails()) == 1
    assert Came.objects.count() == 1


def test_a_confirmation_counts_once_and_for_seven_days(desk: Desk) -> None:
    token, late = desk.join(READER), desk.join("late@mail.example")
    desk.take(Confirm(token=token))
    desk.take(Confirm(token=token))
    assert Subscription.objects.count() == 1

    desk.now += timedelta(days=8)
    desk.take(Confirm(token=late))
    desk.take(Confirm(token=desk.ring.passing.token()))  # of ours by its mark, and nobody's

    assert Subscription.objects.count() == 1
    desk.taking.forget(desk.now)
    assert not Pending.objects.exists()


def test_leaving_needs_neither_the_list_nor_a_second_press(desk: Desk) -> None:
    leave, stays = desk.confirmed(READER), desk.confirmed("stays@mail.example")

    desk.take(Leave(token=leave))
    desk.take(Leave(token=leave))

    assert [record["address"] for record in subscribers(desk)] == ["stays@mail.example"]
    assert [bytes(one.print) for one in Gone.objects.all()] == [fingerprint(leave)]
    assert [bytes(one.print) for one in Token.objects.all()] == [fingerprint(stays)]


def test_a_replayed_confirmation_does_not_bring_back_who_left(desk: Desk) -> None:
    token = desk.join(READER)
    desk.take(Confirm(token=token))
    leave = next(record["token"] for record in desk.mails().values() if record["kind"] == "welcome")
    desk.take(Leave(token=leave))

    desk.take(Confirm(token=token))

    assert not Subscription.objects.exists()


def test_a_typed_address_never_acts(desk: Desk) -> None:
    """Whoever types another's address makes a letter go there, and nothing else."""
    desk.confirmed(READER)

    desk.take(Ask(address=READER, page="en"))

    assert Subscription.objects.count() == 1
    assert not Wish.objects.exists()
    assert [record["kind"] for name, record in desk.mails().items() if name.startswith("ask")] == ["ask"]


def test_the_mailed_link_leaves_or_chooses_within_a_day(desk: Desk) -> None:
    def link() -> str:
        known = set(desk.mails())
        desk.take(Ask(address=READER, page="en"))
        return next(record["token"] for name, record in desk.mails().items() if name not in known)

    first, second = link(), link()
    desk.take(Choose(token=first, languages=["ru"], full=True))
    desk.take(Choose(token=first, languages=["en"], full=False))  # a second press
    desk.take(Leave(token=second))

    wishes = [records.open_(bytes(one.sealed), [desk.listing], WISH) for one in Wish.objects.order_by("id")]
    assert wishes == [
        {"do": "choose", "address": READER, "languages": ["ru"], "full": True},
        {"do": "leave", "address": READER},
    ]
    desk.now += timedelta(days=1)
    third = link()
    desk.now += timedelta(days=2)
    desk.take(Leave(token=third))
    assert Wish.objects.count() == 2


def test_ten_thousand_sign_ups_of_one_address_send_it_two_letters(desk: Desk) -> None:
    count = 10_000 if os.environ.get("TAMIZDAT_TESTS") == "full" else 100
    for _ in range(count):
        desk.take(join(READER.upper().replace("MAIL.EXAMPLE", "mail.example")))

    assert len(desk.mails()) == 2
    assert Count.objects.get(what="dropped").number == count - 2


def test_many_addresses_in_an_hour_stay_within_the_budget_and_come_later(desk: Desk) -> None:
    desk.budget = Budget(to_a_host=5, to_all=8)
    for number in range(12):
        desk.take(join(f"r{number}@{'one' if number % 2 else 'other'}.example"))
    assert len(desk.mails()) == 8
    assert Pending.objects.filter(kind="later").count() == 4

    assert desk.taking.take_later(desk.now) == 0
    desk.now += timedelta(hours=1)
    assert desk.taking.take_later(desk.now) == 4

    assert len(desk.mails()) == 12
    assert len({record["address"] for record in desk.mails().values()}) == 12


def test_letters_of_week_n_do_not_open_with_what_is_held_in_week_n_plus_2(desk: Desk, tmp_path: Path) -> None:
    sealed = records.seal(join(READER).as_record(), desk.ring.intake.sealing(desk.now), PURPOSE)
    assert records.open_(sealed, desk.ring.intake.opening(desk.now), PURPOSE)["address"] == READER

    desk.now += timedelta(days=14)
    opening = [*desk.ring.intake.opening(desk.now), desk.listing]

    assert not desk.taking.take(Lying(b"n" * 16, desk.now.date(), sealed), desk.now)
    with pytest.raises(records.Unopened):
        records.open_(sealed, opening, PURPOSE)
    kept = [path.read_bytes() for path in Path(settings.KEYS).rglob("*") if path.is_file()]
    assert not any(sealed[:8] == key.name for key in opening)
    assert kept  # and what else lies there are the keys above, closed
