"""Sitemaps for search engines: one file for each full shelf of stories, an index, and the last two days of news.

Without a public address there is nothing absolute to say, so none is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from tamizdat.press.copy import Newsroom, StandingPage, Story
from tamizdat.press.links import absolute
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
# Google takes at most 1,000 addresses of the last two days in a news sitemap.
NEWS_WINDOW = timedelta(days=2)
NEWS_MOST = 1_000
OPEN = "new"  # the argument of the shelf that is not full yet


def shelf(read: Reader, argument: str) -> Iterator[Sheet]:
    """The stories of one shelf; `argument` is "LIST/NUMBER", or "LIST/new" for those on no full shelf yet."""
    list_, _, number = argument.rpartition("/")
    newsroom = read.newsroom()
    if newsroom is None or not newsroom.address or list_.split("/")[0] not in newsroom.languages:
        return
    rows = read.open_shelf(list_) if number == OPEN else read.shelf(list_, int(number))
    stories = [read.story(row.partition(":")[2], "changed") for row in rows or ()]
    urls = [_url(read, newsroom, story) for story in stories if story]
    if urls:
        yield Sheet(path(argument), f"{HEAD}<urlset {MAPS} {XHTML}>\n{''.join(urls)}</urlset>\n".encode())


def path(argument: str) -> str:
    list_, _, number = argument.rpartition("/")
    return f"sitemaps/{list_.split('/')[0]}-{number}.xml"


def _url(read: Reader, newsroom: Newsroom, story: Story) -> str:
    others = [
        other
        for name in read.all(f"translation/{story.translation}")
        if (other := read.story(name.partition(":")[2], "link")) and other.language in newsroom.languages
    ]
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{other.language}" '
        f'href="{escape(absolute(newsroom.address, other.address))}"/>'
        for other in (others if len(others) > 1 else ())
    )
    place = escape(absolute(newsroom.address, story.address))
    return f"<url><loc>{place}</loc><lastmod>{story.changed}</lastmod>{alternates}</url>\n"


def pages(read: Reader, language: str) -> Iterator[Sheet]:
    """The front page, the sections and the standing pages of one language."""
    newsroom = read.newsroom()
    standing = read.standing(language)
    if newsroom is None or not newsroom.address or not standing:
        return
    paths = [f"{language}/index.html", *(f"{language}/{key}/index.html" for key, _ in standing["sections"])]
    paths += [f"{language}/reach/index.html"] if standing.get("reach") else []
    paths += [f"{language}/support.html"] if standing.get("support") else []
    paths += [f"{language}/newsletter/index.html"] if standing.get("letters") is not None else []
    urls = [f"<url><loc>{escape(absolute(newsroom.address, path))}</loc></url>\n" for path in paths]
    for name in read.all(f"pages/{language}"):
        page = read.row(StandingPage, name.partition(":")[2])
        if page:
            place = escape(absolute(newsroom.address, page.address))
            urls.append(f"<url><loc>{place}</loc><lastmod>{page.changed}</lastmod></url>\n")
    yield Sheet(f"sitemaps/{language}-pages.xml", f"{HEAD}<urlset {MAPS}>\n{''.join(urls)}</urlset>\n".encode())


def index(read: Reader, _: str) -> Iterator[Sheet]:
    newsroom = read.newsroom()
    if newsroom is None or not newsroom.address:
        return
    paths = []
    for language in newsroom.languages:
        list_ = f"{language}/sitemap"
        paths.append(f"sitemaps/{language}-pages.xml")
        paths += [path(f"{list_}/{number}") for number in range(1, read.shelves(list_) + 1)]
        if read.has_open_shelf(list_):
            paths.append(path(f"{list_}/{OPEN}"))
    maps = "".join(f"<sitemap><loc>{escape(absolute(newsroom.address, one))}</loc></sitemap>\n" for one in paths)
    yield Sheet("sitemap.xml", f"{HEAD}<sitemapindex {MAPS}>\n{maps}</sitemapindex>\n".encode())


def news(read: Reader, _: str) -> Iterator[Sheet]:
    """Stories of the last two days, in every language; printed anew when one grows too old."""
    newsroom = read.newsroom()
    if newsroom is None or not newsroom.address:
        return
    fresh = [story for language in newsroom.languages for story in _fresh(read, language)]
    fresh.sort(key=lambda story: (story.published, story.key), reverse=True)
    urls = "".join(_news_url(newsroom, story) for story in fresh[:NEWS_MOST])
    yield Sheet("news-sitemap.xml", f"{HEAD}<urlset {MAPS} {NEWS}>\n{urls}</urlset>\n".encode())


def _fresh(read: Reader, language: str) -> Iterator[Story]:
    for name in read.newest(f"{language}/all", NEWS_MOST):
        story = read.story(name.partition(":")[2], "card")
        if story is None:
            continue
        published = datetime.fromisoformat(story.published).astimezone(UTC)
        if read.has_come(published + NEWS_WINDOW):
            return
        yield story


def _news_url(newsroom: Newsroom, story: Story) -> str:
    name = newsroom.names.get(story.language) or next(iter(newsroom.names.values()), "")
    return (
        f"<url><loc>{escape(absolute(newsroom.address, story.address))}</loc><news:news><news:publication>"
        f"<news:name>{escape(name)}</news:name><news:language>{escape(story.language)}</news:language>"
        f"</news:publication><news:publication_date>{story.published}</news:publication_date>"
        f"<news:title>{escape(story.headline)}</news:title></news:news></url>\n"
    )
