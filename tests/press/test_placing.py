"""Placing: the folder stands on its own at every moment."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

import pytest

from tamizdat.press import filing
from tamizdat.press.models import Run, Sheet
from tamizdat.press.placing import Folder, Placed
from tamizdat.press.run import Press, quiet
from tests.press.folders import dead_ends, snapshot
from tests.press.rows import NOW, passage, photo, story, use


@dataclass
class Watched(Folder):
    """A folder that looks around after every single step."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)

    def __init__(self, folder: Folder) -> None:
        super().__init__(folder.folder, folder.store)
        self.steps, self.dead = [], []

    def _write(self, sheet: Sheet) -> bool:
        known = (self.folder / sheet.path).exists()
        done = super()._write(sheet)
        self._look("changed" if known else "new", sheet.path)
        return done

    def _remove(self, path: str) -> None:
        super()._remove(path)
        self._look("removed", path)

    def _look(self, step: str, path: str) -> None:
        self.steps.append((step, path))
        self.dead += [f"after {step} {path}: {one}" for one in dead_ends(self.folder)]


def test_to_take_a_page_away_no_folder_is_read(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """One may hold a hundred thousand files."""
    alone = story(7, address="en/2025/01/alone.html")
    filing.file([alone, story(8), story(9)])
    press.run(NOW)
    read: list[object] = []
    for name in ("listdir", "scandir"):
        genuine = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *place, genuine=genuine: (read.append(place), genuine(*place))[1])
    filing.withdraw([alone.name, story(8).name])

    press.run(NOW)

    monkeypatch.undo()
    edition = press.folder.folder
    assert read == []
    assert not (edition / "en/2025").exists()
    assert (edition / story(9).address).exists()


def test_new_before_changed_before_removed_and_no_moment_with_a_dead_link(press: Press) -> None:
    watched = press.folder = Watched(press.folder)
    taken = photo()
    filing.file([taken, *(story(number) for number in range(25, 0, -1))])
    press.run(NOW)
    first = list(watched.steps)
    watched.steps.clear()
    linked = passage(f'<a href="story:{story(30).key}">There</a>')
    filing.file([story(30, photo=use(taken)), story(3, body=(linked,), photo=use(taken))])
    filing.withdraw([story(7).name])

    press.run(NOW)

    kinds = [kind for kind, _ in watched.steps]
    assert kinds == sorted(kinds, key=["new", "changed", "removed"].index)
    assert set(kinds) == {"new", "changed", "removed"}
    assert first[-1] == ("new", "index.html")
    assert watched.dead == []


def test_the_watch_bites(press: Press) -> None:
    watched = press.folder = Watched(press.folder)
    filing.file([story(1), story(2)])
    press.run(NOW)

    watched._remove("en/2026/11/story-1.html")

    assert any("story-1.html" in one for one in watched.dead)


def place(press: Press) -> Placed:
    """Bring the folder up to the books."""
    return press._place_all(Run(edition=1, started=NOW), NOW, False, None, quiet)


def put(path: str, content: bytes, press: Press) -> None:
    """Write down that the folder must hold these bytes."""
    digest = press.store.keep(content)
    Sheet.objects.update_or_create(path=path, defaults={"digest": digest, "size": len(content)})


def drop(path: str) -> None:
    Sheet.objects.filter(path=path).update(digest="")


def test_a_file_and_a_folder_of_one_name_are_told_and_the_rest_is_placed(press: Press) -> None:
    put("a.html", b"file", press)
    place(press)
    put("a.html/b.html", b"in a folder", press)
    put("c.html", b"another", press)

    done = place(press)

    assert done.problems == ["a.html/b.html cannot be placed: a file and a folder would have one name"]
    assert snapshot(press.folder.folder) == {"a.html": b"file", "c.html": b"another"}


def test_a_folder_in_the_way_of_a_file_is_told_too(press: Press) -> None:
    put("a.html/b.html", b"in a folder", press)
    place(press)
    put("a.html", b"file", press)

    done = place(press)

    assert len(done.problems) == 1
    assert snapshot(press.folder.folder) == {"a.html/b.html": b"in a folder"}


@pytest.mark.parametrize(("old", "new"), [("a.html", "a.html/b.html"), ("a.html/b.html", "a.html")])
def test_what_gives_way_in_the_same_run_is_in_nobodys_way(press: Press, old: str, new: str) -> None:
    put(old, b"old", press)
    place(press)
    drop(old)
    put(new, b"new", press)

    done = place(press)

    assert done.problems == []
    assert snapshot(press.folder.folder) == {new: b"new"}
    assert not Sheet.objects.filter(digest="").exists()


def test_empty_folders_go_with_their_last_file(press: Press) -> None:
    put("a/b/c.html", b"1", press)
    put("a/d.html", b"2", press)
    place(press)
    drop("a/b/c.html")

    place(press)

    assert [place.name for place in (press.folder.folder / "a").iterdir()] == ["d.html"]


def test_a_strangers_file_goes_with_a_reprint(press: Press) -> None:
    filing.file([story(1)])
    press.run(NOW)
    before = snapshot(press.folder.folder)
    (press.folder.folder / "en" / "virus.html").write_text("x")
    (press.folder.folder / "link.html").symlink_to("/etc/passwd")

    press.run(NOW, reprint=True)

    assert snapshot(press.folder.folder) == before
    assert not (press.folder.folder / "link.html").is_symlink()


@pytest.mark.parametrize("in_place", [True, False], ids=["where it lies", "by a new file"])
def test_an_edited_file_is_mended_by_a_reprint(press: Press, in_place: bool) -> None:
    filing.file([story(1)])
    press.run(NOW)
    before = snapshot(press.folder.folder)
    page = press.folder.folder / "en/2026/11/story-1.html"
    if not in_place:
        page.unlink()
    page.write_text("Nobody was in the boat.")

    report = press.run(NOW, reprint=True)

    assert report.changed == 1
    assert snapshot(press.folder.folder) == before
    assert all(
        hashlib.sha256(place.read_bytes()).hexdigest() == "".join(place.parts[-2:])
        for place in press.store.folder.rglob("*")
        if place.is_file() and not place.name.startswith(".")
    )


def test_a_deleted_folder_comes_back_with_a_reprint(press: Press) -> None:
    import shutil

    filing.file([story(1)])
    press.run(NOW)
    before = snapshot(press.folder.folder)
    shutil.rmtree(press.folder.folder)

    press.run(NOW, reprint=True)

    assert snapshot(press.folder.folder) == before


def test_where_the_disk_has_no_hard_links_files_are_copied(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def refuse(*paths: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    put("a.html", b"1", press)

    place(press)

    assert (press.folder.folder / "a.html").stat().st_nlink == 1
