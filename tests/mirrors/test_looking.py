"""How a mirror is found: there, genuine, of today, open to all; and what a listed stranger is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat import doctor
from tamizdat.doctor import State
from tamizdat.edition import layout
from tamizdat.edition.addresses import Address
from tamizdat.edition.places import write
from tamizdat.mirrors import health
from tamizdat.mirrors.book import Book, Mirror
from tamizdat.mirrors.looking import Found, Look, Looking, Target, asked, keep, targets
from tests.edition.world import HOUR
from tests.mirrors import liars
from tests.mirrors.house import House
from tests.mirrors.liars import Liar, lying

ONION = f"http://{'a2' * 28}.onion/"
FIRST = {"index.html": b"<p>Front."}


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    house.herald.now = datetime.now(UTC) - HOUR
    house.prints({**FIRST})
    copies(house)
    return house


def copies(house: House) -> None:
    for path, content in house.herald.place.files.items():
        write(house.mirror / path, content)


def look(house: House, liar: Liar | None = None, *, after: timedelta = timedelta(0)) -> Look:
    address = liar.address if liar else str(house.mirror)
    return Looking(house.home, datetime.now(UTC) + after).at(Target("paper", address))


def test_one_that_serves_the_edition_is_fine(house: House) -> None:
    with lying(house.mirror) as liar:
        found = look(house, liar)

    assert (found.found, found.why, found.edition) == (Found.FINE, "", 2)
    assert found.confirmed == f"{house.herald.now:%Y-%m-%dT%H:%M:%SZ}"
    assert found.open_to_all
    wire = len((house.mirror / layout.HEAD).read_bytes())
    assert wire < found.head_bytes < wire + 200


def test_a_folder_is_looked_at_where_it_lies(house: House) -> None:
    assert look(house).found is Found.FINE

    (house.mirror / "index.html").write_bytes(b"<p>Forged")

    assert look(house).found is Found.FORGED


@pytest.mark.parametrize(
    ("path", "manner", "found", "why"),
    [
        (layout.HEAD, liars.error_page, Found.FORGED, "not JSON"),
        (layout.HEAD, liars.endless, Found.FORGED, "more than 524288"),
        (layout.HEAD, liars.bomb, Found.FORGED, "unpacks to more than"),
        (layout.HEAD, liars.not_found, Found.AWAY, "answers 404"),
        (layout.HEAD, liars.unavailable, Found.AWAY, "answers 503"),
        (layout.HEAD, liars.elsewhere, Found.AWAY, "leads elsewhere (302)"),
        (layout.HEAD, liars.truncated, Found.AWAY, "broke off"),
        ("index.html", liars.error_page, Found.FORGED, "holds other bytes"),
        ("index.html", liars.not_found, Found.FORGED, "missing or"),
    ],
)
def test_one_that_lies_is_named(house: House, path: str, manner: liars.Manner, found: Found, why: str) -> None:
    with lying(house.mirror) as liar:
        assert look(house, liar).found is Found.FINE
        liar.manners[path] = manner

        seen = look(house, liar)

    assert seen.found is found
    assert why in seen.why


def test_one_that_lacks_a_tile_is_broken(house: House) -> None:
    for tile in (house.mirror / layout.TILES).rglob("*"):
        if tile.is_file():
            tile.unlink()

    with lying(house.mirror) as liar:
        assert look(house, liar).found is Found.BROKEN


def test_one_that_is_not_open_to_all_is_closed(house: House) -> None:
    with lying(house.mirror) as liar:
        liar.headers = b""

        assert look(house, liar).found is Found.CLOSED


def test_one_where_nobody_listens_is_away(house: House) -> None:
    with lying(house.mirror) as liar:
        pass

    assert look(house, liar).found is Found.AWAY


def test_one_that_holds_an_older_edition_is_old_after_a_day(house: House) -> None:
    house.herald.now += timedelta(days=2)
    house.prints({"index.html": b"<p>New."})

    with lying(house.mirror) as liar:
        assert look(house, liar, after=timedelta(days=2)).why == "it has edition 2; 3 is out."


def test_one_that_freezes_is_old(house: House) -> None:
    house.herald.now += timedelta(days=5)
    house.prints({"index.html": b"<p>New."})

    with lying(house.mirror) as liar:
        seen = look(house, liar, after=timedelta(days=5))

    assert (seen.found, "timestamp expired" in seen.why) == (Found.OLD, True)


def test_an_onion_and_a_place_under_no_address_are_not_looked_at(house: House) -> None:
    looking = Looking(house.home, datetime.now(UTC))

    assert [looking.at(Target("one", where)).found for where in (ONION, "")] == [Found.UNSEEN, Found.UNSEEN]


def test_hostile_list_with_a_victims_host_costs_the_victim_one_request_for_each_look(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim/index.html").write_text("A hospital's page.")
    with lying(tmp_path / "victim") as victim, lying(house.mirror) as mirror:
        assert look(house, mirror).found is Found.FINE
        assert len(mirror.asked) > 3

        seen = look(house, victim)

    assert seen.found is Found.AWAY
    assert victim.asked == [layout.HEAD]


def test_no_request_says_who_asks(house: House) -> None:
    with lying(house.mirror) as liar:
        asked(liar.address)

    (request,) = liar.requests
    lines = dict(line.split(b": ", 1) for line in request.split(b"\r\n")[1:] if line)
    assert set(lines) == {b"Host", b"Accept-Encoding", b"Origin", b"User-Agent"}
    assert lines[b"User-Agent"] == b"tamizdat"


def test_what_is_delivered_to_and_listed_is_looked_at_once(house: House) -> None:
    known = [Mirror("web", "sftp://a@b/c", address="https://herald.example/"), Mirror("disk", "/srv/herald")]
    listed = [Address("https://herald.example/", "own"), Address("https://bucket.example/h/", "carrier")]

    assert targets(known, listed) == [
        Target("web", "https://herald.example/"),
        Target("disk", "/srv/herald"),
        Target("https://bucket.example/h/", "https://bucket.example/h/"),
    ]


# What doctor says


def found_by_doctor(house: House, monkeypatch: pytest.MonkeyPatch, *looks: Look) -> doctor.Finding:
    monkeypatch.setenv("TAMIZDAT_HOME", str(house.home))
    book = Book(house.home)
    keep(book, looks, all_of_them=True)
    book.close()
    return health.mirrors(datetime.now(UTC))


def a_look(name: str, found: Found, *, hours: int = 0) -> Look:
    return Look(
        name, f"https://{name}.example/", f"{datetime.now(UTC) - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}", found
    )


@pytest.mark.parametrize(
    ("found", "state"),
    [
        ((), State.SOON),
        ((Found.FINE,), State.FINE),
        ((Found.FINE, Found.UNSEEN), State.FINE),
        ((Found.FINE, Found.AWAY), State.SOON),
        ((Found.AWAY,), State.WRONG),
        ((Found.FINE, Found.FORGED), State.WRONG),
    ],
    ids=str,
)
def test_doctor_tells_the_worst(
    house: House, monkeypatch: pytest.MonkeyPatch, found: tuple[Found, ...], state: State
) -> None:
    looks = [a_look(f"m{number}", one) for number, one in enumerate(found)]

    assert found_by_doctor(house, monkeypatch, *looks).state is state


def test_doctor_tells_when_nobody_has_looked_for_hours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = found_by_doctor(house, monkeypatch, a_look("m", Found.FINE, hours=7))

    assert (finding.state, "hours" in finding.says) == (State.SOON, True)


def test_doctor_tells_a_delivery_that_failed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book(house.home)
    book.note_failed("paper", "there is no room.")
    book.close()

    assert "no room" in found_by_doctor(house, monkeypatch, a_look("paper", Found.FINE)).says
