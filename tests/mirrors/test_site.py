"""Serving an edition: its files and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tamizdat.mirrors.site import Site


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    edition = tmp_path / "edition"
    files = {
        "index.html": "top",
        "404.html": "lost",
        "en/index.html": "front",
        "en/feed.xml": "<rss/>",
        "en/atom.xml": "<feed/>",
        "en/feed.json": "{}",
        "en/новости/index.html": "news",
        "en/a:b/index.html": "odd",
        "en/50%.html": "half",
        "photos/x.avif": "p",
        "robots.txt": "r",
        "strange.bin": "b",
    }
    for path, text in files.items():
        (edition / path).parent.mkdir(parents=True, exist_ok=True)
        (edition / path).write_text(text)
    (tmp_path / "desk.sqlite3").write_text("drafts")
    (tmp_path / "edition-2").mkdir()
    (tmp_path / "edition-2" / "x.html").write_text("another's")
    return edition


def ask(folder: Path, path: str, method: str = "GET", **more: Any) -> Answer:
    """What the site answers; `path` as the server decodes it from the address."""
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path.encode().decode("latin-1"), **more}
    seen: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
        seen.extend((status, headers))

    answer = Site(folder)(environ, start)
    try:
        content = b"".join(answer)
    finally:
        getattr(answer, "close", lambda: None)()
    return Answer(int(seen[0].split()[0]), dict(seen[1]), content)


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("/", b"top", "text/html; charset=utf-8"),
        ("/index.html", b"top", "text/html; charset=utf-8"),
        ("/en/", b"front", "text/html; charset=utf-8"),
        ("/en/новости/", b"news", "text/html; charset=utf-8"),
        ("/en/50%.html", b"half", "text/html; charset=utf-8"),
        ("/en/feed.xml", b"<rss/>", "application/rss+xml; charset=utf-8"),
        ("/en/atom.xml", b"<feed/>", "application/atom+xml; charset=utf-8"),
        ("/en/feed.json", b"{}", "application/feed+json; charset=utf-8"),
        ("/photos/x.avif", b"p", "image/avif"),
        ("/strange.bin", b"b", "application/octet-stream"),
    ],
)
def test_a_file_is_served_as_what_it_is(folder: Path, path: str, content: bytes, kind: str) -> None:
    answer = ask(folder, path)

    assert (answer.status, answer.content, answer.headers["Content-Type"]) == (200, content, kind)
    assert answer.headers["Content-Length"] == str(len(content))


@pytest.mark.parametrize(
    "path",
    [
        "/../desk.sqlite3",
        "/en/../../desk.sqlite3",
        "/./index.html",
        "/..",
        "/../edition-2/x.html",
        "/%2e%2e/desk.sqlite3",
        "/..\\desk.sqlite3",
        "/en/..\\..\\desk.sqlite3",
        "//etc/passwd",
        "/index.html\0.txt",
        "/" + "a" * 5000,
        "/" + "a/" * 3000,
        "/photos/",
        "/nothing.html",
        "/index.html/",
        "/index.html/more",
        "/\udcff.html".encode("utf-8", "surrogateescape").decode("latin-1"),
    ],
    ids=lambda path: ascii(path)[:40],
)
def test_what_is_not_in_the_edition_is_the_lost_page(folder: Path, path: str) -> None:
    answer = ask(folder, path)

    assert (answer.status, answer.content) == (404, b"lost")
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/en", "./en/"),
        ("/en/новости", "./%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/"),
        ("/en/a:b", "./a%3Ab/"),
    ],
)
def test_a_folder_without_its_slash_leads_to_itself_on_any_host(folder: Path, path: str, there: str) -> None:
    answer = ask(folder, path)

    assert (answer.status, answer.headers["Location"]) == (308, there)


def test_head_gives_the_same_headers_and_no_content(folder: Path) -> None:
    for path in ("/", "/nothing", "/en"):
        got, head = ask(folder, path), ask(folder, path, "HEAD")
        assert (head.status, head.headers, head.content) == (got.status, got.headers, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_else_can_be_done(folder: Path, method: str) -> None:
    answer = ask(folder, "/", method)

    assert (answer.status, answer.headers["Allow"], answer.content) == (405, "GET, HEAD", b"")


@pytest.mark.parametrize("path", ["/", "/nothing", "/en", "/en/feed.xml"])
def test_any_page_may_read_it_and_nobody_is_marked(folder: Path, path: str) -> None:
    headers = ask(folder, path, HTTP_COOKIE="a=b").headers

    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert {"Set-Cookie", "ETag", "Last-Modified"} & set(headers) == set()


def test_a_link_that_leads_out_of_the_edition_is_not_followed(folder: Path) -> None:
    (folder / "out.html").symlink_to(folder.parent / "desk.sqlite3")
    (folder / "away").symlink_to(folder.parent / "edition-2")

    assert ask(folder, "/out.html").content == b"lost"
    assert ask(folder, "/away/x.html").content == b"lost"


def test_an_edition_without_a_lost_page_says_so_without_words(tmp_path: Path) -> None:
    answer = ask(tmp_path, "/nothing")

    assert (answer.status, answer.content) == (404, b"")


def test_before_the_first_edition_there_is_nothing(tmp_path: Path) -> None:
    assert ask(tmp_path / "none", "/").status == 404
