"""What a sign-up costs: a letterbox behind a socket, beside a row in SQLite and a row in PostgreSQL.

Each sign-up is on the disk before its sender is thanked.  The databases are given their best case: the sealed bytes of
a letter in one table, over connections that stay open, with no form, no page and no sealing; each row is durable by
itself, as it is when a reader waits for the answer.  At the end the letterbox is killed, and what it has thanked for is
counted in its file.  What is not installed is left out, and said.
"""

from __future__ import annotations

import argparse
import getpass
import http.client
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tamizdat.letterbox import collecting, opening
from tamizdat.letterbox.slots import SEALED, Slots
from tamizdat.letterbox.standing import Standing, Week
from tamizdat.letterbox.tokens import Pass
from tamizdat.vault.keys import OpeningKey

ADDRESS = "https://herald.example"
READERS = 8  # at once
Each = Callable[[int], None]


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench letterbox")
    parser.add_argument("--signed-up", type=int, default=4_000, help="readers (4000)")
    options = parser.parse_args(words)
    number = options.signed_up
    print(f"{number:,} sign-ups, {READERS} at once\n\n{'':34}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}")
    with tempfile.TemporaryDirectory() as folder:
        lost = letterbox(Path(folder), number)
        told("a row in SQLite, synchronous=FULL", *timed(number, lambda: by_sqlite(Path(folder) / "rows.sqlite3")))
    if (programs := postgresql()) is None:
        print("\nPostgreSQL is not measured: Debian's package postgresql brings it.")
    else:
        by_pgbench(programs, number)
    print(f"\nThanked and not in the file after kill -9: {lost}")
    return int(lost > 0)


def told(name: str, each_second: float, p50: float, p99: float) -> None:
    print(f"{name:34}{each_second:>10,.0f}{p50 * 1_000:>9.2f}{p99 * 1_000:>9.2f}")


def timed(number: int, connect: Callable[[], Each]) -> tuple[float, float, float]:
    """(a second, median seconds, 99th of a hundred) of so many acts, by several threads that each connect."""
    spent: list[float] = []

    def work(first: int) -> None:
        each = connect()
        for count in range(first, number, READERS):
            begun = time.perf_counter()
            each(count)
            spent.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(READERS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    if len(spent) != number:
        raise RuntimeError(f"{number - len(spent)} of {number} failed")
    spent.sort()
    return number / whole, spent[number // 2], spent[number * 99 // 100]


# The letterbox


def letterbox(folder: Path, number: int) -> int:
    """Prints its line; returns how many thanks are not in the file after it was killed."""
    key = Ed25519PrivateKey.generate()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        port = listening.getsockname()[1]
        process = os.fork()
        if process == 0:
            os.setpgrp()
            public = opening.collector(b64encode(key.public_key().public_bytes_raw()).decode())
            opening.run(folder, public, ADDRESS, listening, each=max(number, 8))
            os._exit(0)
    try:
        tell(port, key)
        told("our letterbox, over HTTP", *timed(number, lambda: lambda count: sign_up(port, count)))
    finally:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
    slots = Slots(folder / opening.LETTERS, max(number, 8))
    kept = len(slots.lying(number + 1))
    return number - kept


def tell(port: int, key: Ed25519PrivateKey) -> None:
    now = datetime.now(UTC)
    week = Week(now.date(), (now + timedelta(days=7)).date(), OpeningKey.new().sealing)
    standing = Standing(
        version=1,
        names={"en": "The Herald"},
        languages=["en"],
        colour="#7a1f1f",
        policy="",
        passes=[Pass.new()],
        weeks=[week],
    )
    body, signature = collecting.signed(collecting.Wanted(ADDRESS, now, standing, []), key)
    for _ in range(100):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        line.request("POST", "/-/collect", body, {collecting.HEADER: signature})
        if line.getresponse().status == 200:
            return
        time.sleep(0.05)
    raise RuntimeError("the letterbox does not listen to its collector")


def sign_up(port: int, count: int) -> None:
    network = f"198.{count >> 11 & 255}.{count >> 3 & 255}.1"  # fewer from each than one may send in an hour
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Real-IP": network}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", "/-/en/join", f"email=reader{count}%40mail.example", headers)
    answer = line.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"the letterbox answered {answer.status}")


# Beside it


def by_sqlite(file: Path) -> Each:
    line = sqlite3.connect(file, timeout=60, isolation_level=None)
    line.execute("PRAGMA journal_mode=WAL")
    line.execute("PRAGMA synchronous=FULL")
    line.execute("CREATE TABLE IF NOT EXISTS letters (id INTEGER PRIMARY KEY, sealed BLOB)")

    def one(count: int) -> None:
        line.execute("INSERT INTO letters (sealed) VALUES (?)", (secrets.token_bytes(SEALED),))

    return one


def postgresql() -> Path | None:
    """Where its programs are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def served(programs: Path) -> Iterator[tuple[Path, list[str]]]:
    """(the folder of its socket, what goes before a command so that it is not run as root)."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # sockets' paths are short
    other = ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []
    if other:
        shutil.chown(folder, "postgres")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
    try:
        subprocess.run([*other, programs / "initdb", "-D", folder / "data", "-A", "trust"], **quiet)  # type: ignore[call-overload]
        how = f"-k {folder} -c listen_addresses='' -c max_connections=40"
        control = [*other, programs / "pg_ctl", "-D", folder / "data", "-w"]
        subprocess.run([*control, "-o", how, "start"], **quiet)  # type: ignore[call-overload]
        try:
            yield folder, other
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def by_pgbench(programs: Path, number: int) -> None:
    with served(programs) as (folder, other):
        before = [*other, programs / "psql", "-h", folder, "-d", "postgres", "-qc"]
        subprocess.run([*before, "CREATE TABLE letters (id bigserial PRIMARY KEY, sealed bytea)"], check=True)
        script = folder / "one.sql"
        script.write_text(f"INSERT INTO letters (sealed) VALUES (decode(repeat('ab', {SEALED}), 'hex'));\n")
        script.chmod(0o644)
        words = [*other, programs / "pgbench", "-h", folder, "-d", "postgres", "-n", "-f", script, "-l"]
        words += ["--log-prefix", folder / "log", "-c", READERS, "-j", "2", "-t", number // READERS]
        begun = time.perf_counter()
        subprocess.run(list(map(str, words)), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        whole = time.perf_counter() - begun
        spent = sorted(
            int(line.split()[2]) / 1e6 for file in folder.glob("log.*") for line in file.read_text().splitlines()
        )
        told("a row in PostgreSQL", len(spent) / whole, spent[len(spent) // 2], spent[len(spent) * 99 // 100])
