"""A backup holds the whole newsroom, is opened by those it is sealed for, and is restored whole or not at all."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tarfile
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.keeping import backup, contents
from tamizdat.keeping.about import About, Unfit, applied
from tamizdat.keeping.backup import back_up
from tamizdat.keeping.restore import restore
from tamizdat.vault import sealing
from tests.cli.test_refusals import one_line
from tests.conftest import DATABASES
from tests.keeping.conftest import Key, key, tamizdat
from tests.press.folders import snapshot

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def quiet(done: int, total: int) -> None:
    """Shows no progress."""


def rows(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as line:
        return list(line.iterdump())


def backed_up(home: Path, file: Path, *those: Key, days: int = 90) -> Path:
    back_up(home, file, sealing.recipients([one.recipient for one in those]), days, NOW, quiet)
    return file


def kept(home: Path) -> dict[str, bytes]:
    return {name: (home / name).read_bytes() for name in contents.files(home)}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A newsroom's folder with little in it."""
    home = tmp_path / "small"
    (home / "media/original").mkdir(parents=True)
    (home / "media/original/quay.jpg").write_bytes(os.urandom(200_000))
    (home / "keys/offline").mkdir(parents=True)
    (home / "keys/offline/root.pem").write_text("sealed with a phrase")
    (home / "keys/press.pem").write_text("an online key")
    for name in ("desk.sqlite3", "press.sqlite3"):
        with closing(sqlite3.connect(home / name)) as line:
            line.execute("create table django_migrations (id integer primary key, app text, name text)")
            line.execute("insert into django_migrations (app, name) values ('desk', '0001_initial')")
            line.commit()
    return home


# As its keeper uses it


def test_a_newsroom_is_restored_on_another_machine_and_prints_the_same_edition(
    printed: Path, olga: Key, tmp_path: Path
) -> None:
    file, there = tmp_path / "friday.age", tmp_path / "another machine" / "newsroom"
    before = tamizdat(printed, "press", "--reprint")

    made = tamizdat(printed, "backup", file, "--to", olga.recipient)
    taken = tamizdat(there, "restore", file, "--key", olga.file)
    press = tamizdat(there, "press", "--reprint")

    assert (before.returncode, made.returncode, taken.returncode, press.returncode) == (0, 0, 0, 0), made.stderr
    assert rows(there / "desk.sqlite3") == rows(printed / "desk.sqlite3")
    assert kept(there) == kept(printed)
    assert {"settings.env", "keys/press.pem", "root.json"} <= kept(there).keys()
    assert not (there / "keys/offline").exists()
    own = {path: content for path, content in snapshot(printed / "edition").items() if not path.startswith("tamizdat/")}
    assert {path: snapshot(there / "edition").get(path) for path in own} == own
    check = tamizdat(there, "check", there / "edition", "--root", printed / "root.json", "--all")
    assert check.returncode == 0, check.stderr
    assert (there / "keys/press.pem").stat().st_mode & 0o077 == 0


def test_a_restored_press_numbers_above_what_readers_have_seen(printed: Path, olga: Key, tmp_path: Path) -> None:
    """A week's editions came out after the backup; the machine is gone, a mirror has the last."""
    there, mirror = tmp_path / "there", tmp_path / "mirror"
    tamizdat(printed, "backup", tmp_path / "friday.age", "--to", olga.recipient)
    for _ in range(3):
        assert tamizdat(printed, "keys", "renew", "targets", "--passphrase-file", _phrase(tmp_path)).returncode == 0
        tamizdat(printed, "press")
    shutil.copytree(printed / "edition", mirror)
    seen = tmp_path / "memory.json"
    root = printed / "root.json"
    assert tamizdat(printed, "check", mirror, "--root", root, "--memory", seen).returncode == 0

    tamizdat(there, "restore", tmp_path / "friday.age", "--key", olga.file)
    shutil.copy(printed / "keys/head.json", there / "keys/head.json")  # what people signed, from their own copies
    low = tamizdat(there, "press", "--reprint")
    refused = tamizdat(there, "check", there / "edition", "--root", root, "--memory", seen)
    high = tamizdat(there, "press", "--reprint", "--above", mirror)
    accepted = tamizdat(there, "check", there / "edition", "--root", root, "--memory", seen, "--all")

    assert (low.returncode, refused.returncode) == (0, 1)
    assert "older" in refused.stderr
    assert high.returncode == 0, high.stderr
    assert accepted.returncode == 0, accepted.stderr


def _phrase(folder: Path) -> Path:
    (folder / "phrase").write_text("a phrase on paper")
    return folder / "phrase"


def test_a_dry_run_opens_everything_and_puts_nothing_in_place(small: Path, olga: Key, tmp_path: Path) -> None:
    file = backed_up(small, tmp_path / "b.age", olga, days=3_000)

    told = tamizdat(tmp_path / "new", "restore", file, "--key", olga.file, "--dry-run")

    assert told.returncode == 0, told.stderr
    assert "It would do." in told.stdout
    assert {path.name for path in (tmp_path / "new").iterdir()} <= contents.LOCKS


def test_each_of_two_can_open_it_and_nobody_else(small: Path, olga: Key, tmp_path: Path) -> None:
    lev, inspector = key(tmp_path, "lev.key"), key(tmp_path, "inspector.key")
    file = backed_up(small, tmp_path / "b.age", olga, lev)

    for one in (olga, lev):
        restore(file, tmp_path / one.file.stem, sealing.keys(one.file), NOW, quiet)
        assert (tmp_path / one.file.stem / "desk.sqlite3").exists()
    with pytest.raises(sealing.Unopened, match="somebody else's key"):
        restore(file, tmp_path / "seized", sealing.keys(inspector.file), NOW, quiet)

    assert list((tmp_path / "seized").iterdir()) == []
    assert b"an online key" not in file.read_bytes()


def test_the_keys_to_be_carried_away_are_not_in_it_and_this_is_said(printed: Path, olga: Key, tmp_path: Path) -> None:
    told = tamizdat(printed, "backup", tmp_path, "--to", olga.recipient)

    assert "keys/offline are not in it" in told.stdout
    [file] = tmp_path.glob("newsroom-*-until-*.age")
    restore(file, tmp_path / "there", sealing.keys(olga.file), datetime.now(UTC), quiet)
    assert not (tmp_path / "there/keys/offline").exists()


def test_what_is_made_again_is_left_out(printed: Path, olga: Key, tmp_path: Path) -> None:
    made = json.loads(tamizdat(printed, "backup", tmp_path / "b.age", "--to", olga.recipient, "--json").stdout)

    names = set(contents.files(printed))
    assert made["files"] == len(names) + len(DATABASES)
    assert any(name.startswith("media/") for name in names)
    assert not any(name.startswith(("edition/", "store/")) for name in names)


# While it works


def test_a_database_is_copied_as_it_was_at_one_moment(tmp_path: Path) -> None:
    """Two rows are always written together; a copy that has one without the other is torn."""
    source, begun, ended = tmp_path / "desk.sqlite3", threading.Event(), threading.Event()
    with closing(sqlite3.connect(source, isolation_level=None)) as line:
        line.executescript("PRAGMA journal_mode=WAL; create table one (n, filler); create table other (n, filler)")

    def works() -> None:
        with closing(sqlite3.connect(source, isolation_level=None, timeout=20)) as writing:
            number = 0
            while not ended.is_set():
                number += 1
                writing.execute("begin immediate")
                writing.execute("insert into one values (?, zeroblob(2000))", [number])
                writing.execute("insert into other values (?, zeroblob(2000))", [number])
                writing.execute("commit")
                begun.set()

    writer = threading.Thread(target=works)
    writer.start()
    try:
        assert begun.wait(60)  # on a busy machine five copies are made before a thread has had its turn
        for number in range(5):
            backup.copy_database(source, tmp_path / f"{number}.sqlite3")
    finally:
        ended.set()
        writer.join()

    counted = []
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}.sqlite3")) as copy:
            one, other = (copy.execute(f"select count(*) from {name}").fetchone()[0] for name in ("one", "other"))
            assert copy.execute("pragma integrity_check").fetchone() == ("ok",)
        counted.append((one, other))
    assert all(one == other for one, other in counted)
    assert counted[-1][0] > 0


# Other versions


def test_a_backup_of_an_older_version_is_brought_up_to_this_one(printed: Path, olga: Key, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(printed, old)
    words = "import django; django.setup(); from django.core.management import call_command as call; "
    words += "call('migrate', 'press', '0001', database='press', verbosity=0)"
    import subprocess
    import sys

    environment = {**os.environ, "TAMIZDAT_HOME": str(old), "DJANGO_SETTINGS_MODULE": "tamizdat.settings"}
    subprocess.run([sys.executable, "-c", words], env=environment, check=True)
    assert "press 0002_signed" not in applied(old / "press.sqlite3")
    file = backed_up(old, tmp_path / "old.age", olga, days=3_000)

    taken = tamizdat(tmp_path / "new", "restore", file, "--key", olga.file)
    brought = tamizdat(tmp_path / "new", "upgrade")
    press = tamizdat(tmp_path / "new", "press", "--reprint")

    assert (taken.returncode, brought.returncode, press.returncode) == (0, 0, 0), taken.stderr + press.stderr
    assert "press 0002_signed" in applied(tmp_path / "new/press.sqlite3")
    check = tamizdat(tmp_path, "check", tmp_path / "new/edition", "--root", tmp_path / "new/root.json", "--all")
    assert check.returncode == 0, check.stderr


def test_a_backup_of_a_newer_version_is_refused(small: Path, olga: Key, tmp_path: Path) -> None:
    with closing(sqlite3.connect(small / "desk.sqlite3")) as line:
        line.execute("insert into django_migrations (app, name) values ('desk', '0999_from_the_future')")
        line.commit()
    file = backed_up(small, tmp_path / "b.age", olga)

    line = one_line(tamizdat(tmp_path / "new", "restore", file, "--key", olga.file))

    assert "made by a newer Tamizdat" in line
    assert "desk 0999_from_the_future" in line
    assert {path.name for path in (tmp_path / "new").iterdir()} <= contents.LOCKS


def test_a_form_of_backup_that_is_not_known_yet_is_refused() -> None:
    about = About(NOW, NOW.date(), "9.0", {}, 0, form=99).as_json()

    with pytest.raises(Unfit, match="made by a newer Tamizdat"):
        About.from_json(about)


# What is refused


@pytest.mark.parametrize("keep", [0, 20, 150, 0.3, 0.9, -1])
def test_a_file_that_was_cut_off_is_refused_whole(small: Path, olga: Key, tmp_path: Path, keep: float) -> None:
    file = backed_up(small, tmp_path / "b.age", olga)
    content = file.read_bytes()
    file.write_bytes(content[: int(keep * len(content)) if 0 < keep < 1 else int(keep)])

    with pytest.raises(sealing.Unopened, match="damaged or was cut off"):
        restore(file, tmp_path / "new", sealing.keys(olga.file), NOW, quiet)

    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("at", [0, 30, 180, 0.2, 0.5, 0.99, -1])
def test_a_file_with_one_other_bit_is_refused_whole(small: Path, olga: Key, tmp_path: Path, at: float) -> None:
    file = backed_up(small, tmp_path / "b.age", olga)
    content = bytearray(file.read_bytes())
    content[int(at * len(content)) if 0 < at < 1 else int(at)] ^= 1
    file.write_bytes(content)

    with pytest.raises(sealing.Unopened):
        restore(file, tmp_path / "new", sealing.keys(olga.file), NOW, quiet)

    assert list((tmp_path / "new").iterdir()) == []


def test_a_newsroom_that_is_there_is_not_restored_over(small: Path, olga: Key, tmp_path: Path) -> None:
    file = backed_up(small, tmp_path / "b.age", olga)
    before = snapshot(small)

    line = one_line(tamizdat(small, "restore", file, "--key", olga.file, "--expired"))

    assert "holds a newsroom already" in line
    assert {name: content for name, content in snapshot(small).items() if name in before} == before


def test_a_folder_with_something_in_it_is_not_restored_into(small: Path, olga: Key, tmp_path: Path) -> None:
    file = backed_up(small, tmp_path / "b.age", olga)
    (tmp_path / "new").mkdir()
    (tmp_path / "new/photo.jpg").write_bytes(b"somebody's")

    with pytest.raises(Unfit, match="is not empty"):
        restore(file, tmp_path / "new", sealing.keys(olga.file), NOW, quiet)

    assert (tmp_path / "new/photo.jpg").read_bytes() == b"somebody's"


def test_one_that_should_have_been_destroyed_is_restored_only_on_purpose(
    small: Path, olga: Key, tmp_path: Path
) -> None:
    file = backed_up(small, tmp_path / "b.age", olga, days=7)
    later = NOW + timedelta(days=8)
    restore(file, tmp_path / "in time", sealing.keys(olga.file), NOW + timedelta(days=7), quiet)

    with pytest.raises(Unfit, match="to be destroyed on 2026-11-27"):
        restore(file, tmp_path / "late", sealing.keys(olga.file), later, quiet)

    assert list((tmp_path / "late").iterdir()) == []
    restore(file, tmp_path / "late", sealing.keys(olga.file), later, quiet, expired=True)


def sealed(olga: Key, file: Path, members: list[tuple[str, bytes, bytes]]) -> Path:
    """A file that opens for Olga and was packed by somebody with other things in mind: (name, content, kind)."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content, kind in members:
            member = tarfile.TarInfo(name)
            member.size, member.type, member.linkname = len(content), kind, "/etc/passwd"
            tar.addfile(member, io.BytesIO(content))
    with open(file, "wb") as out:
        sealing.seal(io.BytesIO(packed.getvalue()), out, sealing.recipients([olga.recipient]))
    return file


ABOUT = About(NOW, NOW.date(), "0.1.0", {}, 0).as_json()
REG = tarfile.REGTYPE


@pytest.mark.parametrize(
    "members",
    [
        [("about.json", ABOUT, REG), ("home/../../escaped", b"x", REG)],
        [("about.json", ABOUT, REG), ("/tmp/escaped", b"x", REG)],
        [("about.json", ABOUT, REG), ("home/link", b"", tarfile.SYMTYPE)],
        [("about.json", ABOUT, REG), ("home/device", b"", tarfile.CHRTYPE)],
        [("about.json", ABOUT, REG), ("home/desk.sqlite3", b"x", REG)],
        [("about.json", ABOUT, REG), ("home/desk.sqlite3", b"x", REG), ("manifest.json", b"{}", REG)],
        [("about.json", ABOUT, REG), ("manifest.json", b"{}", REG)],
        [("about.json", b"not json", REG)],
        [("home/desk.sqlite3", b"x", REG)],
        [],
    ],
)
def test_what_is_sealed_and_is_no_backup_is_refused_whole(
    olga: Key, tmp_path: Path, members: list[tuple[str, bytes, bytes]]
) -> None:
    file = sealed(olga, tmp_path / "odd.age", members)

    with pytest.raises((Unfit, sealing.Unopened)):
        restore(file, tmp_path / "a/new", sealing.keys(olga.file), NOW, quiet)

    assert list((tmp_path / "a/new").iterdir()) == []
    assert not list(tmp_path.rglob("escaped"))


def test_what_was_sealed_and_is_no_archive_at_all_is_refused(olga: Key, tmp_path: Path) -> None:
    with open(tmp_path / "odd.age", "wb") as out:
        sealing.seal(io.BytesIO(b"a letter"), out, sealing.recipients([olga.recipient]))

    with pytest.raises(sealing.Unopened, match="no backup"):
        restore(tmp_path / "odd.age", tmp_path / "new", sealing.keys(olga.file), NOW, quiet)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("{out}/b.age",), "nobody is named who could open it"),
        (("{out}/b.age", "--to", "age1nonsense"), "'age1nonsense' is nobody to seal for"),
        (("{out}/none/b.age", "--to", "{olga}"), "there is no folder"),
        (("{home}/b.age", "--to", "{olga}"), "lies in the newsroom's own folder"),
        (("{key}", "--to", "{olga}"), "exists. Nothing is written over it"),
        ((), "name the file to write"),
        (("--new-key", "{key}"), "Nothing is written over a key"),
    ],
)
def test_a_backup_that_makes_no_sense_is_one_line(
    small: Path, olga: Key, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    names = {"out": tmp_path, "home": small, "olga": olga.recipient, "key": olga.file}

    assert says in one_line(tamizdat(small, "backup", *(word.format(**names) for word in words)))


def test_a_key_made_by_the_command_opens_what_the_setting_names(small: Path, tmp_path: Path) -> None:
    made = tamizdat(small, "backup", "--new-key", tmp_path / "key.txt")
    recipient = next(word for word in made.stdout.split() if word.startswith("age1"))

    sealed = tamizdat(small, "backup", tmp_path / "b.age", TAMIZDAT_BACKUP_TO=recipient)
    taken = tamizdat(tmp_path / "new", "restore", tmp_path / "b.age", "--key", tmp_path / "key.txt")

    assert (sealed.returncode, taken.returncode) == (0, 0), sealed.stderr + taken.stderr
    assert (tmp_path / "key.txt").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_key_is_said(small: Path, olga: Key, tmp_path: Path) -> None:
    file = backed_up(small, tmp_path / "b.age", olga)

    assert "is no key that opens" in one_line(tamizdat(tmp_path / "new", "restore", file, "--key", file))
