"""Every address that the edition names leads somewhere, from wherever the edition lies."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from lxml import html

from tests.site import links
from tests.site.edition import Edition
from tests.site.serving import served

Judge = Callable[[Edition], list[str]]


def dead(edition: Edition) -> list[str]:
    return [fault for path in edition.pages for fault in links.dead(edition, path)]


def bound_to_a_place(edition: Edition) -> list[str]:
    """404.html is shown at any depth, so that it cannot be relative; and one sheet says where we are."""
    found = [fault for path in edition.pages if path != "404.html" for fault in links.not_relative(edition, path)]
    return [fault for fault in found if not re.match(r"\w+/reach/index\.html: <a> leads to our own host", fault)]


def dead_in_feeds(edition: Edition) -> list[str]:
    return [fault for path in edition.ending(*links.FEEDS) for fault in links.dead_in_feed(edition, path)]


def dead_in_sitemaps(edition: Edition) -> list[str]:
    maps = [path for path in edition.ending(".xml") if "sitemap" in path]
    return [fault for path in maps for fault in links.dead_in_sitemap(edition, path)]


def unreached(edition: Edition) -> list[str]:
    """Pages for search engines that no other page leads to."""
    named = {
        links.meant(edition, page, address)
        for page in edition.pages
        if edition.kind(page) != "moved"
        for element, address in links.of_html(edition.page(page))
        if element == "a"
    }
    named |= {"404.html", "index.html", None}
    return [path for path in edition.pages if path not in named and edition.kind(path) not in ("moved", "thanks")]


def misleading(edition: Edition) -> list[str]:
    """Pages at old addresses that lead to nothing, to another redirect, or elsewhere than they say."""
    found = []
    for path in edition.of_kind("moved"):
        tree = edition.page(path)
        refresh = next(address for element, address in links.of_html(tree) if element == "refresh")
        there = links.meant(edition, path, refresh)
        if there is None or not edition.holds(there) or edition.kind(there) == "moved":
            found.append(f"{path} leads to {refresh}")
        if refresh not in tree.xpath("//a/@href"):
            found.append(f"{path} has no link for those whose browser does not turn the page")
        if edition.own(tree.xpath("string(//link[@rel='canonical']/@href)")) != there:
            found.append(f"{path}: its canonical is another page")
    return found


def queries(edition: Edition) -> list[str]:
    """Lines of the map for nginx that lead nowhere or stand twice; nginx does not start with such a map."""
    if not edition.holds("redirects.map"):
        return []
    found, seen = [], set()
    for line in edition.read("redirects.map").decode().splitlines():
        _, key, _, there, end = line.split('"')
        if not edition.holds(unquote(there)[1:]) or end != ";" or key.lower() in seen:
            found.append(line)
        seen.add(key.lower())
    return found


JUDGES: list[Judge] = [
    dead,
    bound_to_a_place,
    dead_in_feeds,
    dead_in_sitemaps,
    unreached,
    misleading,
    queries,
    links.one_sided,
    links.odd_canonical,
]


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: judge.__name__)
def test_every_address_leads_somewhere(edition: Edition, judge: Judge) -> None:
    assert judge(edition) == []


def test_the_whole_site_can_be_walked_in_another_folder_of_another_host(edition: Edition) -> None:
    with served(edition.folder, "/some/folder/") as top:
        reached, failed = _walk(top)

    assert failed == []
    shown = {path for path in edition.pages if edition.kind(path) not in ("moved", "lost", "thanks")}
    assert shown <= reached


def _walk(top: str) -> tuple[set[str], list[str]]:
    """(paths of pages reached, what failed) when every relative link is followed from the top."""
    connection = http.client.HTTPConnection(urlsplit(top).netloc, timeout=20)
    waiting, reached, failed = [top], set(), []
    seen = set(waiting)
    while waiting:
        address = waiting.pop()
        connection.request("GET", urlsplit(address).path)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200 or not address.startswith(top):
            failed.append(f"{answer.status} {address}")
            continue
        reached.add(unquote(address.removeprefix(top)) or "index.html")
        if answer.headers["Content-Type"].startswith("text/html"):
            for element, link in links.of_html(html.document_fromstring(content.decode())):
                if element == "form":
                    continue  # a letterbox answers there
                there = urljoin(address, link).partition("#")[0]
                if not urlsplit(link).scheme and there not in seen:
                    seen.add(there)
                    waiting.append(there)
    connection.close()
    return reached, failed


STORY = "en/2026/11/story-0.html"


@pytest.mark.parametrize(
    ("path", "old", "new", "judge"),
    [
        (STORY, "</main>", '<a href="nothing.html">x</a></main>', dead),
        (STORY, "</main>", '<img src="../../../photos/nothing.jpg" alt=""></main>', dead),
        (STORY, "</main>", '<picture><source srcset="a.avif 1x, b.avif 2x"></picture></main>', dead),
        (STORY, "</main>", '<a href="#nowhere">x</a></main>', dead),
        (
            STORY,
            'rel="canonical" href="https://herald.example/en',
            'rel="canonical" href="https://herald.example/no',
            dead,
        ),
        (STORY, "</main>", '<a href="/en/index.html">x</a></main>', bound_to_a_place),
        (STORY, "</main>", '<a href="https://herald.example/en/">x</a></main>', bound_to_a_place),
        (STORY, "</main>", '<a href="../../">x</a></main>', bound_to_a_place),
        (STORY, "</main>", '<a href="../../../../up.html">x</a></main>', bound_to_a_place),
        ("en/feed.xml", "https://herald.example/en/2026/11/story-0", "https://herald.example/en/no", dead_in_feeds),
        ("en/feed.json", "https://herald.example/en/2026/11/story-0", "/en/2026/11/story-0", dead_in_feeds),
        ("en/atom.xml", "https://herald.example/en/2026/11/story-0", "https://herald.example/x", dead_in_feeds),
        ("en/feed.xml", "https://herald.example/photos/", "https://herald.example/no/", dead_in_feeds),
        ("sitemaps/en-new.xml", "story-0.html", "story-none.html", dead_in_sitemaps),
        ("sitemap.xml", "ru-new", "de-new", dead_in_sitemaps),
        ("news-sitemap.xml", "story-0.html", "story-none.html", dead_in_sitemaps),
        ("2019/05/en-0/index.html", "story-0.html", "story-none.html", misleading),
        ("2019/05/en-0/index.html", "0; url=../../../en/2026/11/story-0.html", "0; url=../en-1/index.html", misleading),
        ("redirects.map", '"/en/2026/11/story-0.html"', '"/none.html"', queries),
        ("redirects.map", '"/?p=1"', '"/?P=0"', queries),
        ("en/2026/11/story-8.html", 'hreflang="ru" href', 'hreflang="de" href', links.one_sided),
        ("ru/2026/11/история-3.html", 'hreflang="en" href="https', 'hreflang="en" href="http', links.one_sided),
        (STORY, 'rel="canonical"', 'rel="other"', links.odd_canonical),
        (STORY, "story-0.html", "story-1.html", links.odd_canonical),
    ],
)
def test_the_judges_bite(odd_edition: Edition, path: str, old: str, new: str, judge: Judge) -> None:
    content = odd_edition.read(path).decode()
    planted = odd_edition.having(path, content.replace(old, new))

    assert old in content
    assert judge(planted)


def test_a_page_that_nothing_leads_to_is_found(odd_edition: Edition) -> None:
    planted = odd_edition.having("en/2026/11/orphan.html", odd_edition.read(STORY))

    assert unreached(planted) == ["en/2026/11/orphan.html"]


def test_the_walk_bites(tmp_path_factory: pytest.TempPathFactory, odd_edition: Edition) -> None:
    folder = tmp_path_factory.mktemp("walk")
    (folder / "index.html").write_text('<!doctype html><a href="a.html">a</a> <a href="../out.html">b</a>')
    (folder / "a.html").write_text(f'<!doctype html><a href="{quote("нет.html")}">c</a>')

    with served(folder, "/some/folder/") as top:
        reached, failed = _walk(top)

    assert reached == {"index.html", "a.html"}
    assert len(failed) == 2
