"""What a newsletter costs: freezing beside bare RSA signatures, posting beside Postfix's own smtp-source.

Readers of nonsense names, a Russian message of some 20 KB.  Freezing is one process on one core, clocked by the
processor's time and set beside `openssl speed`.  Posting is presigned and journaled with an fsync for each turn of the
loop, into Postfix's smtp-sink on the same machine; smtp-source sends messages of the same size into the same sink,
alone, and three of it at once, which shows what the sink takes at most.
What is not installed is left out, and said.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from tamizdat.outbox.dkim import Domain
from tamizdat.outbox.envelopes import Envelope, Freezing
from tamizdat.outbox.message import Message, compose
from tamizdat.outbox.posting import Posting
from tamizdat.outbox.shards import Shards
from tamizdat.outbox.smtp import Relay, Tls

NOW = datetime(2026, 11, 27, 16, tzinfo=UTC)
PARAGRAPH = "Девять человек были в лодке, когда паром отошёл от причала, и никто не знал, кто сказал капитану ждать. "
LINES = 16


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench newsletter")
    parser.add_argument("--signed", type=int, default=4_000, help="readers to freeze (4000)")
    parser.add_argument("--posted", type=int, default=20_000, help="readers to post to (20000)")
    parser.add_argument("--listed", type=int, default=50_000, help="readers of a list that is frozen (50000)")
    options = parser.parse_args(words)
    made = freezing()
    size = len(made.post.content(made.envelope("reader0@mail.example")))
    print(f"A message of {size:,} bytes\n")
    signed, bare = frozen_each_second(made, options.signed), bare_signatures()
    print(f"{'frozen and signed, a second and core':44}{signed:>9,.0f}")
    print(f"{'openssl speed rsa2048, signatures':44}{bare:>9,.0f}" if bare else "openssl is not installed")
    if bare:
        print(f"{'of it':44}{signed / bare:>9.0%}")
    if not shutil.which("smtp-sink"):
        print("\nPosting is not measured: Debian's package postfix brings smtp-sink and smtp-source.")
        return 0
    ours, (theirs, busy) = posted_each_second(made, options.posted), by_smtp_source(options.posted, size)
    limit = max(theirs, by_smtp_source(options.posted, size, processes=3)[0])
    print(f"\n{'posted and written down, a second':44}{ours:>9,.0f}")
    print(f"{'smtp-source, a second':44}{theirs:>9,.0f}")
    print(f"{'ratio':44}{ours / theirs:>8.2f}×")
    print(f"{'of its core, smtp-sink is busy then':44}{busy:>9.0%}")
    print(f"{'three of smtp-source at once: its limit':44}{limit:>9,.0f}")
    print(f"{'of the limit, we reach':44}{ours / limit:>9.0%}")
    print(f"\nPeak memory of posting: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    if options.listed:
        before, after = memory_of_freezing(options.listed)
        print(f"Peak memory of freezing {options.listed:,} readers: {after} MB, of which {before} MB before the first")
    return 0


def freezing() -> Freezing:
    text = "\n\n".join(PARAGRAPH * 5 for _ in range(6))
    html = "".join(f"<p>{PARAGRAPH * 5}</p>\n" for _ in range(6))
    message = Message(
        name="Портовый вестник",
        address="letters@herald.example",
        subject="Неделя: девять человек в лодке",
        text=text,
        html=f"<html lang='ru'><body>{html}</body></html>",
        language="ru",
        list_id="weekly.herald.example",
        date=NOW,
    )
    domain = Domain("herald.example", "2026a", generate_private_key(65537, 2048))
    ways = {"unsubscribe": "https://herald.example/-/leave/", "leave": "leave@herald.example"}
    return Freezing(compose(message), domain, b"a secret", NOW, **ways, sender="bounces@herald.example")


def memory_of_freezing(number: int) -> tuple[int, int]:
    """(MB before, MB at the peak) of a process that opens a list of so many and makes their envelopes, unsigned."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "bench.freezing", str(number)]
        done = subprocess.run(
            words, env={**os.environ, "TAMIZDAT_HOME": folder}, capture_output=True, text=True, check=True
        )
    before, after = map(int, done.stdout.split())
    return before, after


def frozen_each_second(made: Freezing, number: int) -> float:
    """Envelopes a second of one core, with the bytes they become."""
    begun = time.process_time()
    for count in range(number):
        made.post.content(made.envelope(f"reader{count}@mail.example"))
    return number / (time.process_time() - begun)


def bare_signatures() -> float:
    """Signatures a second by OpenSSL alone; 0 when it is not there."""
    if not shutil.which("openssl"):
        return 0.0
    words = ["openssl", "speed", "-seconds", "3", "rsa2048"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"^rsa\s+2048 bits\s+\S+\s+\S+\s+(\S+)", told, re.MULTILINE)
    return float(found[1]) if found else 0.0


@contextmanager
def sink() -> Iterator[tuple[int, int]]:
    """(port, process)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(["smtp-sink", "-u", "nobody", f"127.0.0.1:{port}", "1024"])
    try:
        for _ in range(200):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)


def posted_each_second(made: Freezing, number: int) -> float:
    signature = made.envelope("reader0@mail.example").signature  # of one: all are presigned, and this one as long
    addresses = [f"reader{count}@mail.example" for count in range(number)]
    with tempfile.TemporaryDirectory() as folder, sink() as (port, _):
        envelopes = lambda part: (Envelope(address, "A" * 22, signature) for address in part)  # noqa: E731
        Shards(Path(folder)).put(addresses, envelopes)
        relay = Relay(host="127.0.0.1", port=port, tls=Tls.NONE, lines=LINES)
        begun = time.monotonic()
        report = Posting(Path(folder), made.post, [relay]).run()
        spent = time.monotonic() - begun
    if report.sent != number:
        raise RuntimeError(f"{report.sent} of {number} were sent: {report}")
    return number / spent


def by_smtp_source(number: int, size: int, processes: int = 1) -> tuple[float, float]:
    """(messages a second, how much of one core the sink took)."""
    with sink() as (port, process):
        words = ["smtp-source", "-s", str(LINES), "-m", str(number), "-l", str(size), "-d", f"127.0.0.1:{port}"]
        begun, before = time.monotonic(), _seconds(process)
        for one in [subprocess.Popen(words) for _ in range(processes)]:
            if one.wait():
                raise RuntimeError("smtp-source failed")
        spent = time.monotonic() - begun
        return number * processes / spent, (_seconds(process) - before) / spent


def _seconds(process: int) -> float:
    """Of a core, that a process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
