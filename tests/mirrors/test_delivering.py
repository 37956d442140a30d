"""Delivering: a mirror follows the newsroom, whatever happens in between, and is asked for nothing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.edition import layout
from tamizdat.edition.reading import Absent
from tamizdat.edition.refusals import Demo, Expired, Refused
from tamizdat.mirrors.book import Book, Mirror
from tamizdat.mirrors.delivery import Delivery, Printed
from tamizdat.mirrors.places import Place, opened
from tamizdat.mirrors.places.keyring import Keyring
from tamizdat.mirrors.pushing import Push
from tests.counts import KILLED_PUSHES, STOPPED_PUSHES
from tests.edition.world import HOUR
from tests.mirrors.house import House, without_own
from tests.press.folders import snapshot

ROOT = Path(__file__).parent.parent.parent
STORY = "en/2026/11/story-7.html"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


class Stopped(BaseException):
    """As if the power had failed."""


class Watched:
    """A place that notes what is done at it, and stops before or after one of these moments."""

    def __init__(self, place: Place, last: int = 0) -> None:
        self.place, self.last, self.moments = place, last, 0
        self.put_there: list[str] = []
        self.removed: list[str] = []

    def put(self, path: str, content: bytes) -> None:
        self._moment()
        self.place.put(path, content)
        self.put_there.append(path)
        self._moment()

    def remove(self, path: str) -> None:
        self._moment()
        self.place.remove(path)
        self.removed.append(path)
        self._moment()

    def close(self) -> None:
        self.place.close()

    def _moment(self) -> None:
        self.moments += 1
        if self.moments == self.last:
            raise Stopped


def deliver(house: House, last: int = 0, there: Place | None = None) -> Watched:
    place = Watched(there or opened(str(house.mirror), Keyring()), last)
    book = Book(house.home)
    try:
        Delivery("paper", place, book).run(Printed(house.home, house.herald.now), house.herald.now)
    finally:
        book.close()
    return place


def test_a_mirror_holds_the_edition_and_checks(house: House) -> None:
    done = house.push()

    assert (done.failed, done.edition, done.removed) == ("", 1, 0)
    assert house.carried() == house.printed()
    assert house.wrong() == []
    assert house.mirrors()[0].edition == 1


def test_files_come_in_the_order_in_which_no_reader_meets_a_gap(house: House) -> None:
    house.prints({"index.html": b"<p>Top.", "photos/ab.jpg": b"Picture", "en/index.html": b"<p>Front."})

    came = deliver(house).put_there

    kinds = ["tiles" if path.startswith((layout.TILES, layout.PATHS)) else path.split("/")[0] for path in came]
    assert list(dict.fromkeys(kinds)) == ["tiles", "photos", "en", "index.html", "edition"]
    assert came[-2:] == [layout.metadata("timestamp", 0), layout.HEAD]


def test_what_a_changed_page_held_is_put_away_before_it_is_changed(house: House) -> None:
    house.push()
    house.prints({STORY: b"<p>Story 7, corrected."})

    came = deliver(house).put_there

    old = next(path for path in came if path.startswith(layout.OLD))
    assert came.index(old) + 1 == came.index(STORY)
    assert (house.mirror / old).read_bytes() == b"<p>Story 7."


def test_the_next_delivery_brings_what_changed_and_nothing_else(house: House) -> None:
    house.push()
    house.prints({STORY: b"<p>Story 7, corrected.", "en/new.html": b"<p>New."})

    came = deliver(house)

    assert sorted(without_own(dict.fromkeys(came.put_there, b""))) == [STORY, "en/new.html"]
    assert len(came.put_there) < 20
    assert deliver(house).moments == 0


def test_the_mirror_is_not_asked_what_it_holds(house: House) -> None:
    house.push()
    (house.mirror / STORY).write_bytes(b"<p>Forged.")
    (house.mirror / "en/advertisement.html").write_bytes(b"Buy.")

    assert deliver(house).moments == 0


def test_every_file_is_brought_again_when_the_book_is_doubted(house: House) -> None:
    house.push()
    (house.mirror / STORY).write_bytes(b"<p>Scratched.")
    (house.mirror / layout.HEAD).unlink()
    book = Book(house.home)
    book.doubt()
    book.close()

    house.push()

    assert house.carried() == house.printed()
    assert house.wrong() == []
    assert list((house.mirror / layout.OLD).rglob("*")) == []


def test_what_is_withdrawn_goes_at_once_and_no_corner_keeps_it(house: House) -> None:
    house.push()
    house.prints({STORY: b"<p>Story 7 again."})
    house.push()
    assert [path for path, content in snapshot(house.mirror).items() if b"Story 7." in content]
    house.prints({STORY: None})

    done = house.push()

    assert done.failed == ""
    assert [path for path, content in snapshot(house.mirror).items() if b"Story 7" in content] == []


def test_old_bytes_stay_a_day_and_three_editions(house: House) -> None:
    house.push()
    house.prints({STORY: b"<p>Story 7 again."})
    house.push()

    def kept() -> bool:
        return b"<p>Story 7." in snapshot(house.mirror).values()

    house.herald.now += 25 * HOUR
    house.prints({"en/a.html": b"A"})
    house.push()
    assert kept()
    for name in "bc":
        house.prints({f"en/{name}.html": b"B"})
        house.push()
    assert not kept()
    assert house.wrong() == []


def test_tiles_and_heads_of_last_week_go_and_come_again_when_they_are_needed(house: House) -> None:
    house.push()
    first = {path for path in snapshot(house.mirror) if path.startswith(layout.TILES)}
    house.prints({"en/new.html": b"<p>New."})
    house.push()
    assert first <= set(snapshot(house.mirror))
    house.herald.now += timedelta(days=8)
    house.prints({STORY: b"<p>Again."})
    house.push()
    assert not first <= set(snapshot(house.mirror))
    assert len(list((house.mirror / layout.METADATA).glob("*.snapshot.json"))) == 2  # one is a second old

    house.prints({"en/new.html": None, STORY: b"<p>Story 7."})
    house.push()

    assert house.wrong() == []


def test_the_week_of_a_tile_that_was_needed_again_begins_anew(house: House) -> None:
    house.push()
    first = {path for path in snapshot(house.mirror) if path.startswith(layout.TILES)}
    for days, text in ((1, b"<p>Again."), (6, b"<p>Story 7."), (2, b"<p>Again."), (1, b"<p>At last.")):
        house.herald.now += timedelta(days=days)
        house.prints({STORY: text})
        house.push()

    assert first <= set(snapshot(house.mirror))


def test_a_file_can_follow_where_a_folder_was_and_back(house: House) -> None:
    house.prints({"en/about/index.html": b"<p>About."})
    house.push()
    house.prints({"en/about/index.html": None, "en/about": b"<p>Short."})

    assert house.push().failed == ""

    assert house.carried() == house.printed()
    house.prints({"en/about": None, "en/about/index.html": b"<p>About again."})
    assert house.push().failed == ""
    assert house.carried() == house.printed()
    assert house.wrong() == []


def changes(number: int) -> Iterator[dict[str, bytes | None]]:
    yield {f"en/{number}.html": b"<p>New.", **{f"en/2026/11/story-{which}.html": b"<p>%d" % number for which in (8, 9)}}
    yield {f"en/2026/11/story-{which}.html": b"<p>%d again" % number for which in (8, 9)}


def test_a_delivery_stopped_at_any_moment_leaves_every_page_readable_and_the_next_one_finishes(house: House) -> None:
    house.push()
    number, stopped = 0, True
    while stopped and number < STOPPED_PUSHES:
        number += 1
        before = house.checked()
        for sheets in changes(number):  # the second comes when the first has not quite arrived
            house.prints(sheets)
            try:
                deliver(house, number)
                stopped = False
            except Stopped:
                stopped = True
            between = house.checked(before.memory)
            assert house.wrong(between) == []
            assert house.wrong(before) == []
        assert house.push().failed == ""
        assert house.carried() == house.printed()

    assert number > 25


def test_a_withdrawal_stopped_at_any_moment_is_finished_by_the_next_delivery(house: House) -> None:
    for number in range(1, 40):
        house.prints({STORY: b"<p>Secret %d." % number})
        house.push()
        house.prints({STORY: b"<p>Secret %d, changed." % number})
        house.push()
        house.prints({STORY: None})

        try:
            deliver(house, number)
        except Stopped:
            assert house.push().failed == ""
            assert [path for path, content in snapshot(house.mirror).items() if b"Secret" in content] == []
        else:
            assert number > 10
            return
    raise AssertionError("it never came to its end")


def one_push(house: House, last: int) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "tests.mirrors.one_push", str(house.home), str(house.mirror), str(last)]
    words.append(house.herald.now.isoformat())
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_a_killed_process_leaves_every_page_readable_and_the_next_one_finishes(house: House) -> None:
    rng, killed, touches = random.Random(20261126), 0, 40
    house.push()

    for number in range(KILLED_PUSHES):
        before = house.checked()
        house.prints(next(changes(number)))
        ended = one_push(house, rng.randint(1, touches))
        killed += ended.returncode == -signal.SIGKILL
        assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
        assert house.wrong(house.checked(before.memory)) == []
        assert house.wrong(before) == []
        assert house.push().failed == ""
        assert house.carried() == house.printed()

    assert killed


def test_a_delivery_during_a_run_takes_one_head_and_what_belongs_to_it(house: House) -> None:
    house.push()
    house.prints({"en/new.html": b"<p>New."})
    signed = dict(house.herald.head.files())
    house.prints({STORY: b"<p>Not signed yet."})
    house.herald.place.files.update(signed)
    house.lay()

    assert house.push().failed == ""

    assert house.checked().edition == 2
    assert house.carried()[STORY] == b"<p>Story 7."
    assert house.wrong() == []


class Late(Push):
    """It took the head just before the press placed the next one."""

    def __init__(self, home: Path, taken: Printed) -> None:
        super().__init__(home, lambda name, part, of: None)
        self.taken = [taken, taken]  # once to see whether there is an edition, once to deliver it

    def _printed(self, now: datetime) -> Printed:
        return self.taken.pop() if self.taken else super()._printed(now)


def test_a_page_withdrawn_while_it_is_carried_is_not_delivered_and_the_newer_head_is(house: House) -> None:
    taken = Printed(house.home, house.herald.now)
    assert STORY in taken.sheets
    house.prints({STORY: None})

    done = Late(house.home, taken).run(house.mirrors(), house.herald.now)

    assert (done[0].failed, done[0].edition) == ("", 2)
    assert house.carried() == house.printed()
    assert STORY not in house.carried()
    assert house.wrong() == []


def test_a_blocked_mirror_is_a_result_and_holds_up_no_other(house: House, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    book = Book(house.home)
    book.add(Mirror("gone", str(tmp_path / "gone")))
    book.add(Mirror("second", str(tmp_path / "second")))

    done = Push(house.home, lambda name, part, of: None).run(book.mirrors(), house.herald.now)

    assert [(one.mirror, one.edition) for one in done] == [("gone", 0), ("paper", 1), ("second", 1)]
    assert "there is no folder" in done[0].failed
    assert "there is no folder" in book.mirror("gone").failed
    assert snapshot(tmp_path / "second") == snapshot(house.mirror)
    book.close()


def test_a_demo_is_delivered_only_when_somebody_says_so(tmp_path: Path) -> None:
    house = House(tmp_path, demo=True)

    with pytest.raises(Demo):
        house.push()
    assert house.push(demo=True).failed == ""


def test_what_nobody_confirms_or_nobody_signed_is_not_delivered(house: House) -> None:
    assert house.push().failed == ""
    house.herald.now += timedelta(days=10)
    with pytest.raises(Expired):
        house.push()
    house.herald.places()
    head = house.home / "edition" / layout.HEAD
    head.write_bytes(head.read_bytes().replace(b"ed25519", b"ed25518"))
    with pytest.raises(Refused):
        house.push()
    head.unlink()
    with pytest.raises(Absent):
        house.push()


def test_nothing_is_written_through_a_link_that_leads_out(house: House, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (house.mirror / "en").symlink_to(tmp_path / "elsewhere")

    assert "leads out of" in house.push().failed

    assert list((tmp_path / "elsewhere").iterdir()) == []
