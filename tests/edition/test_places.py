"""What lies in a folder: every file once, and of the rest nothing."""

from __future__ import annotations

from pathlib import Path

from tamizdat.edition.places import files_below


def test_files_and_links_are_found_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "en/2026").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    for path in ("index.html", "en/.new-x", "en/2026/quay.html"):
        (tmp_path / path).touch()
    (tmp_path / "en/back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "lost").symlink_to(tmp_path / "nowhere")

    assert sorted(files_below(tmp_path)) == ["en/.new-x", "en/2026/quay.html", "en/back", "index.html", "lost"]


def test_one_name_at_the_top_is_left_out_and_none_below(tmp_path: Path) -> None:
    for path in ("edition/head.json", "en/edition/index.html"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).touch()

    assert list(files_below(tmp_path, leaving_out="edition")) == ["en/edition/index.html"]


def test_a_folder_that_is_away_holds_nothing(tmp_path: Path) -> None:
    assert list(files_below(tmp_path / "away")) == []


def test_what_is_found_may_be_removed_meanwhile(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number % 4}").mkdir(exist_ok=True)
        (tmp_path / f"{number % 4}/{number}").touch()

    for path in files_below(tmp_path):
        (tmp_path / path).unlink()

    assert list(files_below(tmp_path)) == []
