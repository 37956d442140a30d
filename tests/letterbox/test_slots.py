"""Where letters lie."""

from __future__ import annotations

import itertools
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from tamizdat.letterbox.slots import HEAD, SEALED, SLOT, Full, NotSlots, Slots

DAY = date(2026, 11, 25)


def letter(number: int) -> bytes:
    return number.to_bytes(4) + os.urandom(SEALED - 4)


def test_a_letter_lies_until_it_is_removed_and_leaves_nothing(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "letters", 16)
    sealed = letter(1)

    slots.put("join", sealed, DAY)
    lying = slots.lying(10)
    assert [(one.day, one.sealed) for one in lying] == [(DAY, sealed)]
    assert sealed[:64] in (tmp_path / "letters").read_bytes()
    assert slots.remove([lying[0].name]) == 1

    assert slots.lying(10) == []
    assert sealed[:64] not in (tmp_path / "letters").read_bytes()
    assert slots.remove([lying[0].name]) == 0  # a receipt that comes twice


def test_it_never_grows_and_is_full_when_every_slot_is_taken(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "letters", 8)
    size = (tmp_path / "letters").stat()

    for number in range(8):
        slots.put("join", letter(number), DAY)
    with pytest.raises(Full):
        slots.put("join", letter(9), DAY)
    slots.put("kept", letter(10), DAY)

    assert slots.waiting() == {"join": 8, "ask": 0, "kept": 1}
    after = (tmp_path / "letters").stat()
    assert (after.st_size, after.st_blocks) == (size.st_size, size.st_blocks)  # the disk was taken beforehand


def test_letters_with_tokens_are_fetched_first(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "letters", 8)
    for room in ("join", "ask", "kept", "join"):
        slots.put(room, letter(ord(room[0])), DAY)

    assert slots.lying(1)[0].sealed[3] == ord("k")


def test_the_file_does_not_say_in_which_order_letters_came(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "letters", 1_024)
    for number in range(200):
        slots.put("join", letter(number), DAY)

    order = [int.from_bytes(one.sealed[:4]) for one in slots.lying(1_000)]
    rising = sum(one < other for one, other in itertools.pairwise(order))
    assert 70 <= rising <= 130  # of 199; a queue would have all of them


def test_a_letter_that_was_cut_off_is_no_letter(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "letters", 8)
    for number in range(2):
        slots.put("join", letter(number), DAY)
    content = (tmp_path / "letters").read_bytes()
    spoilt = next(at for at in range(HEAD, len(content), SLOT) if content[at + 30 : at + 34] != bytes(4))
    with open(tmp_path / "letters", "r+b") as file:
        file.seek(spoilt + 700)
        file.write(b"\0" * 500)

    assert len(slots.lying(10)) == 1
    assert slots.waiting()["join"] == 1


def test_what_no_key_opens_any_more_is_forgotten(tmp_path: Path) -> None:
    slots = Slots(tmp_path / "letters", 8)
    slots.put("join", letter(1), DAY - timedelta(days=23))
    slots.put("join", letter(2), DAY)

    assert slots.forget_before(DAY - timedelta(days=22)) == 1
    assert [one.day for one in slots.lying(10)] == [DAY]


def test_another_file_is_not_taken_for_letters(tmp_path: Path) -> None:
    (tmp_path / "letters").write_bytes(b"a diary" * 4_000)

    with pytest.raises(NotSlots, match="Move it away"):
        Slots(tmp_path / "letters")


def test_letters_stay_when_it_is_opened_again(tmp_path: Path) -> None:
    first = Slots(tmp_path / "letters", 8)
    first.put("ask", letter(7), DAY)
    first.close()

    again = Slots(tmp_path / "letters", 99)  # an existing file keeps its size
    assert again.each == 8
    assert len(again.lying(10)) == 1
