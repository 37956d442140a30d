"""A letterbox as a process: sockets, workers, power cuts, floods."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

from tamizdat.letterbox.letters import Join, Leave
from tamizdat.letterbox.serving import LETTERS
from tests.counts import JUNK_SIGN_UPS, KILLED_LETTERBOXES
from tests.letterbox.post import PASS, children, running


def test_forms_over_a_socket(tmp_path: Path) -> None:
    with running(tmp_path) as box:
        status, page = box.ask("GET", "/-/en/join")
        assert status == 200
        assert b"<h1>Our newsletter</h1>" in page
        assert box.ask("HEAD", "/-/en/join") == (200, b"")
        assert box.post("/-/en/join", email="reader@mail.example") == 200
        assert [type(one) for one in box.collect_all()] == [Join]
        assert box.ask("PUT", "/-/en/join")[0] == 405
        assert box.ask("POST", "/-/en/join", b"email=%ff%fe")[0] == 400


def test_a_letterbox_that_is_told_nothing_by_strangers(tmp_path: Path) -> None:
    with running(tmp_path) as box:
        for signature in ("", "AAAA", "x" * 88):
            status, said = box.ask("POST", "/-/collect", b"{}", **{"tamizdat-signature": signature})
            assert (status, said) == (403, b"the collector's key has not signed it.\n")


def test_workers_live_for_a_hundred_letters(tmp_path: Path) -> None:
    with running(tmp_path, workers=1) as box:
        before = children(box.process.pid)
        for _ in range(LETTERS + 2):
            assert box.ask("GET", "/-/en/ask")[0] == 200

        assert not before & children(box.process.pid)
        assert len(children(box.process.pid)) == 1


def test_strange_requests_end_alone(tmp_path: Path) -> None:
    strange = [
        b"\0" * 300,
        b"GET /" + b"a" * 300_000,
        b"POST /-/en/join HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n" + b"a" * 300_000,
        b"POST /-/en/join HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"",
    ]
    with running(tmp_path) as box:
        for content in strange:
            with socket.create_connection(("127.0.0.1", box.port), timeout=15) as wire:
                try:
                    wire.sendall(content)
                    wire.shutdown(socket.SHUT_WR)
                    while wire.recv(65_536):
                        pass
                except OSError:
                    pass  # it may close while we still talk
        assert box.ask("GET", "/-/en/join")[0] == 200
        assert box.collect_all() == []


def test_every_thanks_is_kept_when_all_of_it_is_killed(tmp_path: Path) -> None:
    """kill -9 at random moments, while four write at once."""
    thanked: list[str] = []
    for turn in range(KILLED_LETTERBOXES):
        with running(tmp_path, each=2_048) as box, ThreadPoolExecutor(4) as pool:
            over = threading.Event()

            def write(writer: int, box=box, turn=turn, over=over) -> list[str]:
                found = []
                for number in range(10_000):
                    address = f"r{turn}-{writer}-{number}@mail.example"
                    try:
                        if over.is_set() or box.post("/-/en/join", email=address) != 200:
                            return found
                    except (OSError, HTTPException):
                        return found
                    found.append(address)
                return found

            writers = [pool.submit(write, writer) for writer in range(4)]
            time.sleep(random.uniform(0.05, 0.5))
            box.kill()
            over.set()
            thanked += [address for writer in writers for address in writer.result()]
    with running(tmp_path) as box:
        lying = {one.address for one in box.collect_all()}

    assert thanked
    assert set(thanked) <= lying


def test_a_flood_turns_no_unsubscribe_away_and_fills_no_disk(tmp_path: Path) -> None:
    """Junk from many, and real unsubscribes among it: all of those arrive."""
    junk, real = JUNK_SIGN_UPS, [PASS.token() for _ in range(100)]
    with running(tmp_path, workers=4) as box, ThreadPoolExecutor(6) as pool:
        disk = (tmp_path / "letters").stat().st_blocks
        every = max(junk // len(real), 1)

        def send(number: int) -> int:
            if number % every == 0 and number // every < len(real):
                assert box.post(f"/-/leave/{real[number // every]}", **{"List-Unsubscribe": "One-Click"}) == 200
            return box.post("/-/en/join", email=f"junk{number}@mail.example")

        answers = list(pool.map(send, range(junk)))
        assert (tmp_path / "letters").stat().st_blocks <= disk + 64  # of 512 bytes; the file system's own notes
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 8_000_000
        letters = box.collect_all()

    assert set(answers) == {200, 503}
    assert answers.count(200) == sum(isinstance(one, Join) for one in letters) <= 256
    assert sorted(one.token for one in letters if isinstance(one, Leave)) == sorted(real)


def test_it_logs_nothing_and_dumps_nothing(tmp_path: Path, capfd) -> None:
    with running(tmp_path) as box:
        box.post("/-/en/join", email="reader@mail.example")
        box.post("/-/en/join", email="no address at all")
        limits = Path(f"/proc/{box.process.pid}/limits").read_text()
        worker = next(iter(children(box.process.pid)))
        locked = Path(f"/proc/{worker}/status").read_text()

    cores = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert cores.split()[4:6] == ["0", "0"]
    assert "VmLck:\t       0 kB" not in locked or os.geteuid() != 0
    said = capfd.readouterr()
    assert "mail.example" not in said.out + said.err
    assert {path.name for path in tmp_path.iterdir()} == {"letters", "standing.json"}
