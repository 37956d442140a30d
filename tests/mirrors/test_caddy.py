"""The handbook's settings for Caddy, in a real Caddy: whoever checks may read, and nobody is written down."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mirrors.servers import free_port, running
from tests.mirrors.test_nginx import GUIDE, READER, ask


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    for path, text in {"index.html": "top " * 200, "404.html": "lost", "edition/head.json": "{}"}.items():
        (tmp_path / "edition" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "edition" / path).write_text(text)
    port = free_port()
    (settings,) = re.findall(r"```caddy\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    settings = settings.replace("herald.example {", f"http://{READER}:{port} {{")
    (tmp_path / "Caddyfile").write_text(settings.replace("/srv/herald", f"{tmp_path}/edition"))
    own = {name: str(tmp_path / "own") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    words = ["caddy", "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    with running(words, port, **own):
        yield port


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/index.html", 200), ("/edition/head.json", 200), ("/none.html", 404)]
)
def test_any_page_may_read_every_answer_and_nobody_is_marked(port: int, path: str, status: int) -> None:
    got, headers, _ = ask(port, path)

    assert got == status
    assert headers["access-control-allow-origin"] == "*"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["connection"] == "close"
    assert {"set-cookie", "server"} & set(headers) == set()


def test_pages_come_compressed_and_a_missing_one_is_the_lost_page(port: int) -> None:
    assert ask(port, "/")[1]["content-encoding"] == "gzip"
    assert ask(port, "/none.html")[2] == b"lost"


def test_no_file_of_the_host_holds_a_readers_address_or_story(port: int, tmp_path: Path) -> None:
    for path in ("/", "/en/secret-story.html", "/%00", "/edition/"):
        ask(port, path)

    for written in tmp_path.rglob("*"):
        if written.is_file() and written.name not in ("Caddyfile", "autosave.json"):
            text = written.read_text()
            assert READER not in text, written
            assert "secret" not in text, written


def test_the_settings_are_as_caddy_formats_them(tmp_path: Path) -> None:
    (settings,) = re.findall(r"```caddy\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (tmp_path / "Caddyfile").write_text(settings)

    done = subprocess.run(
        ["caddy", "fmt", str(tmp_path / "Caddyfile")],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": "/tmp"},
    )

    assert done.stdout == settings


def test_what_was_brought_packed_goes_out_as_it_is(port: int, tmp_path: Path) -> None:
    twin = gzip.compress(b"packed beforehand", mtime=0)
    (tmp_path / "edition" / "index.html.gz").write_bytes(twin)

    status, headers, content = ask(port, "/index.html")

    assert (status, headers["content-encoding"], content) == (200, "gzip", twin)
    assert headers["content-type"].startswith("text/html")
