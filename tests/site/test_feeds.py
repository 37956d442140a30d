"""Feeds and sitemaps: sound by their schemas, read by feedparser, the same in all dialects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from lxml import etree

from tests.site import feeds
from tests.site.edition import Edition
from tests.site.links import FEEDS

Judge = Callable[[str, bytes], list[str]]


def maps(edition: Edition) -> list[str]:
    return [path for path in edition.ending(".xml") if "sitemap" in path]


@pytest.mark.parametrize("judge", [feeds.against_schema, feeds.beyond_schema], ids=lambda judge: judge.__name__)
def test_every_feed_is_sound(edition: Edition, judge: Judge) -> None:
    paths = edition.ending(*FEEDS)

    assert len(paths) > 12
    assert [fault for path in paths for fault in judge(path, edition.read(path))] == []


def test_feedparser_reads_every_feed_without_complaint(edition: Edition) -> None:
    for path in edition.ending("feed.xml", "atom.xml"):
        found, entries = feeds.parsed(path, edition.read(path))
        assert (found, bool(entries)) == ([], True)


def test_the_three_dialects_tell_the_same_stories_newest_first(edition: Edition) -> None:
    folders = [path.removesuffix("/feed.xml") for path in edition.ending("feed.xml")]

    assert [fault for folder in folders for fault in feeds.disagreeing(edition, folder)] == []
    paths = edition.ending("feed.xml")
    assert [fault for path in paths for fault in feeds.unordered(path, edition.read(path))] == []


def test_every_feed_that_a_page_offers_is_there_in_three_dialects(edition: Edition) -> None:
    folders = {path.rpartition("/")[0] for path in edition.ending("feed.xml")}

    for folder in folders:
        assert all(edition.holds(f"{folder}/{name}") for name in FEEDS)


def test_every_sitemap_is_sound(edition: Edition) -> None:
    assert len(maps(edition)) >= 6
    assert [fault for path in maps(edition) for fault in feeds.against_schema(path, edition.read(path))] == []


def unlisted(edition: Edition) -> list[str]:
    """Stories that the sitemaps which the index names leave out, and maps it does not name."""
    index = etree.fromstring(edition.read("sitemap.xml")).xpath("//*[local-name()='loc']/text()")
    named = [edition.own(address) for address in index]
    listed = {
        edition.own(address)
        for path in named
        if path and edition.holds(path)
        for address in etree.fromstring(edition.read(path)).xpath("//*[local-name()='loc']/text()")
    }
    maps_ = [path for path in edition.files if path.startswith("sitemaps/") and path not in named]
    wanted = edition.of_kind("story", "standing") + [path for path in edition.of_kind("front") if "/" in path]
    return maps_ + [path for path in wanted if path not in listed]


def stale_news(edition: Edition) -> list[str]:
    """News older than two days, and stories of the last two days that are not in it."""
    tree = etree.fromstring(edition.read("news-sitemap.xml"))
    told = {
        url.xpath("string(*[local-name()='loc'])"): datetime.fromisoformat(
            url.xpath("string(.//*[local-name()='publication_date'])")
        )
        for url in tree
    }
    # An edition stands until the next run, which may be a minute off.
    old = edition.printed - timedelta(days=2, minutes=10)
    fresh = {
        page.xpath("string(//link[@rel='canonical']/@href)")
        for path in edition.of_kind("story")
        if (page := edition.page(path)) is not None and _published(page) > edition.printed - timedelta(days=2)
    }
    return [address for address, moment in told.items() if moment < old] + sorted(fresh - set(told))


def _published(page: etree._Element) -> datetime:
    return datetime.fromisoformat(page.xpath("string(//meta[@property='article:published_time']/@content)"))


def test_the_index_leads_to_every_story(edition: Edition) -> None:
    assert unlisted(edition) == []


def test_the_news_sitemap_holds_the_last_two_days(edition: Edition) -> None:
    assert stale_news(edition) == []
    assert len(etree.fromstring(edition.read("news-sitemap.xml"))) <= 1000


@pytest.mark.parametrize(
    ("path", "old", "new", "judge"),
    [
        ("en/feed.xml", "<pubDate>", "<pubDate>2026-", feeds.against_schema),
        ("en/feed.xml", "guid", "uid", feeds.against_schema),
        ("en/feed.xml", "</item>", "<extra/></item>", feeds.against_schema),
        ("en/feed.xml", "<media:credit>", "<media:credit></media:credit><media:credit>", feeds.against_schema),
        ("en/feed.xml", "1000</guid>", "1001</guid>", feeds.beyond_schema),
        ("en/atom.xml", "<updated>2026-11-20", "<updated>20 November", feeds.against_schema),
        ("en/atom.xml", 'rel="self"', 'rel="self" color="red"', feeds.against_schema),
        ("en/atom.xml", "<feed xmlns", "<feed version='0.3' xmlns", feeds.against_schema),
        ("en/atom.xml", 'rel="self"', 'rel="via"', feeds.beyond_schema),
        ("en/feed.json", '"content_html"', '"content"', feeds.against_schema),
        ("en/feed.json", "version/1.1", "version/1.0", feeds.against_schema),
        ("en/feed.json", '"date_published": "', '"date_published": "on ', feeds.against_schema),
        ("en/feed.json", "1000", "1001", feeds.beyond_schema),
        ("sitemap.xml", "<sitemap>", "<sitemap><lastmod>yesterday</lastmod>", feeds.against_schema),
        ("sitemaps/en-new.xml", "<lastmod>2026", "<lastmod>26", feeds.against_schema),
        ("sitemaps/ru-new.xml", "https://herald.example/ru", "https://herald.example/ё", feeds.against_schema),
        ("sitemaps/en-pages.xml", "<loc>", "<location>", None),
        ("news-sitemap.xml", "news:publication_date", "news:date", feeds.against_schema),
        ("news-sitemap.xml", "<news:language>en", "<news:language>English", feeds.against_schema),
    ],
)
def test_the_judges_bite(odd_edition: Edition, path: str, old: str, new: str, judge: Judge | None) -> None:
    content = odd_edition.read(path).decode()
    planted = content.replace(old, new).encode()

    assert old in content
    if judge is None:
        with pytest.raises(etree.XMLSyntaxError):
            feeds.against_schema(path, planted)
    else:
        assert judge(path, planted)


def test_the_remaining_judges_bite(odd_edition: Edition) -> None:
    def having(path: str, old: str, new: str) -> Edition:
        return odd_edition.having(path, odd_edition.read(path).decode().replace(old, new))

    assert feeds.disagreeing(having("en/atom.xml", "<title>Bare", "<title>Dressed"), "en")
    assert feeds.unordered("x", having("en/feed.xml", "20 Nov 2026", "20 Nov 2016").read("en/feed.xml"))
    assert feeds.parsed("x", having("en/feed.xml", "</rss>", "&nbsp;</rss>").read("en/feed.xml"))[0]
    assert unlisted(having("sitemaps/en-new.xml", "story-0.html", "story-1.html"))
    assert unlisted(having("sitemap.xml", "sitemaps/en-pages.xml", "sitemaps/en-new.xml"))
    assert stale_news(having("news-sitemap.xml", "2026-11-20T", "2026-10-20T"))
    assert stale_news(having("news-sitemap.xml", "story-0.html", "story-65.html"))
