"""The handbook's settings for nginx, in a real nginx: whoever checks may read, and nobody is written down."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mirrors.servers import free_port, nginx

GUIDE = Path(__file__).parent.parent.parent / "docs/how-to/carry-the-edition-to-a-static-host.md"
READER = "127.0.0.1"


def settings(folder: Path, port: int) -> str:
    """Both parts as printed, but for where the edition lies and for TLS, which wants a certificate."""
    top, server = re.findall(r"```nginx\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    server = re.sub(r"    ssl_\w+ .*\n", "", server).replace("listen 443 ssl;", f"listen {READER}:{port};")
    return f"{top}{server}".replace("/srv/herald", f"{folder}/edition")


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    for path, text in {"index.html": "top " * 200, "404.html": "lost", "edition/head.json": "{}"}.items():
        (tmp_path / "edition" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "edition" / path).write_text(text)
    port = free_port()
    with nginx(tmp_path, port, settings(tmp_path, port)):
        yield port


def ask(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection(READER, port, timeout=10)
    line.request("GET", path, headers={"Accept-Encoding": "gzip", "Referer": "https://secret.example/"})
    answer = line.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    line.close()
    return found


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/index.html", 200), ("/edition/head.json", 200), ("/none.html", 404)]
)
def test_any_page_may_read_every_answer_and_nobody_is_marked(port: int, path: str, status: int) -> None:
    got, headers, _ = ask(port, path)

    assert got == status
    assert headers["access-control-allow-origin"] == "*"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["connection"] == "close"
    assert "set-cookie" not in headers


def test_pages_come_compressed_and_a_missing_one_is_the_lost_page(port: int) -> None:
    assert ask(port, "/")[1]["content-encoding"] == "gzip"
    assert ask(port, "/none.html")[2] == b"lost"


def test_no_file_of_the_host_holds_a_readers_address_or_story(port: int, tmp_path: Path) -> None:
    for path in ("/", "/en/secret-story.html", "/%00", "/edition/"):
        ask(port, path)

    for written in tmp_path.iterdir():
        if written.is_file() and written.name != "nginx":
            text = written.read_text()
            assert READER not in text, written
            assert "secret" not in text, written
