"""The head: what is genuine is taken; what is older, mixed, unsigned or too long-lived is not."""

from __future__ import annotations

import pytest

from tamizdat.edition import checking, layout
from tamizdat.edition.reading import Container, whole
from tamizdat.edition.refusals import Altered, Demo, Refused
from tests.edition.world import HOUR, Newsroom


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
