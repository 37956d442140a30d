"""Old addresses lead to new ones, and harm nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tamizdat.press import copy, filing
from tamizdat.press.lists import file_of_address
from tamizdat.press.run import Press
from tamizdat.press.sheet import Sheet
from tests.press.folders import page, snapshot
from tests.press.rows import NOW, moment, passage, story
from tests.press.rows import page as standing


def moved(press: Press) -> dict[str, bytes]:
    return {path: one for path, one in snapshot(press.folder.folder).items() if b'http-equiv="refresh"' in one}


def printed(press: Press, *rows: copy.Row) -> dict[str, bytes]:
    filing.file(rows)
    report = press.run(NOW)
    assert report.problems == []
    return moved(press)


@pytest.mark.parametrize(
    ("old", "path"),
    [
        ("2019/05/slug/", "2019/05/slug/index.html"),
        ("/2019/05/slug", "2019/05/slug/index.html"),
        ("2019/05/slug.html", "2019/05/slug.html"),
        ("%D1%81%D1%83%D0%B4/", "суд/index.html"),
        ("и\u0306/", "\u0439/index.html"),
    ],
)
def test_an_old_address_is_a_page_that_leads_to_the_story(press: Press, old: str, path: str) -> None:
    found = printed(press, story(1, former=(old,)))

    assert list(found) == [path]
    assert b"url=" + b"../" * path.count("/") + b'en/2026/11/story-1.html"' in found[path]
    assert b'href="https://herald.example/en/2026/11/story-1.html"' in found[path]


HOSTILE = (
    "",
    "/",
    "index.html",
    "/index.html",
    "../../../etc/passwd",
    "a/../../b.html",
    "a/./b.html",
    "a//b.html",
    "%2e%2e/%2e%2e/x.html",
    "..%2f..%2fx.html",
    "a\\..\\b.html",
    "a\x00b.html",
    "a\nb.html",
    'a".html',
    ".htaccess",
    "a/.git/config.html",
    ".well-known/security.txt",
    "404.html",
    "robots.txt",
    "trust.txt",
    "redirects.map",
    "sitemap.xml",
    "sitemap-news.xml",
    "sitemaps/en-new.xml",
    "news-sitemap.xml",
    "photos/x.jpg",
    "old/x.html",
    "tiles/x.html",
    "en/",
    "en/index.html",
    "en/feed.xml",
    "en/all/1.html",
    "en/by/lev/",
    "en/topic/ferry/",
    "en/corrections/",
    "en/news/",
    "en/news/7.html",
    "en/courts/feed.xml",
    "x" * 300 + ".html",
    "a/" * 1000 + "b.html",
    "я" * 150 + "/",
)


@pytest.mark.parametrize("old", HOSTILE, ids=lambda old: repr(old)[:30])
def test_an_address_that_is_ours_or_no_file_gets_no_page(press: Press, old: str) -> None:
    assert printed(press, story(1, former=(old,))) == {}


def test_a_redirect_never_takes_the_place_of_a_page(press: Press) -> None:
    rows = [
        story(1, former=(story(2).address, "en/page-1.html", "en/2026/11/story-2.html/amp/")),
        story(2, former=(story(1).address,)),
        standing(1),
    ]

    assert printed(press, *rows) == {}
    assert "Story 2" in page(press.folder.folder, story(2).address)


def test_a_redirect_gives_way_to_a_page_that_comes_later_and_returns_when_it_goes(press: Press) -> None:
    old = "en/2026/11/story-2.html"
    assert list(printed(press, story(1, former=(old,)))) == [old]

    assert printed(press, story(2)) == {}
    filing.withdraw([story(2).name])
    press.run(NOW)

    assert list(moved(press)) == [old]


def test_a_redirect_does_not_lie_on_a_part_of_a_long_story(press: Press) -> None:
    from tests.press.test_dividing import long_story

    assert printed(press, long_story(1), story(2, former=("en/2026/11/story-1.2.html",))) == {}
    assert 'rel="prev" href="story-1.html"' in page(press.folder.folder, "en/2026/11/story-1.2.html")


def test_of_a_file_and_a_folder_with_one_name_the_file_is_kept(press: Press) -> None:
    found = printed(press, story(1, former=("a.html/b/",)), story(2, former=("a.html",)))

    assert list(found) == ["a.html"]


def test_the_older_story_keeps_an_address_that_two_claim(press: Press) -> None:
    found = printed(press, story(1, former=("mine/",)), story(2, former=("mine/",)))

    assert b"story-2.html" in found["mine/index.html"]


def test_what_is_withdrawn_leads_nowhere_any_more(press: Press) -> None:
    printed(press, story(1, former=("mine/", "?p=1")))
    filing.withdraw([story(1).name])

    press.run(NOW)

    assert moved(press) == {}
    assert not (press.folder.folder / "redirects.map").exists()


def test_a_page_that_moves_leads_on_from_each_old_address_at_once(press: Press) -> None:
    found = printed(press, standing(1, address="en/us.html", former=("about/", "en/about.html")))

    assert sorted(found) == ["about/index.html", "en/about.html"]


QUERIES = (
    "?p=12",
    "/?p=12&lang=ru",
    "index.php?page_id=4",
    "?q=%D1%81",
    "?P=12",
    "?a=b;c",
    '?a="; return 301 https://evil.example; #',
    "?a={b}",
    "?a=$uri",
    "?a=b\nc",
    "?a=\\",
)


def test_addresses_with_a_query_go_into_a_map_and_hostile_ones_do_not(press: Press) -> None:
    filing.file([story(1, former=QUERIES), story(2, former=("?p=12", "?p=13"), address="en/2026/$x.html")])

    press.run(NOW)

    lines = page(press.folder.folder, "redirects.map").splitlines()
    keys = [line.split('"')[1] for line in lines]
    assert sorted(keys) == sorted(["/?p=12", "/?p=12&lang=ru", "/index.php?page_id=4", "/?q=%D1%81", "/?p=13"])
    assert '"/?p=12" "/en/2026/%24x.html";' in lines


@pytest.mark.skipif(not which("nginx"), reason="nginx is not here")
def test_nginx_takes_the_map(press: Press, tmp_path: Path) -> None:
    filing.file([story(number, former=(*QUERIES, f"?p={number}"), published=moment(number)) for number in range(1, 9)])
    press.run(NOW)
    words = f"""pid {tmp_path}/pid; error_log {tmp_path}/errors; events {{}}
        http {{ access_log off; client_body_temp_path {tmp_path}/b; proxy_temp_path {tmp_path}/p;
        fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;
        map $request_uri $moved {{ include {press.folder.folder}/redirects.map; }} }}"""
    (tmp_path / "nginx.conf").write_text(words)

    done = subprocess.run(["nginx", "-t", "-q", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


@given(st.text(max_size=60))
@example("%F0%9F%9A%A2/")
@example("%ff%fe/")
@example("a/\u202eb.html")
def test_whatever_the_address_its_file_can_be_a_sheet(address: str) -> None:
    path = file_of_address(address)

    if path:
        Sheet(path, b"")
        assert len(path.encode()) <= 400


def test_two_old_sites_with_the_same_words_do_not_mix_up_stories(press: Press) -> None:
    body = (passage("Same."),)
    found = printed(press, story(1, former=("one/",), body=body), story(2, former=("two/",), body=body))

    assert b"story-1.html" in found["one/index.html"]
    assert b"story-2.html" in found["two/index.html"]
