"""The post room: what a posting host that is seized gives away."""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tamizdat.outbox.journal import Outcome
from tamizdat.outbox.posting import Posting
from tamizdat.outbox.room import AT_ONCE, Room
from tamizdat.outbox.shards import SIZE, Lease, Shards, Spoilt
from tamizdat.vault.keys import OpeningKey
from tamizdat.vault.records import Unopened
from tests.counts import SEIZED_HOSTS
from tests.outbox.mail import each, freezing, relay
from tests.outbox.sink import Sink, sinking

KEY = OpeningKey.new()


def put(folder: Path, number: int, name: str = "reader") -> None:
    """Frozen for so many readers, the keys in the room."""
    made = freezing()
    made._signing.signature = lambda own: "QUJD"  # type: ignore[method-assign]
    readers = [f"{name}{count}@{count % 7}.example" for count in range(number)]
    Shards(folder).put(readers, each(made), Room(folder).keeping(KEY.sealing))


def post(folder: Path, sink: Sink, key: OpeningKey = KEY, **how: object) -> Posting:
    posting = Posting(folder, freezing().post, [relay(sink.port, **how)], more=lambda: Room(folder).release(key))
    posting.run()
    return posting


def readable(folder: Path) -> set[str]:
    """Whoever can be read with every key that lies there tried on every shard."""
    found = set()
    for path in (folder / "shards").iterdir():
        for key in (folder / "keys").iterdir():
            trial = folder / "trial"
            shutil.rmtree(trial, ignore_errors=True)
            for part in ("shards", "keys", "journals"):
                (trial / part).mkdir(parents=True)
            name = path.name.removesuffix(".new")
            shutil.copyfile(path, trial / "shards" / name)
            shutil.copyfile(key, trial / "keys" / name)
            try:
                with Shards(trial).lease(int(name)) as lease:
                    found |= {envelope.address for envelope in lease.envelopes if envelope}
            except Spoilt:
                continue
    return found


def test_two_keys_are_given_out_at_a_time_and_everybody_gets_it_once(tmp_path: Path) -> None:
    put(tmp_path, 3_500)
    assert len(Room(tmp_path)) == 4
    with sinking() as sink:
        posting = post(tmp_path, sink, lines=8)

    assert (posting.books.sent, posting.books.waiting) == (3_500, 0)
    assert set(sink.recipients.values()) == {1}
    assert len(Room(tmp_path)) == 0
    assert list((tmp_path / "keys").iterdir()) == []


def test_without_the_lists_key_nothing_is_posted(tmp_path: Path) -> None:
    put(tmp_path, 30)
    assert readable(tmp_path) == set()
    with sinking() as sink:
        assert Posting(tmp_path, freezing().post, [relay(sink.port)]).run().sent == 0
        with pytest.raises(Unopened):
            post(tmp_path, sink, OpeningKey.new())
        assert sink.taken == []
        assert post(tmp_path, sink).books.sent == 30


def test_what_a_relay_puts_off_is_sealed_anew_and_holds_up_no_other_shard(tmp_path: Path) -> None:
    """A few that wait in each shard: all the others are posted, and only those few can be read meanwhile."""
    made = freezing()
    made._signing.signature = lambda own: "QUJD"  # type: ignore[method-assign]
    names = [f"{'later' if count % 500 == 0 else 'reader'}{count}@a.example" for count in range(4_000)]
    Shards(tmp_path).put(names, each(made), Room(tmp_path).keeping(KEY.sealing))
    with sinking() as sink:
        posting = post(tmp_path, sink, lines=8)
        assert (posting.books.sent, posting.books.waiting) == (3_992, 8)
        assert readable(tmp_path) == {name for name in names if name.startswith("later")}
        again = post(tmp_path, sink)

    assert (again.report.sent, again.report.later, again.books.waiting) == (0, 8, 8)
    assert set(sink.recipients.values()) == {1}


def test_a_host_seized_at_any_moment_gives_away_two_shards_at_most(tmp_path: Path) -> None:
    for turn in range(SEIZED_HOSTS):
        folder = tmp_path / str(turn)
        put(folder, 3_200)
        with sinking() as sink:
            words = [sys.executable, "-m", "tests.outbox.one_posting", str(folder), str(sink.port), "8", KEY.seed.hex()]
            process = subprocess.Popen(words)
            try:
                until = time.monotonic() + 60
                goal = random.randint(1, 3_000)
                while len(sink.taken) < goal and time.monotonic() < until and process.poll() is None:
                    time.sleep(0.002)
            finally:
                process.kill()
                process.wait()
            seized = readable(folder)
            assert 0 < len(seized) <= AT_ONCE * SIZE
            shutil.rmtree(folder / "trial")
            left = post(folder, sink, lines=8)

        assert left.books.waiting == 0
        assert len(sink.recipients) == 3_200
        assert sum(sink.recipients.values()) <= 3_200 + 8


def test_one_that_is_killed_while_it_destroys_a_key_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of the first shard are answered for; its key is overwritten, and its name is still there."""
    put(tmp_path, 1_200)
    with sinking() as sink:
        with monkeypatch.context() as patch:
            patch.setattr(Shards, "_destroy", Shards._overwrite)
            posting = post(tmp_path, sink, lines=8)
        assert posting.books.sent == 1_200
        assert [path.read_bytes() for path in (tmp_path / "keys").iterdir()] == [bytes(32)] * 2

        assert post(tmp_path, sink, lines=8).books.waiting == 0

    assert len(sink.taken) == 1_200
    assert list((tmp_path / "keys").iterdir()) == []


def test_a_resealing_that_is_killed_half_way_loses_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    for stop in range(3):
        folder = tmp_path / str(stop)
        Shards(folder).put([f"reader{count}@a.example" for count in range(10)], each(freezing()))
        steps = 0

        def step(path: Path, *given: object, real=Path.replace, stop=stop) -> object:
            nonlocal steps
            steps += 1
            if steps > stop:
                raise Killed
            return real(path, *given)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", step)
            try:
                with Shards(folder).lease(1) as lease:
                    for number in range(4):
                        _settle(lease, number)
            except Killed:
                pass
        with Shards(folder).lease(1) as lease:
            assert lease.waiting == [4, 5, 6, 7, 8, 9]
            assert {lease.envelopes[number].address for number in lease.waiting} <= {
                f"reader{count}@a.example" for count in range(10)
            }


def _settle(lease: Lease, number: int) -> None:
    asyncio.run(lease.journal.settle(number, Outcome.SENT, 250))
