"""Records are sealed for a key that is elsewhere, and tell nothing but that they are there."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.vault import keys, records
from tamizdat.vault.intake import Intake
from tamizdat.vault.keys import BadKey, OpeningKey, SealingKey
from tamizdat.vault.marks import MarkingKey
from tamizdat.vault.records import MORE, SIZES, TooLong, Unopened

LETTER = {"kind": "subscribe", "address": "masha@mail.example", "language": "ru"}
WEEK = timedelta(weeks=1)
FRIDAY = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def key() -> OpeningKey:
    return OpeningKey.new()


# Sealing


def test_a_record_opens_with_its_key(key: OpeningKey) -> None:
    sealed = records.seal(LETTER, key.sealing, "letter")

    assert records.open_(sealed, [OpeningKey.new(), key], "letter") == LETTER


def test_records_of_any_length_have_one_size_and_no_two_are_alike(key: OpeningKey) -> None:
    short, long = {"a": ""}, {"a": "x" * 400}

    sealed = [records.seal(record, key.sealing, "letter") for record in (short, short, long, LETTER)]

    assert {len(one) for one in sealed} == {SIZES[0] + MORE}
    assert len({one[8:] for one in sealed}) == 4
    assert len(records.seal(LETTER, key.sealing, "letter", SIZES[1])) == SIZES[1] + MORE


def test_nothing_of_a_record_is_seen_in_what_is_sealed(key: OpeningKey) -> None:
    sealed = records.seal(LETTER, key.sealing, "letter")

    for word in (b"masha", base64.b64encode(b"masha@mail.example"), b"subscribe", b"m\0a\0s\0h\0a"):
        assert word not in sealed
    assert b"masha" in records.padded(LETTER, SIZES[0])  # else this would prove nothing


@pytest.mark.parametrize("at", [0, 7, 8, 600, 1_127, 1_128, -17, -1])
def test_a_changed_byte_anywhere_opens_nothing(key: OpeningKey, at: int) -> None:
    sealed = records.seal(LETTER, key.sealing, "letter")
    assert records.open_(sealed, [key], "letter") == LETTER

    changed = bytearray(sealed)
    changed[at] ^= 1

    with pytest.raises(Unopened):
        records.open_(bytes(changed), [key], "letter")


def test_a_record_for_one_purpose_opens_for_no_other(key: OpeningKey) -> None:
    with pytest.raises(Unopened, match="another purpose"):
        records.open_(records.seal(LETTER, key.sealing, "letter"), [key], "subscription")


def test_a_record_for_another_key_says_so(key: OpeningKey) -> None:
    with pytest.raises(Unopened, match="no key here opens it"):
        records.open_(records.seal(LETTER, OpeningKey.new().sealing, "letter"), [key], "letter")


@pytest.mark.parametrize("sealed", [b"", b"x" * 7, b"x" * 8, b"x" * 2_000])
def test_what_is_no_record_opens_nothing(key: OpeningKey, sealed: bytes) -> None:
    for content in (sealed, key.name + sealed):
        with pytest.raises(Unopened):
            records.open_(content, [key], "letter")


def test_a_record_that_fits_no_size_is_refused(key: OpeningKey) -> None:
    assert records.seal({"a": "x" * (SIZES[0] - 10)}, key.sealing, "letter")

    with pytest.raises(TooLong, match="does not fit 512"):
        records.seal({"a": "x" * (SIZES[0] - 9)}, key.sealing, "letter")
    with pytest.raises(TooLong):
        records.seal(LETTER, key.sealing, "letter", 513)


# Keys


def test_a_key_is_kept_sealed_and_opens_with_its_phrase(tmp_path: Path, key: OpeningKey) -> None:
    keys.keep(key, tmp_path / "list.key", "six words that lie in a drawer")

    assert keys.taken(tmp_path / "list.key", "six words that lie in a drawer") == key
    assert key.seed not in (tmp_path / "list.key").read_bytes()
    assert (tmp_path / "list.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadKey, match="does not open with this phrase"):
        keys.taken(tmp_path / "list.key", "other words")
    with pytest.raises(FileExistsError):
        keys.keep(OpeningKey.new(), tmp_path / "list.key", "six words")


def test_a_sealing_key_is_made_from_its_bytes_and_shows_none_of_them(key: OpeningKey) -> None:
    again = SealingKey(key.sealing.content)

    assert records.open_(records.seal(LETTER, again, "letter"), [key], "letter") == LETTER
    assert repr(again) == "SealingKey()"
    assert repr(key) == "OpeningKey()"


@pytest.mark.parametrize("content", [b"", b"x" * 1_215, b"x" * 1_217])
def test_bytes_that_are_no_key_are_refused(content: bytes) -> None:
    with pytest.raises(BadKey):
        SealingKey(content)
    with pytest.raises(BadKey):
        OpeningKey(content)


def test_a_shredded_key_is_gone(tmp_path: Path, key: OpeningKey) -> None:
    keys.keep(key, tmp_path / "a.key", "phrase")

    keys.shred(tmp_path / "a.key")
    keys.shred(tmp_path / "a.key")

    assert list(tmp_path.iterdir()) == []


# Weeks


def test_each_week_has_a_key_of_its_own(tmp_path: Path) -> None:
    intake = Intake(tmp_path, "phrase")

    this, again, next_ = (intake.sealing(at) for at in (FRIDAY, FRIDAY + timedelta(days=2), FRIDAY + WEEK))

    assert this == again != next_
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-W48.key", "2026-W49.key"]


def test_a_late_letter_is_opened_and_one_of_the_week_before_the_last_with_nothing_that_is_left(tmp_path: Path) -> None:
    """Letters of week n do not open with everything the private side holds in week n + 2."""
    intake = Intake(tmp_path, "phrase")
    letter = records.seal(LETTER, intake.sealing(FRIDAY), "letter")

    late = FRIDAY + timedelta(days=9)  # Sunday of the next week
    assert records.open_(letter, intake.opening(late), "letter") == LETTER

    after_two_weeks = FRIDAY + timedelta(days=10)  # the first day of the week after next
    intake.sealing(after_two_weeks)
    left = intake.opening(after_two_weeks)
    assert left
    with pytest.raises(Unopened, match="destroyed"):
        records.open_(letter, left, "letter")
    assert "2026-W48.key" not in {path.name for path in tmp_path.iterdir()}
    with pytest.raises(Unopened):
        records.open_(letter, Intake(tmp_path, "phrase").opening(after_two_weeks), "letter")


def test_the_turn_of_the_year_is_a_week_like_any_other(tmp_path: Path) -> None:
    intake = Intake(tmp_path, "phrase")

    one = intake.sealing(datetime(2026, 12, 31, tzinfo=UTC))
    other = intake.sealing(datetime(2027, 1, 3, tzinfo=UTC))

    assert one == other
    assert [path.name for path in tmp_path.iterdir()] == ["2026-W53.key"]
    assert intake.destroy(datetime(2027, 1, 10, tzinfo=UTC)) == []
    assert intake.destroy(datetime(2027, 1, 11, tzinfo=UTC)) == ["2026-W53"]


# Marks


def test_a_mark_is_the_same_for_a_reader_however_it_is_typed_and_another_for_another() -> None:
    marking = MarkingKey.new()

    assert marking.mark("list", " Masha@Mail.example\n") == marking.mark("list", "masha@mail.example")
    assert marking.mark("list", "masha@mail.example") != marking.mark("list", "sasha@mail.example")
    assert len(marking.mark("list", "masha@mail.example")) == 8


def test_marks_of_two_kinds_or_two_keys_cannot_be_compared() -> None:
    one, other = MarkingKey.new(), MarkingKey.new()
    address = "masha@mail.example"

    assert len({one.mark("list", address), one.mark("pledge", address), other.mark("list", address)}) == 3
    assert repr(one) == "MarkingKey()"
