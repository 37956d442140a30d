"""What is kept of a person, forgetting, lists from and to elsewhere, another key: the list's own business."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tamizdat.letterbox.letters import Ask, Choose
from tamizdat.newsletter import moving, persons
from tamizdat.newsletter.lists import OpenList, opened
from tamizdat.newsletter.models import Gone, Subscription, Token, Wish
from tamizdat.newsletter.moving import Brought, Entry, Export, Import, NoList
from tamizdat.newsletter.persons import Search
from tamizdat.newsletter.ring import LIST, MARKS, NEXT, Ring, make
from tamizdat.newsletter.rotating import rotate
from tamizdat.outbox.room import Room as PostRoom
from tamizdat.support.models import Pledge
from tamizdat.vault import keys, sealing
from tamizdat.vault.keys import BadKey
from tests.keeping.conftest import tamizdat
from tests.newsletter.conftest import LIST_PHRASE, NOW, PHRASE, Desk, lay_keys

SINCE = "double opt-in at the old site, 2024"


def quiet(done: int, total: int) -> None:
    pass


@pytest.fixture
def readers(desk: Desk) -> Iterator[OpenList]:
    with opened(desk.ring, desk.listing, "vera", "a test", NOW) as those:
        yield those


def bring(readers: OpenList, text: str, **more: Any) -> Brought:
    bringing = Import(readers, SINCE, ["en"], ["en", "ru"], "2026-11-01")
    return bringing.bring(moving.entries(text), NOW, quiet, **more)


def on_it(readers: OpenList) -> dict[str, tuple[str, ...]]:
    return {reader.address: reader.languages for reader in readers.readers()}


# One person


def test_all_that_is_kept_of_one_is_shown_and_nothing_that_acts_on_it(desk: Desk, readers: OpenList) -> None:
    desk.confirmed("Masha@mail.example", languages=["ru"], page="ru")
    desk.confirmed("other@mail.example")
    desk.join("masha@mail.example")
    known = set(desk.mails())
    desk.take(Ask(address="other@mail.example", page="en"))
    token = next(record["token"] for name, record in desk.mails().items() if name not in known)
    desk.take(Choose(token=token, languages=["ru"], full=True))

    held = Search(readers, desk.spool, NOW).of("masha@mail.example")
    shown = held.as_dict()

    assert [one["languages"] for one in shown["subscriptions"]] == [["ru"]]
    assert [one["asked"] for one in shown["waiting"]] == [str(NOW.date())]
    assert len(shown["mails"]) == 3  # please confirm, welcome, and the second please confirm
    assert shown["wishes"] == []
    assert "token" not in json.dumps(shown)
    assert "leave" not in {part for one in shown["subscriptions"] for part in one}
    assert [one["languages"] for one in Search(readers, desk.spool, NOW).of("other@mail.example").as_dict()["wishes"]]


def test_who_is_forgotten_is_nowhere_and_nobody_else_is_touched(desk: Desk, readers: OpenList) -> None:
    leave = desk.confirmed("masha@mail.example")
    desk.join("MASHA@mail.example")
    desk.confirmed("other@mail.example")
    search = Search(readers, desk.spool, NOW)
    before = len(search.of("other@mail.example"))

    persons.forget(search.of("masha@mail.example"), NOW)

    assert len(search.of("masha@mail.example")) == 0
    assert len(search.of("other@mail.example")) == before
    assert list(on_it(readers)) == ["other@mail.example"]
    assert Gone.objects.count() == 1  # what is frozen for them is skipped
    assert leave


# Lists from elsewhere


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("email\na@mail.example\n", [("a@mail.example", (), "", False)]),
        (
            "id,email,name,subscribed_to_emails,created_at\n1,a@mail.example,A,true,2024-05-01T10:00:00.000Z\n"
            "2,b@mail.example,B,false,2024-05-02T10:00:00.000Z\n",
            [("a@mail.example", (), "2024-05-01", False), ("b@mail.example", (), "2024-05-02", True)],
        ),
        (
            '"Email Address";"CONFIRM_TIME";"Language"\n"a@mail.example";"2023-01-02 11:12:13";"ru"\n',
            [("a@mail.example", ("ru",), "2023-01-02", False)],
        ),
        (
            "\ufeffEmail\tstatus\tunsubscribed_at\na@mail.example\tenabled\t\nb@mail.example\tblocklisted\t\n"
            "c@mail.example\tenabled\t2024-01-01\n",
            [
                ("a@mail.example", (), "", False),
                ("b@mail.example", (), "", True),
                ("c@mail.example", (), "", True),
            ],
        ),
        ("email,created_at\na@mail.example,yesterday\n", [("a@mail.example", (), "", False)]),
    ],
)
def test_tables_of_other_systems_are_read(text: str, found: list[tuple[str, tuple[str, ...], str, bool]]) -> None:
    assert [(one.address, one.languages, one.day, one.off) for one in moving.entries(text)] == found


@pytest.mark.parametrize("text", ["", "name,town\nMasha,Ansel\n", "a@mail.example\nb@mail.example\n"])
def test_what_is_no_list_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(NoList, match="call it email"):
        moving.entries(text)


def test_a_list_is_brought_in_once_with_its_consent(desk: Desk, readers: OpenList) -> None:
    desk.confirmed("known@mail.example")
    readers.suppress("never@mail.example", "bounced", NOW)
    text = "email,language,created_at,unsubscribed\nKNOWN@mail.example,,,\nnew@mail.example,ru,2024-05-01,\n"
    text += (
        "no address,,,\nnever@mail.example,,,\ngone@mail.example,,,true\nnew@MAIL.example,,,\nother@mail.example,xx,,\n"
    )

    dry = bring(readers, text, dry=True)
    assert list(on_it(readers)) == ["known@mail.example"]
    done = bring(readers, text)

    assert done == dry
    assert done.as_dict() == {"added": 2, "known": 2, "suppressed": 1, "off": 1, "wrong": 1, "wrong_lines": [4]}
    assert on_it(readers) == {
        "known@mail.example": ("en",),
        "new@mail.example": ("ru",),
        "other@mail.example": ("en",),
    }
    record = next(reader.record for reader in readers.readers() if reader.address == "new@mail.example")
    assert (record["consent"], record["confirmed"]) == (SINCE, "2024-05-01")
    assert bring(readers, text).counts["added"] == 0
    assert Token.objects.count() == 3


def test_a_record_that_has_no_room_is_told_and_not_cut(readers: OpenList) -> None:
    entry = Entry(7, "a@mail.example", (), "2024-01-01", False, {"consent": "x" * 600})

    done = Import(readers, SINCE, ["en"], ["en"], "").bring([entry], NOW, quiet)

    assert done.as_dict()["wrong_lines"] == [7]
    assert not Subscription.objects.exists()


def test_an_export_is_brought_in_elsewhere_whole(desk: Desk, readers: OpenList) -> None:
    desk.confirmed("a@mail.example", languages=["ru"], page="ru", full=True)
    bring(readers, "email,created_at\nb@mail.example,2024-05-01\n")
    stream = Export(readers)
    parts = []
    while part := stream.read(7):
        parts.append(part)
    text = b"".join(parts).decode()
    assert stream.number == 2
    assert "leave" not in text
    before = {reader.address: reader.record | {"leave": ""} for reader in readers.readers()}
    Subscription.objects.all().delete()

    done = bring(readers, text)

    assert done.counts["added"] == 2
    after = {reader.address: reader.record | {"leave": ""} for reader in readers.readers()}
    assert {name: record["confirmed"] for name, record in after.items()} == {
        name: record["confirmed"] for name, record in before.items()
    }
    assert after["b@mail.example"]["consent"] == SINCE
    assert on_it(readers) == {"a@mail.example": ("ru",), "b@mail.example": ("en",)}
    assert Subscription.objects.get(full=True).languages == ["ru"]


def test_lines_that_are_not_ours_are_counted_as_wrong(readers: OpenList) -> None:
    assert bring(readers, '{"address": "a@mail.example"}\n{"no": 1}\n{broken\n[]\n').counts["wrong"] == 4


# Another key


@pytest.fixture
def own(newsroom: Any, tmp_path: Path) -> Desk:
    """Keys of its own, which may be destroyed."""
    ring = make(tmp_path / "keys", PHRASE, LIST_PHRASE, NOW)
    from tamizdat.outbox.spool import Spool

    return Desk(ring, ring.unlocked(LIST_PHRASE), Spool(tmp_path / "spool"))


def sealed_for(key: keys.OpeningKey) -> int:
    rows = [*Subscription.objects.all(), *Wish.objects.all()]
    return sum(bytes(row.sealed).startswith(key.name) for row in rows)


def filled(own: Desk, home: Path) -> None:
    for number in range(5):
        own.confirmed(f"r{number}@mail.example")
    known = set(own.mails())
    own.take(Ask(address="r1@mail.example", page="en"))
    token = next(record["token"] for name, record in own.mails().items() if name not in known)
    own.take(Choose(token=token, languages=["ru"], full=True))
    room = PostRoom(home / "outbox" / "issue-1" / "short")
    room.keeping(own.ring.sealing)(3, b"k" * 32)


def test_the_list_is_sealed_for_another_key_and_the_old_one_is_destroyed(own: Desk, tmp_path: Path) -> None:
    filled(own, tmp_path)
    with pytest.raises(BadKey, match="does not open"):
        rotate(own.ring, tmp_path, "not this", "the next", quiet)
    with opened(own.ring, own.listing, "vera", "a test", NOW) as those:
        those.suppress("bounced@mail.example", "bounced", NOW)
    told: list[tuple[int, int]] = []

    number = rotate(own.ring, tmp_path, LIST_PHRASE, "the next", lambda at, total: told.append((at, total)))

    assert number == 7  # five readers, a wish, the key of marks
    assert told[-1] == (6, 6)
    ring = Ring.of(tmp_path / "keys", PHRASE)
    assert ring is not None
    with pytest.raises(BadKey):
        ring.unlocked(LIST_PHRASE)
    key = ring.unlocked("the next")
    assert (sealed_for(key), sealed_for(own.listing)) == (6, 0)
    with opened(ring, key, "vera", "a test", NOW) as those:
        assert len(on_it(those)) == 5
        assert those.suppressed()("bounced@mail.example")
        those.settle(NOW)
    room = PostRoom(tmp_path / "outbox" / "issue-1" / "short")
    sealed = next(room.folder.glob("0*")).read_bytes()
    assert sealed.startswith(key.name)


@pytest.mark.parametrize("stops_at", ["readers", "marks", "the end"])
def test_stopped_half_way_it_goes_on_and_loses_nobody(
    own: Desk, tmp_path: Path, stops_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(own, tmp_path)

    class Stopped(Exception):
        pass

    def stop(*given: Any) -> None:
        raise Stopped

    def told(at: int, total: int) -> None:
        if stops_at == "readers":
            raise Stopped

    with pytest.MonkeyPatch.context() as patch:
        if stops_at == "marks":
            patch.setattr(PostRoom, "seal_anew", stop)
        if stops_at == "the end":
            patch.setattr(keys, "shred", lambda path: (path.unlink(), stop()))
        with pytest.raises(Stopped):
            rotate(own.ring, tmp_path, LIST_PHRASE, "the next", told)
    with pytest.raises(BadKey, match="half sealed"):
        own.ring.unlocked(LIST_PHRASE)

    rotate(own.ring, tmp_path, LIST_PHRASE, "the next", quiet)

    ring = Ring.of(tmp_path / "keys", PHRASE)
    assert ring is not None
    with opened(ring, ring.unlocked("the next"), "vera", "a test", NOW) as those:
        assert len(on_it(those)) == 5
        those.suppressed()
    assert not (ring.folder / NEXT).exists()
    assert {(ring.folder / name).exists() for name in (LIST, MARKS)} == {True}


# By commands


def test_import_show_forget_export_and_rotate_in_a_terminal(whole_newsroom: Any, tmp_path: Path) -> None:
    from tamizdat.works.round import make_round

    home = Path(settings.HOME)
    lay_keys(settings.KEYS)
    make_round(datetime.now(UTC))
    Pledge.objects.create(
        provider="stripe", remote="cs_1", rhythm="once", amount=500, currency="USD", opened=NOW.date()
    )
    connections.close_all()
    phrase, table, key = tmp_path / "phrase", tmp_path / "old.csv", tmp_path / "key"
    phrase.write_text(LIST_PHRASE)
    table.write_text("email,created_at\nmasha@mail.example,2024-05-01\nsasha@mail.example,\n")
    recipient = sealing.make_key(key)
    sealed = ("--passphrase-file", phrase)
    more = {"TAMIZDAT_KEYS_PASSPHRASE": PHRASE}

    def said(*words: str | Path, code: int = 0) -> str:
        done = tamizdat(home, "readers", *words, **more)
        assert done.returncode == code, done.stderr
        assert "mail.example" not in done.stderr
        return done.stdout + done.stderr

    assert "--consent" in said("import", table, *sealed, code=1)
    assert "2 would be added" in said("import", table, "--consent", SINCE, "--dry-run", *sealed)
    assert "2 are added" in said("import", table, "--consent", SINCE, *sealed)
    assert "consent double opt-in" in said("show", "masha@mail.example", *sealed)
    assert "1 records would be" in said("forget", "masha@mail.example", "--dry-run", *sealed)
    assert "1 records are destroyed" in said("forget", "masha@mail.example", "--never-again", *sealed)
    shown = said("show", "masha@mail.example", *sealed)
    assert "Nothing is sent to it" in shown
    assert "No gift is kept under an address here. Who gave is known at stripe" in shown
    file = tmp_path / "list.age"
    assert "1 readers" in said("export", file, "--to", recipient, *sealed)
    assert b"mail.example" not in file.read_bytes()
    assert "--key" in said("import", file, *sealed, code=1)
    assert "1 are on the list already" in said("import", file, "--key", key, *sealed)
    new = tmp_path / "new"
    new.write_text("another phrase of the list")
    assert "sealed anew" in said("rotate", "--new-passphrase-file", new, *sealed)
    assert "does not open" in said("show", "sasha@mail.example", *sealed, code=1)
    assert "On the list" in said("show", "sasha@mail.example", "--passphrase-file", new)
    opened_by = json.loads(said("openings", "--json"))["openings"]
    assert {"import", "show one", "forget one", "export"} == {one["what_for"] for one in opened_by}
    out = BytesIO()
    sealing.unseal(BytesIO(file.read_bytes()), out, sealing.keys(key))
    assert json.loads(out.getvalue())["address"] == "sasha@mail.example"
