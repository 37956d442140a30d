"""`tamizdat check`: 0 only when everything that was asked for holds; else one line that says what does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_refusals import tamizdat
from tests.edition.world import HOUR, Newsroom, Place


def laid(place: Place, folder: Path) -> Path:
    for path, content in place.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def herald() -> Newsroom:
    from datetime import UTC, datetime

    newsroom = Newsroom()
    newsroom.now = datetime.now(UTC) - HOUR
    return newsroom


@pytest.fixture
def edition(herald: Newsroom, tmp_path: Path) -> Path:
    (tmp_path / "root.json").write_bytes(herald.root)
    return laid(herald.prints(herald.some_sheets()), tmp_path / "edition")


def check(edition: Path, *words: str) -> tuple[int, str, str]:
    done = tamizdat(edition, "check", str(edition), "--root", str(edition.parent / "root.json"), *words)
    return done.returncode, done.stdout, done.stderr


def test_a_genuine_edition_passes(edition: Path) -> None:
    code, said, _ = check(edition, "--all")

    assert code == 0
    assert "Genuine, complete and current: edition 1" in said
    assert "40 files" in said


def test_one_file_is_checked_and_printed(edition: Path) -> None:
    code, said, _ = check(edition, "--path", "en/2026/11/story-7.html", "--print")

    assert (code, said) == (0, "<p>Story 7.")


def test_an_altered_file_is_named(edition: Path) -> None:
    assert check(edition, "--all")[0] == 0
    (edition / "en/2026/11/story-7.html").write_text("<p>Story 8.")

    code, said, lines = check(edition, "--all", "--json")

    assert code == 1
    assert json.loads(said)["wrong"] == [
        "en/2026/11/story-7.html is missing or holds other bytes than the newsroom signed."
    ]
    assert lines == "tamizdat check: 1 of 40 files are not what was signed.\n"


def test_a_file_that_is_not_in_the_edition_is_refused(edition: Path) -> None:
    code, _, lines = check(edition, "--path", "en/none.html")

    assert code == 1
    assert "this edition has no file en/none.html" in lines


def test_what_was_seen_is_remembered_and_nothing_older_passes(edition: Path, herald: Newsroom, tmp_path: Path) -> None:
    old = laid(herald.place.copy(), tmp_path / "old")
    new = laid(herald.prints({"en/index.html": b"<p>Front."}), tmp_path / "new")
    words = ["--memory", str(tmp_path / "memory.json")]
    assert check(old, *words)[0] == 0
    assert check(new, *words)[0] == 0

    code, _, lines = check(old, *words)

    assert code == 1
    assert "older than" in lines


def test_another_newsrooms_root_refuses_it(edition: Path) -> None:
    assert check(edition)[0] == 0
    (edition.parent / "root.json").write_bytes(Newsroom().root)

    code, _, lines = check(edition)

    assert code == 1
    assert "signed by 0 of the 1 keys it needs" in lines


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("nowhere", "there is no folder"),
        ("http://127.0.0.1:9/", "cannot be reached"),
        ("https://a@b/", "is no address"),
    ],
)
def test_a_place_that_is_none_is_named(edition: Path, place: str, says: str) -> None:
    done = tamizdat(edition, "check", place, "--root", str(edition.parent / "root.json"))

    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_empty_folder_is_no_edition(edition: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    done = tamizdat(edition, "check", str(tmp_path / "empty"), "--root", str(edition.parent / "root.json"))

    assert done.returncode == 1
    assert "it is no edition" in done.stderr
