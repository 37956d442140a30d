"""A newsroom is kept open by one process, privately; in public there is an edition and nothing beside it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tamizdat import locks
from tamizdat.cli import main
from tests.cli.test_refusals import ROOT, home, one_line, tamizdat
from tests.desk.editor import two_free_ports
from tests.mirrors.house import House
from tests.mirrors.servers import free_port

__all__ = ["home"]


@contextmanager
def served(folder: Path, *words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """`tamizdat serve WORDS`, ready; ended as a service manager ends it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tamizdat", "serve", *words],
        cwd=ROOT,
        env={**os.environ, "TAMIZDAT_HOME": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


class Manager:
    """A service manager's socket, and what it was told."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "manager"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(60)
        self._socket.bind(str(self.path))

    def hears(self) -> str:
        return self._socket.recv(4096).decode()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    found = Manager(tmp_path)
    yield found
    found._socket.close()


def an_edition(folder: Path, *, demo: bool = False) -> Path:
    """A folder with an edition, and no newsroom around it."""
    folder.mkdir(exist_ok=True)
    house = House(folder, demo=demo)
    house.prints({"index.html": b"Top"})
    (house.home / "desk.sqlite3").unlink()
    return house.home


def no_django(folder: Path) -> str:
    """A path on which there is no Django."""
    (folder / "without" / "django").mkdir(parents=True)
    (folder / "without" / "django" / "__init__.py").write_text("raise ImportError('no Django here')\n")
    return f"{folder / 'without'}{os.pathsep}{ROOT}"


def test_a_mirror_is_served_in_public_without_django_and_tells_its_manager(tmp_path: Path, manager: Manager) -> None:
    public, port = an_edition(tmp_path / "house"), free_port()
    words = ("--role", "mirror", "--listen", "0.0.0.0", "--port", str(port))

    with served(public, *words, NOTIFY_SOCKET=str(manager.path), PYTHONPATH=no_django(tmp_path)) as process:
        said = [manager.hears()]
        with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            page = answer.read()
        process.terminate()
        said.append(manager.hears())

        assert (page, said) == (b"Top", ["READY=1", "STOPPING=1"])
        assert process.wait(60) == 0


def test_a_served_mirror_writes_down_no_reader_and_no_story(tmp_path: Path, manager: Manager) -> None:
    house, port = an_edition(tmp_path / "mirror"), free_port()
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with served(house, "--role", "mirror", "--port", str(port), NOTIFY_SOCKET=str(manager.path)) as process:
        while manager.hears() != "READY=1":
            pass
        for path in ("/index.html", "/en/secret-story.html", "/%00", "/" + "secret" * 2_000):
            line = HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("GET", path, headers={"Referer": "https://secret.example/", "Cookie": "reader=secret"})
            assert line.getresponse().status in (200, 400, 404, 414, 431)
            line.close()
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(b"GET /secret HTTP/9\r\n\x00\r\n\r\n")
        process.terminate()
        said = "".join(process.communicate(timeout=60))

    assert "http://localhost" in said
    assert [word for word in ("127.0.0.1", "secret") if word in said] == []
    fresh = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert [path for path in fresh if b"secret" in path.read_bytes() or b"127.0.0.1" in path.read_bytes()] == []


def test_a_demo_is_not_served_in_public(tmp_path: Path) -> None:
    pretended = an_edition(tmp_path, demo=True)

    line = one_line(tamizdat(pretended, "serve", "--role", "mirror", "--listen", "0.0.0.0"))

    assert "signed with demo keys" in line


def test_what_works_with_drafts_and_names_listens_on_loopback_only(home: Path) -> None:
    line = one_line(tamizdat(home, "serve", "--role", "desk,mirror", "--listen", "0.0.0.0"))

    assert "desk: drafts and names" in line
    assert "docs/how-to/put-it-on-a-server.md" in line


def test_a_folder_with_drafts_is_not_served_in_public(home: Path) -> None:
    line = one_line(tamizdat(home, "serve", "--role", "mirror", "--listen", "::"))

    assert "mirror push" in line


def test_one_folder_has_one_server(home: Path) -> None:
    with locks.serving(home):
        line = one_line(tamizdat(home, "serve", "--port", str(free_port())))

    assert f"by process {os.getpid()}" in line


def test_what_is_unsafe_is_not_opened(home: Path) -> None:
    home.chmod(0o755)

    assert f"chmod go= {home}" in one_line(tamizdat(home, "serve"))


@pytest.mark.parametrize(
    "words",
    [("--role", "desk,sports"), ("--listen", "herald.example")],
    ids=["a role that is none", "a name for an address"],
)
def test_what_makes_no_sense_is_used_wrongly(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["serve", *words])

    assert end.value.code == 2
    assert words[1].split(",")[-1] in capsys.readouterr().err


def test_doctor_tells_a_line_a_check_and_the_same_as_json(home: Path) -> None:
    done = tamizdat(home, "doctor", "--json")

    told = json.loads(done.stdout)
    states = {one["name"]: one["state"] for one in told["checks"]}
    assert (done.returncode, told["state"]) == (1, "wrong")
    assert states["keys"] == "wrong"
    assert all(one["mend"] for one in told["checks"] if one["state"] != "fine")


def signing_in(port: int, name: str) -> tuple[int, int]:
    """How the door answers under this name: to whoever looks, and to whoever tries in vain."""
    door = HTTPConnection("127.0.0.1", port, timeout=30)
    door.request("GET", "/sign-in/", headers={"Host": name})
    looked = door.getresponse()
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', looked.read())
    cookie = (looked.headers["Set-Cookie"] or "").split(";")[0]
    words = {"Host": name, "Origin": f"http://{name}", "Content-Type": "application/x-www-form-urlencoded"}
    form = urlencode({"csrfmiddlewaretoken": token[1] if token else "", "name": "Olga", "password": "x", "code": "1"})
    door.request("POST", "/sign-in/", form, {**words, "Cookie": cookie})
    return looked.status, door.getresponse().status


def test_the_desk_is_reached_by_the_address_it_was_given_and_by_no_other(home: Path) -> None:
    onion, port = f"{'a' * 56}.onion", two_free_ports()

    with served(home, "--port", str(port), "--role", "desk", TAMIZDAT_DESK_ADDRESS=f"http://{onion}") as serving:
        assert serving.stdout
        next(line for line in serving.stdout if line.startswith("Desk"))

        assert signing_in(port + 1, onion) == (200, 200)
        assert signing_in(port + 1, "desk.example") == (400, 400)
