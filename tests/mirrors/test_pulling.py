"""Pulling: a volunteer's folder follows the newsroom, whoever stands between them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tamizdat.edition import checking, layout, tiles, tree
from tamizdat.edition.places import FolderPlace, WebPlace
from tamizdat.edition.reading import Absent, Checked, Memory, read
from tamizdat.edition.refusals import Altered, BadPath, Demo, Expired, Malformed, Rollback
from tamizdat.mirrors.pulling import Pull, Pulled
from tests.counts import STOPPED_PULLS
from tests.edition.world import HOUR, Newsroom, Place
from tests.press.folders import snapshot


@pytest.fixture
def herald() -> Newsroom:
    newsroom = Newsroom()
    newsroom.prints(newsroom.some_sheets())
    return newsroom


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mirror"


def pull(herald: Newsroom, folder: Path, place: Place | None = None, **how: Any) -> Pulled:
    return Pull(folder, herald.root, **how).run(lambda: place or herald.place, herald.now)


def sheets(folder: Path) -> dict[str, bytes]:
    return {path: content for path, content in snapshot(folder).items() if not path.startswith(f"{layout.OWN}/")}


def printed(herald: Newsroom) -> dict[str, bytes]:
    return {path: content for path, content in herald.place.files.items() if not path.startswith(f"{layout.OWN}/")}


def checked(herald: Newsroom, folder: Path, memory: Memory | None = None) -> Checked:
    return read(FolderPlace(folder), memory or herald.reader(), herald.now, strict=True)


def test_a_pulled_folder_holds_the_edition_and_checks(herald: Newsroom, folder: Path) -> None:
    done = pull(herald, folder)

    assert sheets(folder) == printed(herald)
    assert (done.edition, done.fetched, done.removed) == (1, 40, 0)
    assert checking.everything(FolderPlace(folder), checked(herald, folder)).passed


def test_a_pulled_folder_can_be_pulled_from(herald: Newsroom, folder: Path) -> None:
    pull(herald, folder)

    second = folder.with_name("second")
    Pull(second, herald.root).run(lambda: FolderPlace(folder), herald.now)

    assert snapshot(second) == snapshot(folder)


def test_the_next_pull_asks_for_what_changed_and_for_nothing_else(herald: Newsroom, folder: Path) -> None:
    pull(herald, folder)
    herald.prints({"en/2026/11/story-7.html": b"<p>Story 7, corrected.", "en/new.html": b"<p>New."})
    herald.place.asked.clear()

    done = pull(herald, folder)

    asked = [path for path in herald.place.asked if not path.startswith(f"{layout.OWN}/")]
    assert sorted(asked) == ["en/2026/11/story-7.html", "en/new.html"]
    assert done.fetched == 2
    assert len(herald.place.asked) < 12
    assert sheets(folder) == printed(herald)


def test_what_is_withdrawn_goes_and_no_corner_keeps_it(herald: Newsroom, folder: Path) -> None:
    pull(herald, folder)
    herald.prints({"en/2026/11/story-7.html": b"<p>Story 7 again."})
    pull(herald, folder)
    assert [path for path, content in snapshot(folder).items() if b"Story 7." in content]
    herald.prints({"en/2026/11/story-7.html": None})

    done = pull(herald, folder)

    assert done.removed == 1
    assert [path for path, content in snapshot(folder).items() if b"Story 7" in content] == []


def test_an_altered_sheet_is_not_written_and_the_folder_stays_as_it_was(herald: Newsroom, folder: Path) -> None:
    pull(herald, folder)
    before = checked(herald, folder)
    place = herald.prints({"en/2026/11/story-7.html": b"<p>Story 7, corrected."})
    place.files["en/2026/11/story-7.html"] = b"<p>Story 7, forged....."

    with pytest.raises(Altered, match=r"story-7\.html"):
        pull(herald, folder, place)

    assert checking.everything(FolderPlace(folder), before).passed
    assert b"forged" not in b"".join(snapshot(folder).values())


def test_an_older_edition_is_refused(herald: Newsroom, folder: Path) -> None:
    old = herald.place.copy()
    herald.prints({"en/new.html": b"<p>New."})
    pull(herald, folder)

    with pytest.raises(Rollback):
        pull(herald, folder, old)


def test_an_edition_nobody_confirms_is_refused_and_the_folder_kept(herald: Newsroom, folder: Path) -> None:
    pull(herald, folder)
    before = snapshot(folder)
    herald.now += 100 * HOUR

    with pytest.raises(Expired):
        pull(herald, folder)

    assert snapshot(folder) == before


def test_a_demo_is_pulled_only_by_who_says_so(folder: Path) -> None:
    herald = Newsroom(demo=True)
    herald.prints(herald.some_sheets(3))

    with pytest.raises(Demo):
        pull(herald, folder)
    assert pull(herald, folder, demo=True).fetched == 3


def test_a_list_of_paths_that_lies_is_refused(herald: Newsroom, folder: Path) -> None:
    place = herald.place.copy()
    name = next(path for path, content in place.files.items() if path.startswith(layout.PATHS) and content)
    place.files[name] = b"../../../etc/passwd\n"

    with pytest.raises(BadPath, match="has an empty segment, or one of dots"):
        pull(herald, folder, place)

    assert not (folder.parent / "etc").exists()
    assert sheets(folder) == {}


def test_nothing_is_written_through_a_link_that_leads_out(herald: Newsroom, folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (folder / "en").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(Malformed, match="leads out of the folder"):
        pull(herald, folder)

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_place_that_is_no_edition_leaves_nothing(herald: Newsroom, folder: Path) -> None:
    with pytest.raises(Absent):
        pull(herald, folder, Place())

    assert not folder.exists()


def test_strangers_files_go_with_the_first_pull(herald: Newsroom, folder: Path) -> None:
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "advertisement.html").write_text("Buy.")

    pull(herald, folder)

    assert sheets(folder) == printed(herald)


def test_what_was_damaged_where_it_lies_comes_back_when_everything_is_looked_at(herald: Newsroom, folder: Path) -> None:
    pull(herald, folder)
    for place in [*(folder / layout.TILES).rglob("*"), *(folder / layout.PATHS).rglob("*")]:
        if place.is_file():
            place.write_bytes(b"x")
    (folder / "en/2026/11/story-7.html").write_text("<p>Scratched.")
    herald.prints({"en/new.html": b"<p>New."})

    pull(herald, folder, thorough=True)

    head = checked(herald, folder)
    assert checking.everything(FolderPlace(folder), head).wrong == []
    assert dict(tree.everything(checking.PlaceTiles(FolderPlace(folder)), head.tree)).keys() == printed(herald).keys()


class Stopped(BaseException):
    """As if the power had failed."""


@contextmanager
def stopping(folder: Path, last: int) -> Iterator[list[int]]:
    """Stop at the `last` touch of a file in the folder."""
    count, ended = [0], False

    def touched(event: str, words: tuple[Any, ...]) -> None:
        if ended or event not in ("os.rename", "os.remove") or not str(words[0]).startswith(str(folder)):
            return
        count[0] += 1
        if count[0] == last:
            raise Stopped

    sys.addaudithook(touched)
    try:
        yield count
    finally:
        ended = True


def test_a_pull_stopped_at_any_file_leaves_every_page_readable_and_the_next_one_finishes(
    herald: Newsroom, folder: Path
) -> None:
    pull(herald, folder)
    with stopping(folder, 0) as count:
        herald.prints({"en/2026/11/story-7.html": b"<p>Seven.", "en/new.html": b"<p>New.", "ru/b.html": b"<p>Two."})
        pull(herald, folder)

    for number in range(1, min(count[0] + 1, STOPPED_PULLS)):
        before = checked(herald, folder)
        changed = {f"en/2026/11/story-{which}.html": b"<p>Now %d." % number for which in (8, 9)}
        changed[f"en/{number}.html"] = b"<p>New."
        herald.prints(changed)
        with pytest.raises(Stopped), stopping(folder, number):
            pull(herald, folder)

        now = checked(herald, folder, before.memory)
        assert checking.everything(FolderPlace(folder), now).wrong == []
        assert checking.everything(FolderPlace(folder), before).wrong == []
        pull(herald, folder)
        assert sheets(folder) == printed(herald)


def test_from_a_real_server_over_http(herald: Newsroom, folder: Path, tmp_path: Path) -> None:
    from tests.site.serving import served

    source = tmp_path / "source"
    for path, content in herald.place.files.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes(content)

    with served(source) as address:
        done = Pull(folder, herald.root).run(lambda: WebPlace(address), herald.now)

    assert done.fetched == 40
    assert sheets(folder) == printed(herald)
    lying = [place for place in (folder / layout.TILES).rglob("*") if place.is_file()]
    assert all(tiles.name(place.read_bytes()).hex()[2:] == place.name for place in lying)
