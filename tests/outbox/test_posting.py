"""Posting: nobody is lost, nobody gets it twice, the books balance; relays do whatever relays do.

What was lost or doubled is counted from what the relay received.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tamizdat.outbox.posting import STOP, Posting, Report
from tamizdat.outbox.shards import Books, Shards, Spoilt, Taken
from tamizdat.outbox.smtp import Relay, Tls
from tests.counts import KILLED_POSTINGS
from tests.outbox.mail import each, freezing, frozen, relay
from tests.outbox.sink import Sink, sinking

LINES = 4


def post(folder: Path, *sinks: Sink, gone: tuple[str, ...] = (), **how: Any) -> tuple[Report, Books]:
    posting = Posting(
        folder,
        freezing().post,
        [relay(sink.port, **how) for sink in sinks],
        gone=lambda envelope: envelope.token in gone,
    )
    return posting.run(), posting.books


def everybody(number: int) -> set[str]:
    return {f"reader{count}@{count % 7}.example" for count in range(number)}


def test_everybody_gets_it_once_and_the_books_balance(tmp_path: Path) -> None:
    frozen(tmp_path, 150, sign=False)
    with sinking() as sink:
        report, books = post(tmp_path, sink)

    assert sink.recipients == Counter(everybody(150))
    assert (report.sent, report.stopped) == (150, "")
    assert books == Books(frozen=150, sent=150, refused=0, skipped=0)
    assert books.waiting == 0


def test_what_the_relay_gets_is_that_readers_message(tmp_path: Path) -> None:
    frozen(tmp_path, 3)
    with sinking() as sink:
        post(tmp_path, sink)

    for recipient, content in sink.taken:
        assert b"\r\nTo: " + recipient.encode() + b"\r\n" in content
        assert content.count(b"\r\nTo: ") == 1
        others = {name for name, _ in sink.taken} - {recipient}
        assert [name for name in others if name.encode() in content] == []


def test_a_second_run_sends_nothing(tmp_path: Path) -> None:
    frozen(tmp_path, 30, sign=False)
    with sinking() as sink:
        post(tmp_path, sink)

        report, _ = post(tmp_path, sink)

    assert (report.sent, len(sink.taken)) == (0, 30)


def test_a_message_costs_one_round_trip(tmp_path: Path) -> None:
    frozen(tmp_path, 60, sign=False)
    with sinking(slow=0.002) as sink:
        post(tmp_path, sink, lines=1)

    assert sink.recipients == Counter(everybody(60))
    assert sink.ahead == 58  # all but the last of the first wave and the last of all


def test_a_line_that_closes_with_an_envelope_out_loses_nobody(tmp_path: Path) -> None:
    frozen(tmp_path, 40, sign=False)
    with sinking(at_data=lambda number: {7: "421", 15: "550", 22: "die", 31: "421"}.get(number, "")) as sink:
        report, books = post(tmp_path, sink, lines=2)
        again, books = post(tmp_path, sink, lines=2)

    assert len(everybody(40) - set(sink.recipients)) == 1  # who was refused
    assert (books.sent, books.refused, books.waiting) == (39, 1, 0)
    assert report.later + again.sent >= 1
    assert sum(sink.recipients.values()) == 40  # one of them twice: taken, and never said so


def test_several_lines_are_used_and_no_more_than_said(tmp_path: Path) -> None:
    frozen(tmp_path, 60, sign=False)
    with sinking(slow=0.01) as sink:
        post(tmp_path, sink, lines=3)

    assert sink.most_at_once == 3


def test_a_host_that_takes_few_gets_few_and_the_others_do_not_wait_for_it(tmp_path: Path) -> None:
    frozen(tmp_path, 20, sign=False)
    with sinking() as sink:
        report, books = post(tmp_path, sink, lines=1, host_rates=(("0.example", 2.0),))

    assert sink.recipients == Counter(everybody(20))
    assert (report.sent, books.waiting) == (20, 0)
    slow = [at for at, (name, _) in enumerate(sink.taken) if name.endswith("@0.example")]
    assert slow[1:] == [18, 19]  # of three, all but the first come when nobody else is left


def test_a_relay_without_pipelining_is_spoken_to_slowly(tmp_path: Path) -> None:
    frozen(tmp_path, 30, sign=False)
    with sinking(ehlo=b"250-sink\r\n250 8BITMIME\r\n") as sink:
        post(tmp_path, sink)

    assert sink.recipients == Counter(everybody(30))


def test_the_envelopes_order_tells_nothing(tmp_path: Path) -> None:
    frozen(tmp_path, 200, sign=False)
    with sinking() as sink:
        post(tmp_path, sink, lines=1)

    assert [recipient for recipient, _ in sink.taken] != sorted(sink.recipients)


# Refusals and delays


def test_who_has_no_mailbox_is_refused_for_good_and_who_is_put_off_waits(tmp_path: Path) -> None:
    made = freezing()
    addresses = ["never1@a.example", "later2@a.example", *(f"reader{count}@a.example" for count in range(30))]
    Shards(tmp_path).put(addresses, each(made))
    with sinking() as sink:
        report, books = post(tmp_path, sink)

    assert (report.sent, report.refused, report.later) == (30, 1, 1)
    assert (books.sent, books.refused, books.waiting) == (30, 1, 1)


def test_who_was_put_off_gets_it_with_the_next_run_and_nobody_else_does(tmp_path: Path) -> None:
    frozen(tmp_path, 25, sign=False)
    with sinking(at_data=lambda number: "421" if number < 3 else "") as sink:
        post(tmp_path, sink, lines=1)
        _, books = post(tmp_path, sink, lines=1)

    assert sink.recipients == Counter(everybody(25))
    assert books.waiting == 0


def test_who_left_since_the_freeze_is_skipped(tmp_path: Path) -> None:
    made = frozen(tmp_path, 20, sign=False)
    gone = made.envelope("reader3@3.example").token
    with sinking() as sink:
        report, books = post(tmp_path, sink, gone=(gone,))

    assert "reader3@3.example" not in sink.recipients
    assert (report.skipped, books.sent, books.skipped, books.waiting) == (1, 19, 1, 0)


def test_a_relay_that_refuses_too_many_of_its_first_messages_is_paused_and_the_other_goes_on(tmp_path: Path) -> None:
    frozen(tmp_path, 300, sign=False)
    with sinking(at_data=lambda number: "550" if number % 2 else "") as bad, sinking() as good:
        report, books = post(tmp_path, bad, good, lines=1)

    assert any("refused too many" in line for line in report.paused)
    assert 11 <= books.refused <= 13
    assert books.waiting == 0
    assert len(good.taken) > 250


def test_a_message_that_everybody_refuses_is_stopped_after_the_first_wave(tmp_path: Path) -> None:
    frozen(tmp_path, 300, sign=False)
    with sinking(at_data=lambda number: "550") as sink:
        report, books = post(tmp_path, sink, lines=2)

    assert "were refused" in report.stopped
    assert books.refused <= 20
    assert books.waiting >= 280


def test_somebody_can_stop_it_and_it_goes_on_later(tmp_path: Path) -> None:
    frozen(tmp_path, 40, sign=False)
    (tmp_path / STOP).touch()
    with sinking() as sink:
        report, books = post(tmp_path, sink)
        assert (report.stopped, len(sink.taken), books.waiting) == ("somebody stopped it.", 0, 40)

        (tmp_path / STOP).unlink()
        post(tmp_path, sink)

    assert sink.recipients == Counter(everybody(40))


# Relays that are ill


def test_a_relay_that_is_away_is_told_and_the_other_takes_all(tmp_path: Path) -> None:
    frozen(tmp_path, 30, sign=False)
    with sinking() as away:
        pass
    with sinking() as sink:
        report, books = post(tmp_path, away, sink)

    assert any("does not answer" in line for line in report.paused)
    assert (books.sent, books.waiting) == (30, 0)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"greeting": b"554 not you\r\n"}, "greets us with 554"),
        ({"greeting": b"421 too busy\r\n"}, "greets us with 421"),
        ({"greeting": b"hello\r\n"}, "what is no SMTP"),
        ({"greeting": b"220-" + b"x" * 10_000 + b"\r\n"}, "closed the line"),
        ({"greeting": b"220-on\r\n" * 1_000}, "does not come to an end"),
        ({"ehlo": b"500 what\r\n"}, "answers EHLO with 500"),
    ],
)
def test_a_relay_that_lets_nobody_in_is_told_and_nobody_is_lost(tmp_path: Path, how: dict[str, Any], says: str) -> None:
    frozen(tmp_path, 10, sign=False)
    with sinking(**how) as sink:
        report, books = post(tmp_path, sink, lines=1, patience=1.0)

    assert any(says in line for line in report.paused), report.paused
    assert (books.sent, books.waiting) == (0, 10)


def test_a_relay_that_hangs_breaks_its_line_and_the_message_is_posted_again_under_its_id(tmp_path: Path) -> None:
    frozen(tmp_path, 25, sign=False)
    with sinking(at_data=lambda number: "hang" if number == 5 else "") as sink:
        report, books = post(tmp_path, sink, lines=1, patience=0.5)
        assert (report.later, books.waiting) == (1, 1)

        post(tmp_path, sink, lines=1, patience=0.5)

    assert sink.recipients == Counter(everybody(25))


def test_one_that_takes_a_message_and_dies_before_it_says_so_gets_it_twice_with_one_id(tmp_path: Path) -> None:
    frozen(tmp_path, 25, sign=False)
    with sinking(at_data=lambda number: "die" if number == 5 else "") as sink:
        post(tmp_path, sink, lines=1)
        post(tmp_path, sink, lines=1)

    (twice,) = [recipient for recipient, times in sink.recipients.items() if times > 1]
    one, other = [content for recipient, content in sink.taken if recipient == twice]
    assert one == other
    assert set(sink.recipients) == everybody(25)


def test_one_that_loses_a_message_and_dies_gets_it_again(tmp_path: Path) -> None:
    frozen(tmp_path, 25, sign=False)
    with sinking(at_data=lambda number: "lose" if number == 5 else "") as sink:
        post(tmp_path, sink, lines=1)
        post(tmp_path, sink, lines=1)

    assert sink.recipients == Counter(everybody(25))


def test_mail_goes_to_another_machine_by_tls_only() -> None:
    with pytest.raises(ValueError, match="TLS only"):
        Relay(host="relay.example", port=25, tls=Tls.NONE)


def test_a_relay_that_offers_no_tls_gets_nothing(tmp_path: Path) -> None:
    frozen(tmp_path, 5, sign=False)
    with sinking() as sink:
        report, books = post(tmp_path, sink, tls=Tls.STARTTLS, lines=1, patience=1.0)

    assert any("offers no TLS" in line for line in report.paused)
    assert (sink.taken, books.waiting) == ([], 5)


# One process, one shard; keys


def test_two_processes_post_no_shard_together(tmp_path: Path) -> None:
    frozen(tmp_path, 10, sign=False)
    shards = Shards(tmp_path)
    with shards.lease(1), pytest.raises(Taken), Shards(tmp_path).lease(1):
        pass

    with shards.lease(1) as lease, sinking() as sink:
        report, _ = post(tmp_path, sink)
        assert (report.sent, sink.taken, len(lease.waiting)) == (0, [], 10)


def test_a_shard_holds_a_thousand_and_its_key_goes_with_its_last_envelope(tmp_path: Path) -> None:
    frozen(tmp_path, 1_050, sign=False)
    assert [Shards(tmp_path).size(number) for number in Shards(tmp_path).numbers()] == [1_000, 50]
    with sinking() as sink:
        post(tmp_path, sink, lines=8)

    assert list((tmp_path / "keys").iterdir()) == []
    whole = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [name for name in everybody(1_050) if name.encode() in whole] == []
    assert set(sink.recipients) == everybody(1_050)


def test_no_address_lies_there_in_the_clear_before_it_is_posted(tmp_path: Path) -> None:
    frozen(tmp_path, 50, sign=False)

    whole = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert b"reader" not in whole


def test_a_shard_that_was_changed_or_swapped_is_not_posted(tmp_path: Path) -> None:
    frozen(tmp_path, 1_010, sign=False)
    with Shards(tmp_path).lease(2) as lease:
        assert len(lease.waiting) == 10
    first, second = (tmp_path / "shards" / f"{number:05d}" for number in (1, 2))
    (tmp_path / "keys/00002").write_bytes((tmp_path / "keys/00001").read_bytes())
    second.write_bytes(first.read_bytes())

    with pytest.raises(Spoilt), Shards(tmp_path).lease(2):
        pass


# Killed


def test_a_full_disk_stops_posting_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen(tmp_path, 60, sign=False)
    real = os.fdatasync
    calls: list[int] = []

    def full(file: int) -> None:
        calls.append(file)
        if len(calls) > 10:
            raise OSError(28, "No space left on device")
        real(file)

    monkeypatch.setattr(os, "fdatasync", full)
    with sinking() as sink:
        with pytest.raises(OSError, match="No space"):
            post(tmp_path, sink)
        monkeypatch.undo()
        taken = len(sink.taken)
        assert taken < 60
        post(tmp_path, sink)

    assert set(sink.recipients) == everybody(60)
    assert len(sink.taken) - 60 <= LINES


def test_killed_at_random_moments_nobody_is_lost_and_at_most_one_for_each_line_is_repeated(tmp_path: Path) -> None:
    number, kills = 400, 0
    frozen(tmp_path, number, sign=False)
    moments = random.Random(KILLED_POSTINGS)
    with sinking(slow=0.002) as sink:
        words = [sys.executable, "-m", "tests.outbox.one_posting", str(tmp_path), str(sink.port), str(LINES)]
        while Shards(tmp_path).books().waiting:
            posting = subprocess.Popen(words)
            before = len(sink.taken)
            if kills < KILLED_POSTINGS:
                while posting.poll() is None and len(sink.taken) == before:
                    time.sleep(0.005)  # it takes most of a second to begin
                time.sleep(moments.uniform(0, 0.15 if KILLED_POSTINGS > 10 else 0.08))
                posting.send_signal(signal.SIGKILL)
                kills += posting.wait(30) == -signal.SIGKILL
            else:
                assert posting.wait(120) == 0
        books = Shards(tmp_path).books()

    assert kills > 0
    assert set(sink.recipients) == everybody(number)
    assert len(sink.taken) - number <= kills * LINES
    assert books == Books(frozen=number, sent=number, refused=0, skipped=0)
    ids = Counter(content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0] for _, content in sink.taken)
    assert len(ids) == number
