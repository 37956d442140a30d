"""The Inspector: who holds the letterbox's whole machine a minute later finds none of its readers.

Behind the handbook's settings in a real nginx, and with its advice on freed memory.
"""

from __future__ import annotations

import base64
import gzip
import http.client
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tamizdat.letterbox.forms import Request
from tests.counts import CANARY_READERS, FULL
from tests.letterbox import vendors
from tests.letterbox.inspector import Inspector
from tests.letterbox.post import PASS, Running, children, standing
from tests.letterbox.post import running as letterbox
from tests.mirrors.servers import free_port, nginx

GUIDE = Path(__file__).parent.parent.parent / "docs/how-to/open-a-letterbox.md"
LIFE, LATER = (30.0, 60.0) if FULL else (2.0, 5.0)  # seconds: of a worker; until the Inspector comes

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root reads the memory of others")


@contextmanager
def fronted(folder: Path, box: int) -> Iterator[int]:
    """The handbook's settings for nginx in front of a letterbox; gives the port."""
    port = free_port()
    guide = GUIDE.read_text()
    locations = re.findall(r"```nginx\n(.*?)```", guide, re.DOTALL)[0].replace(":8002;", f":{box};")
    server = f"server {{ listen 127.0.0.1:{port}; keepalive_timeout 0; {locations} }}"
    freed = dict(re.findall(r"Environment=(GLIBC_TUNABLES)=(\S+)", guide))
    with nginx(folder, port, server, **freed):
        yield port


def send(port: int, method: str, path: str, **fields: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"https://mail.example/{fields.get('email', '')}",
    }
    headers["Accept-Encoding"] = "gzip"
    line.request(method, path, urlencode(fields) if method == "POST" else None, headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


def every_way(port: int, name: str) -> None:
    """One reader through every form, errors too."""
    address, token = f"{name}@mail.example", PASS.token()
    assert send(port, "POST", "/-/en/join", email=address, language="ru", full="yes") == 200
    assert send(port, "POST", "/-/ru/ask", email=address) == 200
    assert send(port, "POST", "/-/en/remind", email=address, months="3") == 200
    assert send(port, "POST", f"/-/en/remind/{token}", who=address) == 200
    assert send(port, "POST", "/-/en/join", email=f"{address} and {address}") == 422
    assert send(port, "POST", "/-/en/ask", email=f"{name}@localhost") == 422
    assert send(port, "POST", "/-/en/join", email=address, more=f"{name} " * 500) == 413
    assert send(port, "POST", "/-/en/join", email=address, more=f"{name} " * 3_000) == 413
    assert send(port, "GET", f"/-/en/join?email={quote(address)}") == 200
    assert send(port, "GET", f"/-/{name}/nothing/{quote(address)}") == 404
    assert send(port, "GET", f"/-/en/confirm/{token}") == 200
    assert send(port, "POST", f"/-/en/confirm/{token}", email=address) == 200
    assert send(port, "POST", f"/-/leave/{token}", **{"List-Unsubscribe": "One-Click", "who": address}) == 200
    assert send(port, "POST", f"/-/ru/choose/{token}", language="ru", who=address) == 200
    for told in (f"{secrets.token_hex(16)}@herald.example", f"{name}@herald.example"):
        event = vendors.request("mailgun", *vendors.mailgun(told, address))
        assert told_of(port, event) == 200
        assert told_of(port, replace(event, body=event.body.replace(b"fff", b"eee"))) == 400


def told_of(port: int, event: Request) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request(event.method, event.path, event.body, {"Content-Type": "application/json"})
    status = line.getresponse().status
    line.close()
    return status


def processes(box: Running, folder: Path) -> set[int]:
    """The letterbox's and nginx's, with their children."""
    found = {box.process.pid, int((folder / "pid").read_text())}
    return found.union(*map(children, found))


def test_nothing_of_a_thousand_readers_is_found_a_minute_later(tmp_path: Path) -> None:
    marker = f"canary{secrets.token_hex(6)}"
    with letterbox(tmp_path / "box", workers=2, each=4_096, seconds=LIFE) as box, fronted(tmp_path, box.port) as port:
        assert box.collect(told=standing(hints=vendors.secrets(), reminds=["en"], version=int(time.time()) + 1)) == []
        for number in range(CANARY_READERS):
            every_way(port, f"{marker}n{number}")
        assert box.collect()  # something came, and lies there sealed
        time.sleep(LATER)
        inspector = Inspector([marker])
        found, looked = inspector.in_files(tmp_path), 0
        for process in processes(box, tmp_path):
            with suppress(FileNotFoundError, ProcessLookupError):  # a worker that has ended since
                found += inspector.in_memory(process)
                looked += 1

        assert found == []
        assert looked >= 3  # its parent and nginx, at least
        (tmp_path / "box" / "planted").write_bytes(gzip.compress(f"{marker}n1@mail.example".encode()))
        assert inspector.in_files(tmp_path)


@pytest.mark.parametrize("form", ["plain", "capitals", "url", "base64", "quoted-printable", "utf-16", "gzip"])
def test_a_planted_one_is_found_in_memory(form: str) -> None:
    marker, address = "canaryinamine", "xx canaryinamine@mail.example"
    written = {
        "plain": address.encode(),
        "capitals": address.upper().encode(),
        "url": quote(address).encode(),
        "base64": base64.b64encode(address.encode()),
        "quoted-printable": address.encode().replace(b"@", b"=40"),
        "utf-16": address.encode("utf-16"),
        "gzip": gzip.compress(address.encode() * 3),
    }[form]
    holder = "import sys; held = bytes.fromhex(sys.stdin.readline()); print('holds', flush=True); sys.stdin.read()"
    process = subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(written.hex() + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "holds\n"
        assert Inspector([marker]).in_memory(process.pid)
        assert not Inspector(["canarythatneverwas"]).in_memory(process.pid)
    finally:
        process.kill()
        process.communicate()


def test_a_letter_that_is_just_being_read_is_found_in_its_worker(tmp_path: Path) -> None:
    marker = f"canary{secrets.token_hex(6)}"
    with letterbox(tmp_path / "box", workers=1, each=64, seconds=30) as box:
        assert box.post("/-/en/join", email=f"{marker}@mail.example") == 200
        (worker,) = children(box.process.pid)
        assert Inspector([marker]).in_memory(worker)
        assert not Inspector([marker]).in_memory(box.process.pid)
