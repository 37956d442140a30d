"""The head: what is genuine is taken; what is older, mixed, unsigned or too long-lived is not."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tamizdat.edition import checking, layout, paths, tree
from tamizdat.edition.reading import Container, whole
from tamizdat.edition.refusals import Altered, Demo, Refused
from tamizdat.edition.tiles import bin_number
from tests.edition.world import HOUR, Newsroom, PressTiles


@pytest.fixture
def herald() -> Newsroom:
    return Newsroom()


def test_a_reader_takes_what_the_newsroom_signed(herald: Newsroom) -> None:
    place = herald.prints(herald.some_sheets())

    checked = herald.checks(place)

    assert (checked.edition, checked.tree, checked.confirmed) == (1, herald.tree, herald.now)
    assert checking.page(place, checked, "en/2026/11/story-7.html") == b"<p>Story 7."
    assert checking.everything(place, checked).passed


def test_the_head_in_one_file_says_the_same(herald: Newsroom) -> None:
    place = herald.prints(herald.some_sheets())

    assert herald.checks(whole(place)) == herald.checks(place)  # type: ignore[arg-type]
    assert len(Container(place.files[layout.HEAD])._files) < 12


def test_the_next_edition_has_the_next_number(herald: Newsroom) -> None:
    first = herald.checks(herald.prints(herald.some_sheets()))
    herald.now += HOUR

    second = herald.checks(herald.prints({"en/index.html": b"<p>Front."}), first.memory)

    assert second.edition == 2
    assert second.confirmed - first.confirmed == HOUR


def test_an_altered_sheet_is_refused_and_named(herald: Newsroom) -> None:
    place = herald.prints(herald.some_sheets())
    checked = herald.checks(place)
    assert checking.everything(place, checked).passed

    place.files["en/2026/11/story-7.html"] = b"<p>Story 7!"

    with pytest.raises(Altered, match=r"story-7\.html"):
        checking.page(place, checked, "en/2026/11/story-7.html")
    assert [line for line in checking.everything(place, checked).wrong if "story-7.html" in line]


def test_two_genuine_sheets_swapped_are_refused(herald: Newsroom) -> None:
    place = herald.prints(herald.some_sheets())
    checked = herald.checks(place)
    one, other = "en/2026/11/story-7.html", "en/2026/11/story-8.html"
    assert checking.page(place, checked, one) == b"<p>Story 7."

    place.files[one], place.files[other] = place.files[other], place.files[one]

    for path in (one, other):
        with pytest.raises(Altered, match="holds other bytes"):
            checking.page(place, checked, path)


def test_a_tile_of_the_edition_before_is_refused_in_the_place_of_its_follower(herald: Newsroom) -> None:
    path = "en/2026/11/story-7.html"
    before = herald.checks(herald.prints(herald.some_sheets()))
    place = herald.prints({path: b"<p>Corrected."})
    after = herald.checks(place)
    assert checking.page(place, after, path) == b"<p>Corrected."
    number = bin_number(paths.index(path), after.tree.bits)
    old, new = (tree.walk(PressTiles(place), head.tree, number) for head in (before, after))

    for was, now in zip(old, new, strict=True):
        rolled_back = place.copy()
        rolled_back.files[layout.tile(now)] = place.files[layout.tile(was)]
        with pytest.raises(Altered, match="tile"):
            checking.page(rolled_back, after, path)


def test_sheets_of_one_edition_under_the_head_of_another_are_refused(herald: Newsroom) -> None:
    path = "en/2026/11/story-7.html"
    first = herald.prints(herald.some_sheets())
    herald.checks(first)
    second = herald.prints({path: b"<p>Corrected."})
    assert checking.everything(second, herald.checks(second)).passed

    mixed = second.copy()
    mixed.files[path] = first.files[path]

    with pytest.raises(Altered, match=r"story-7\.html"):
        checking.page(mixed, herald.checks(mixed), path)


def test_in_a_tree_of_ground_collisions_each_page_checks_only_at_its_own_path(
    herald: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of one byte of the hash, so that many paths share theirs, as grinding would find them."""
    whole_index = paths.index
    monkeypatch.setattr(paths, "index", lambda path: whole_index(path)[:1] + bytes(7))
    sheets = herald.some_sheets(300)
    place = herald.prints(dict(sheets))
    checked = herald.checks(place)
    groups: dict[bytes, list[str]] = defaultdict(list)
    for path in sheets:
        groups[paths.index(path)].append(path)
    ground = [group for group in groups.values() if len(group) > 1]
    assert len(ground) > 50

    for group in ground:
        for path in group:
            assert checking.page(place, checked, path) == sheets[path]
        one, other = group[:2]
        swapped = place.copy()
        swapped.files[one], swapped.files[other] = sheets[other], sheets[one]
        with pytest.raises(Altered):
            checking.page(swapped, checked, one)
    stranger = next(path for path in (f"en/{number}.html" for number in range(1_000)) if paths.index(path) in groups)
    place.files[stranger] = sheets[groups[paths.index(stranger)][0]]
    with pytest.raises(Altered):
        checking.page(place, checked, stranger)


def test_a_demo_is_taken_only_by_who_says_so() -> None:
    herald = Newsroom(demo=True)
    place = herald.prints(herald.some_sheets())

    with pytest.raises(Demo):
        herald.checks(place)


def test_a_reader_with_the_old_head_reads_what_has_changed_since(herald: Newsroom) -> None:
    before = herald.checks(herald.prints(herald.some_sheets()))

    place = herald.prints({"en/2026/11/story-7.html": b"<p>Story 7, corrected."})

    assert checking.page(place, before, "en/2026/11/story-7.html") == b"<p>Story 7."
    assert checking.everything(place, before).passed
    assert checking.page(place, herald.checks(place), "en/2026/11/story-7.html") == b"<p>Story 7, corrected."


def test_refusals_are_one_line_each() -> None:
    def kinds(kind: type[Refused]) -> list[type[Refused]]:
        return [kind, *(under for one in kind.__subclasses__() for under in kinds(one))]

    assert all((kind.__doc__ or "").strip() for kind in kinds(Refused))
