"""A PostgreSQL server of the tests' own, on a private port of this machine, gone when they end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.mirrors.servers import free_port

PROGRAMS = Path("/usr/lib/postgresql")
LOCALE = "C.UTF-8"


MIGRATED = "migrated"  # the database that others are copied from


def start_over(server: str, name: str) -> None:
    """Give this database the tables, and nothing else."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as line:
        line.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        line.execute(f"CREATE DATABASE {name} TEMPLATE {MIGRATED}".encode())


class Server:
    def __init__(self, port: int) -> None:
        self.port = port

    @property
    def address(self) -> str:
        return f"postgresql://tester@127.0.0.1:{self.port}"

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"

    def do(self, *statements: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as line:
            for statement in statements:
                line.execute(statement.encode())

    def written(self) -> int:
        """Rows that were put into the databases of workers since they were made."""
        with psycopg.connect(self.url("postgres")) as line:
            asked = "SELECT coalesce(sum(tup_inserted), 0) FROM pg_stat_database WHERE datname LIKE 'worker%'"
            (found,) = line.execute(asked).fetchone() or (0,)
        return int(found)

    def make(self, name: str, locale: str = LOCALE, template: str = "template0") -> str:
        """A new database; its address."""
        self.do(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' LOCALE '{locale}'")
        return self.url(name)


def programs() -> Path:
    """Where Debian keeps the server's programs, those of the newest version."""
    return max(PROGRAMS.glob("*/bin"), key=lambda place: int(place.parent.name))


@contextmanager
def server() -> Iterator[Server]:
    folder, port = Path(tempfile.mkdtemp(prefix="tamizdat-postgresql-")), free_port()
    # The server refuses to be root's.
    as_its_own = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    if as_its_own:
        shutil.chown(folder, "postgres", "postgres")
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={folder} -c fsync=off"
    begin = [*as_its_own, str(programs() / "initdb"), "-D", str(folder / "data"), "-U", "tester", "-A", "trust"]
    control = [*as_its_own, str(programs() / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log")]
    try:
        subprocess.run([*begin, "-E", "UTF8", f"--locale={LOCALE}", "-N"], check=True, capture_output=True, cwd=folder)
        subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        try:
            yield Server(port)
        finally:
            stop = [*control, "-m", "immediate", "stop"]
            subprocess.run(stop, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    finally:
        shutil.rmtree(folder)
