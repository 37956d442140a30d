"""Five people at a table, real terminals, real keys."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.edition import ceremony, comparing
from tamizdat.edition.ceremony import Ceremony, Misplaced, Rules
from tamizdat.edition.keys import BadKey
from tamizdat.edition.proposals import holders
from tamizdat.edition.refusals import Unsigned
from tamizdat.press import keys as ring
from tests.terminal import Terminal

PHRASE = "six words that lie in a drawer"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def phrase(person: int) -> str:
    return f"the phrase of person number {person}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    ring.make(tmp_path / "home/keys", datetime.now(UTC), PHRASE)
    for person in range(1, 6):
        (tmp_path / f"stick{person}").mkdir()
    return tmp_path / "home"


def sits_down(at: Terminal, person: int, stick: Path) -> None:
    at.reads(f"Person {person} of")
    at.answers("Its folder:", stick)
    at.answers("Your phrase:", phrase(person))
    at.answers("The same again:", phrase(person))


def signs(at: Terminal, who: str, stick: Path, words: str) -> None:
    at.answers("Who signs", who)
    at.answers("Its folder:", stick)
    at.answers("The phrase:", words)


def test_five_people_make_the_keys_with_a_break_after_the_third(home: Path, tmp_path: Path) -> None:
    words = ("keys", "ceremony", tmp_path / "course")
    first = Terminal(words, home)
    for person in (1, 2, 3):
        sits_down(first, person, tmp_path / f"stick{person}")
    first.reads("Person 4 of 5")
    first.is_killed()

    table = Terminal(words, home)
    for person in (4, 5):
        sits_down(table, person, tmp_path / f"stick{person}")
    signs(table, "old", home / "keys/offline", PHRASE)
    for person in (1, 3, 5):
        signs(table, str(person), tmp_path / f"stick{person}", phrase(person))
    table.reads("Done.")
    assert table.ends() == 0, table.shown

    taken = subprocess.run(
        [sys.executable, "-m", "tamizdat", "keys", "take", tmp_path / "course" / "proposal.json"],
        env={"TAMIZDAT_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    head = ring.head_by_hand(home / "keys")
    assert taken.returncode == 0, taken.stderr
    assert [(len(keys), needed) for keys, needed in (holders(head, "root"), holders(head, "targets"))] == [
        (5, 3),
        (5, 2),
    ]
    words_of_root = comparing.root(head.roots[-1])
    transcript = (tmp_path / "course/transcript.txt").read_text()
    assert words_of_root in transcript
    assert words_of_root in table.shown
    assert transcript.count("made keys") == 5
    assert "Person 5  ____" in transcript


def test_no_phrase_and_no_private_key_is_in_what_is_kept_at_the_table(home: Path, tmp_path: Path) -> None:
    course = Ceremony.begun(tmp_path / "course", ring.head_by_hand(home / "keys"), Rules(1, 1, 1), NOW)

    course.sits_down(tmp_path / "stick1", phrase(1), NOW)

    kept = b"".join(path.read_bytes() for path in (tmp_path / "course").iterdir())
    assert b"person 1 made keys" in kept
    assert b"PRIVATE" not in kept
    assert phrase(1).encode() not in kept
    assert b"ENCRYPTED PRIVATE KEY" in (tmp_path / "stick1/root.pem").read_bytes()


@pytest.fixture
def course(home: Path, tmp_path: Path) -> Ceremony:
    return Ceremony.begun(tmp_path / "course", ring.head_by_hand(home / "keys"), Rules(3, 2, 2), NOW)


def test_one_stick_serves_one_person(course: Ceremony, tmp_path: Path) -> None:
    course.sits_down(tmp_path / "stick1", phrase(1), NOW)

    with pytest.raises(Misplaced, match="sat here before"):
        course.sits_down(tmp_path / "stick1", phrase(1), NOW)

    assert len(course.held) == 1


def test_a_key_made_before_the_machine_stopped_is_taken_up(course: Ceremony, tmp_path: Path) -> None:
    ceremony._made(tmp_path / "stick1/root.pem", phrase(1))
    made = (tmp_path / "stick1/root.pem").read_bytes()

    with pytest.raises(BadKey, match="wrong passphrase"):
        course.sits_down(tmp_path / "stick1", "another phrase of hers", NOW)
    course.sits_down(tmp_path / "stick1", phrase(1), NOW)

    assert (tmp_path / "stick1/root.pem").read_bytes() == made


def test_too_few_signatures_end_no_ceremony(course: Ceremony, home: Path, tmp_path: Path) -> None:
    for person in (1, 2, 3):
        course.sits_down(tmp_path / f"stick{person}", phrase(person), NOW)
    course.propose(NOW)
    course.signs(home / "keys/offline", PHRASE, "old", NOW)
    course.signs(tmp_path / "stick1", phrase(1), "person 1", NOW)

    with pytest.raises(Unsigned):
        course.finish(NOW)

    course.signs(tmp_path / "stick3", phrase(3), "person 3", NOW)
    assert json.loads(course.finish(NOW).read_text())["proposes"]


def test_a_stick_of_nobody_signs_nothing(course: Ceremony, tmp_path: Path) -> None:
    for person in (1, 2, 3):
        course.sits_down(tmp_path / f"stick{person}", phrase(person), NOW)
    course.propose(NOW)

    with pytest.raises(Misplaced, match="may sign this"):
        course.signs(tmp_path / "stick4", phrase(4), "person 4", NOW)


def test_other_rules_need_another_folder(course: Ceremony, tmp_path: Path) -> None:
    with pytest.raises(Misplaced, match="other rules"):
        Ceremony.begun(course.folder, course.head, Rules(5, 3, 2), NOW)
    with pytest.raises(Misplaced, match="cannot sign"):
        Rules(2, 3, 1)
