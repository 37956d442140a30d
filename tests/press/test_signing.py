"""A run signs what it prints, and at every moment of it a checking reader reads every page."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tamizdat.edition import checking, keys, lasting, layout, proposals, tiles, tree
from tamizdat.edition.places import FolderPlace
from tamizdat.edition.reading import Checked, Memory, read
from tamizdat.edition.tiles import Leaf
from tamizdat.press import filing, old
from tamizdat.press.keys import Ring, following, make, passphrase, take
from tamizdat.press.models import Old, Sheet, SignedHead
from tamizdat.press.run import Press
from tests.edition.world import Place, PressTiles
from tests.press.folders import snapshot
from tests.press.rows import NOW, drawn, passage, photo, story, use

DAY = timedelta(days=1)


@pytest.fixture
def ring(tmp_path: Path) -> Ring:
    return make(tmp_path / "keys", NOW, "a phrase on paper")


@pytest.fixture
def signing_press(press: Press, ring: Ring) -> Press:
    return Press(ring=ring)


def reader(press: Press) -> Memory:
    assert press.signing
    return Memory(press.signing.ring.begun.roots[0])


def place_of(press: Press) -> FolderPlace:
    return FolderPlace(press.folder.folder)


def checked(press: Press, now: datetime = NOW, memory: Memory | None = None) -> Checked:
    return read(place_of(press), memory or reader(press), now, strict=True)


def printed(press: Press) -> dict[str, bytes]:
    """What the folder holds for people: the edition's own files left out."""
    own = f"{layout.OWN}/"
    return {path: content for path, content in snapshot(press.folder.folder).items() if not path.startswith(own)}


def some_days_work(press: Press) -> None:
    """Stories new, changed and moved; a photo comes."""
    taken = photo(drawn(300, 200))
    linked = passage(f'<a href="story:{story(30).key}">There</a>')
    filing.file(
        [taken, story(30, photo=use(taken)), story(3, body=(linked,), photo=use(taken)), story(4, former=("x/",))]
    )


def test_what_is_printed_is_signed_every_file_of_it(signing_press: Press) -> None:
    filing.file([story(number) for number in range(1, 20)])

    report = signing_press.run(NOW)

    head = checked(signing_press)
    audit = checking.everything(place_of(signing_press), head)
    assert (audit.wrong, audit.files) == ([], len(printed(signing_press)))
    assert head.edition == report.edition == 1
    assert head.tree.files == audit.files


def test_the_tree_of_many_runs_is_that_of_the_files_that_lie_there(signing_press: Press) -> None:
    filing.file([story(number) for number in range(1, 20)])
    signing_press.run(NOW)
    some_days_work(signing_press)

    signing_press.run(NOW)

    files = {path: Leaf.of(path, content) for path, content in printed(signing_press).items()}
    assert checked(signing_press).tree == tree.build(PressTiles(Place()), files)


def test_a_run_that_changes_nothing_signs_nothing(signing_press: Press) -> None:
    filing.file([story(1)])
    signing_press.run(NOW)
    before = snapshot(signing_press.folder.folder)

    signing_press.run(NOW + timedelta(minutes=1))

    assert snapshot(signing_press.folder.folder) == before


def test_an_edition_is_confirmed_every_hour_under_the_same_number(signing_press: Press) -> None:
    filing.file([story(1)])
    signing_press.run(NOW)
    first = checked(signing_press)

    signing_press.run(NOW + timedelta(hours=2))

    later = checked(signing_press, NOW + timedelta(hours=2), first.memory)
    assert (later.edition, later.tree) == (first.edition, first.tree)
    assert later.confirmed - first.confirmed == timedelta(hours=2)


def test_an_edition_that_stays_is_signed_again_before_its_signature_ends(signing_press: Press) -> None:
    filing.file([story(1)])
    signing_press.run(NOW)

    signing_press.run(NOW + 25 * DAY)

    assert checked(signing_press, NOW + 40 * DAY - timedelta(days=13)).edition == 2


@contextmanager
def looked_at(folder: Path, look: Any) -> Iterator[None]:
    """Look before every touch of a file in the folder, and once at the end."""
    busy = ended = False

    def touched(event: str, words: tuple[Any, ...]) -> None:
        nonlocal busy
        if ended or busy or event not in ("os.rename", "os.remove", "os.link"):
            return
        if any(str(word).startswith(str(folder)) for word in words):
            busy = True
            look()
            busy = False

    sys.addaudithook(touched)
    try:
        yield
        look()
    finally:
        ended = True


@pytest.mark.parametrize("withdraws", [False, True], ids=["nothing is withdrawn", "a story is withdrawn"])
def test_at_every_step_of_a_run_readers_with_the_old_and_the_new_head_read_every_page(
    signing_press: Press, withdraws: bool
) -> None:
    filing.file([story(number) for number in range(25, 0, -1)])
    signing_press.run(NOW)
    before = checked(signing_press)
    some_days_work(signing_press)
    if withdraws:
        filing.withdraw([story(7).name])
    steps: list[int] = []

    def look() -> None:
        place = place_of(signing_press)
        fresh = checked(signing_press, NOW, before.memory)
        steps.append(fresh.edition)
        assert checking.everything(place, fresh).wrong == [], f"at step {len(steps)}"
        # After a withdrawal who holds the old head must take the new one, which lies there already.
        if not (withdraws and fresh.edition > before.edition):
            assert checking.everything(place, before).wrong == [], f"with the old head at step {len(steps)}"

    with looked_at(signing_press.folder.folder, look):
        signing_press.run(NOW)

    assert steps == sorted(steps)
    assert set(steps) == {1, 2}
    assert len(steps) > 60


def test_the_look_bites(signing_press: Press) -> None:
    filing.file([story(1), story(2)])
    signing_press.run(NOW)
    head = checked(signing_press)

    (signing_press.folder.folder / "en/2026/11/story-1.html").unlink()

    assert len(checking.everything(place_of(signing_press), head).wrong) == 1


def test_a_withdrawn_story_is_in_no_corner_of_the_folder(signing_press: Press) -> None:
    word = b"nobody must find this"
    filing.file([story(1, body=(passage(word.decode()),)), story(2)])
    signing_press.run(NOW)
    filing.file([story(1, body=(passage(word.decode() + " twice"),))])
    signing_press.run(NOW)
    folder = signing_press.folder.folder
    assert [path for path, content in snapshot(folder).items() if word in content and path.startswith(layout.OLD)]
    filing.withdraw([story(1).name])

    signing_press.run(NOW)

    assert [path for path, content in snapshot(folder).items() if word in content] == []


def test_bytes_of_yesterday_are_kept_a_day_and_three_heads(signing_press: Press) -> None:
    filing.file([story(1), story(2)])
    signing_press.run(NOW)

    for number in range(6):
        filing.file([story(1, headline=f"Again {number}")])
        signing_press.run(NOW + number * timedelta(hours=1))
    within = Old.objects.filter(path__contains="story-1.html").count()
    filing.file([story(1, headline="Days later")])
    signing_press.run(NOW + 3 * DAY)

    lying = list((signing_press.folder.folder / layout.OLD).rglob("*"))
    assert within == 6
    assert {row.edition for row in Old.objects.all()} >= {7, 8}
    assert len([place for place in lying if place.is_file()]) == Old.objects.count()


def test_any_number_of_old_bytes_is_dropped(signing_press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old, "DROPPED", 3)
    filing.file([story(number) for number in range(9)])
    signing_press.run(NOW)
    filing.file([story(number, headline="Again") for number in range(9)])
    signing_press.run(NOW)
    kept = Old.objects.count()

    filing.withdraw([story(1).name])
    signing_press.run(NOW)

    assert kept > 9
    assert Old.objects.count() == 0
    assert [place for place in (signing_press.folder.folder / layout.OLD).rglob("*") if place.is_file()] == []


def test_tiles_that_no_head_of_seven_days_leads_to_are_removed(signing_press: Press) -> None:
    for number in range(12):
        filing.file([story(number)])
        signing_press.run(NOW + number * DAY)

    now = NOW + 11 * DAY
    head = checked(signing_press, now)
    folder = signing_press.folder.folder
    lying = {place.relative_to(folder).as_posix() for place in (folder / layout.TILES).rglob("*") if place.is_file()}
    wanted = {layout.tile(name) for _, name in tree.reachable(checking.PlaceTiles(place_of(signing_press)), head.tree)}
    assert wanted <= lying
    assert len(lying) < 9 * 10 + len(wanted)


def test_tiles_that_are_lost_or_altered_come_back_with_a_reprint(signing_press: Press) -> None:
    filing.file([story(number) for number in range(1, 9)])
    signing_press.run(NOW)
    before = checked(signing_press)
    for tile in list((signing_press.folder.folder / layout.TILES).rglob("*"))[::3]:
        if tile.is_file():
            tile.write_bytes(b"x" * tile.stat().st_size)

    signing_press.run(NOW, reprint=True)

    after = checked(signing_press)
    assert after.tree == before.tree
    assert checking.everything(place_of(signing_press), after).passed


def test_a_page_that_cannot_be_signed_is_told_and_the_others_are(signing_press: Press) -> None:
    filing.file([story(1)])
    signing_press.run(NOW)
    Sheet.objects.create(path="en/a\\b.html", digest=signing_press.store.keep(b"x"), size=1)

    report = signing_press.run(NOW)

    assert [line for line in report.problems if "not signed" in line and "\\\\" in line]
    assert checking.everything(place_of(signing_press), checked(signing_press)).passed


def test_a_press_without_its_books_goes_on_above_the_number_it_is_told(signing_press: Press) -> None:
    assert signing_press.signing
    filing.file([story(1)])
    signing_press.run(NOW)

    signed = signing_press.signing.sign(NOW + 30 * DAY, above=41)

    assert signed.head
    assert signed.head.version("press") == 42


def test_keys_lie_encrypted_and_the_offline_ones_apart(tmp_path: Path) -> None:
    make(tmp_path / "keys", NOW, "a phrase on paper")

    lying = {place.relative_to(tmp_path / "keys").as_posix() for place in (tmp_path / "keys").rglob("*.pem")}
    assert lying == {
        "press.pem",
        "snapshot.pem",
        "timestamp.pem",
        "offline/root.pem",
        "offline/targets.pem",
        "offline/mirrors.pem",
    }
    assert all(b"ENCRYPTED" in (tmp_path / "keys" / path).read_bytes() for path in lying)
    assert all((tmp_path / "keys" / path).stat().st_mode & 0o077 == 0 for path in [*lying, "passphrase"])
    assert Ring.of(tmp_path / "keys") is not None
    assert Ring.of(Path(settings.HOME) / "none") is None


def test_tiles_are_on_disk_before_their_head_is_written_down(
    signing_press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: set[Path] = set()
    known_before: list[bool] = []
    settle, head = lasting.settle, SignedHead.objects.filter(pk=1)

    def noted(folder: Path, files: Collection[Path]) -> None:
        known_before.append(head.exists())
        settle(folder, files)
        settled.update(files)

    monkeypatch.setattr(lasting, "settle", noted)
    filing.file([story(number) for number in range(1, 20)])
    signing_press.run(NOW)
    assert head.exists()
    assert not any(known_before)
    folder = signing_press.folder.folder
    lying = {path for part in (layout.TILES, layout.PATHS) for path in (folder / part).rglob("*") if path.is_file()}
    assert lying
    assert lying <= settled


def test_names_of_tiles_are_hashes_of_their_bytes(signing_press: Press) -> None:
    filing.file([story(1)])
    signing_press.run(NOW)

    folder = signing_press.folder.folder / layout.TILES
    for place in folder.rglob("*"):
        if place.is_file():
            assert tiles.name(place.read_bytes()).hex() == place.parent.name + place.name


def test_what_people_signed_comes_into_force_with_the_next_run(
    signing_press: Press, ring: Ring, tmp_path: Path
) -> None:
    filing.file([story(1), story(2)])
    signing_press.run(NOW)
    fresh = following(tmp_path / "keys", "press")
    root_keys = {path.stem: keys.taken(path, "a phrase on paper") for path in (tmp_path / "keys/offline").glob("*.pem")}
    proposal = proposals.with_keys(ring.begun, {"press": ([fresh.public_key], 1)}, NOW)
    proposal = proposals.signed(proposal, ring.begun, root_keys["targets"])

    take(tmp_path / "keys", proposals.adopted(ring.begun, proposal, NOW))
    again = Press(ring=Ring.of(tmp_path / "keys"))
    report = again.run(NOW + timedelta(minutes=1))

    head = checked(again, NOW + timedelta(minutes=1), reader(signing_press))
    assert head.edition == report.edition == 2
    assert checking.everything(place_of(again), head).passed
    assert again.run(NOW + timedelta(minutes=2)).edition == 2


@pytest.mark.parametrize("done", [0, 1, 2])
def test_taking_new_keys_may_be_killed_after_any_file(ring: Ring, tmp_path: Path, done: int) -> None:
    """The key that counts is found, wherever the change was stopped."""
    folder = tmp_path / "keys"
    old, fresh = ring.signers["press"][0], following(folder, "press")
    proposal = proposals.with_keys(ring.begun, {"press": ([fresh.public_key], 1)}, NOW)
    targets = keys.taken(folder / "offline/targets.pem", "a phrase on paper")
    after = proposals.adopted(ring.begun, proposals.signed(proposal, ring.begun, targets), NOW)

    if done > 0:
        (folder / "head.json").write_text(after.as_json())
    if done > 1:
        (folder / "next/press.pem").replace(folder / "press.pem")

    found = Ring.of(folder)
    assert found
    wanted = fresh if done else old
    assert found.signers["press"][0].public_key == wanted.public_key


def test_a_press_without_a_key_that_counts_says_so(ring: Ring, tmp_path: Path) -> None:
    (tmp_path / "keys/press.pem").unlink()
    keys.keep(keys.new(), tmp_path / "keys/press.pem", passphrase(tmp_path / "keys"))

    with pytest.raises(keys.BadKey, match="may sign for press"):
        Ring.of(tmp_path / "keys")
