"""Feeds of a list in three dialects: RSS 2.0, Atom 1.0 and JSON Feed 1.1, each with the full text.

A story's id is the UUID of its key: it needs no domain, so it survives the loss of one, and never changes.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape as escape_html
from xml.sax.saxutils import escape, quoteattr

from tamizdat.press.cards import byline_names
from tamizdat.press.copy import Passage, PhotoUse, Story
from tamizdat.press.frames import Setting
from tamizdat.press.links import absolute, relative
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet
from tamizdat.press.sheets.listing import Listing, listing

STORIES = 20  # in a feed
_TO_STORY = re.compile(r'<a href="story:([0-9a-f-]+)"[^>]*>(.*?)</a>', re.DOTALL)
_CLASS = re.compile(r'(<[^<>]*?) class="[^"]*"')  # in a tag, not in words about HTML


@dataclass(frozen=True, slots=True)
class _Shown:
    """One story as a feed has it."""

    id: str
    title: str
    link: str
    summary: str
    html: str
    published: datetime
    changed: datetime
    authors: tuple[str, ...]
    section: str
    picture: tuple[str, int, int, str, str] | None  # address, width, height, caption, credit


@dataclass(frozen=True, slots=True)
class _Feed:
    id: str
    title: str
    description: str
    language: str
    folder: str
    home: str
    setting: Setting
    stories: tuple[_Shown, ...]

    def link(self, file: str) -> str:
        return _link(self.setting, f"{self.folder}/{file}", self.folder)

    @property
    def changed(self) -> datetime:
        return max(story.changed for story in self.stories)


def sheets(read: Reader, list_: str) -> Iterator[Sheet]:
    found = listing(read, list_)
    setting = Setting(read, list_.split("/")[0])
    newest = read.newest(list_, STORIES) if found and setting else []
    if not found or not newest:
        return
    feed = _feed(setting, found, newest)
    if feed.stories:
        yield Sheet(f"{feed.folder}/feed.xml", _rss(feed))
        yield Sheet(f"{feed.folder}/atom.xml", _atom(feed))
        yield Sheet(f"{feed.folder}/feed.json", _json(feed))


def _feed(setting: Setting, found: Listing, newest: list[str]) -> _Feed:
    whole = found.kind == "all"
    folder = setting.language if whole else found.folder
    stories = [setting.read.story(name.partition(":")[2]) for name in newest]
    uid = uuid.UUID(setting.standing["uid"] or uuid.NAMESPACE_OID.hex)
    return _Feed(
        id=f"urn:uuid:{uuid.uuid5(uid, found.list)}",
        title=setting.newsroom if whole else f"{setting.newsroom}: {found.title}",
        description=found.description or setting.standing["strapline"] or setting.newsroom,
        language=setting.language,
        folder=folder,
        home=_link(setting, setting.home if whole else found.path, folder),
        setting=setting,
        stories=tuple(_shown(setting, story, folder) for story in stories if story),
    )


def _link(setting: Setting, there: str, folder: str) -> str:
    """Absolute when the newsroom has a public address, else relative to the feed."""
    return absolute(setting.address, there) or relative(f"{folder}/feed.xml", there)


def _shown(setting: Setting, story: Story, folder: str) -> _Shown:
    body = "".join(_passage(setting, passage, folder) for passage in story.body)
    lead = _figure(setting, story.photo, folder) if story.photo else ""
    notes = "".join(f"<p><em>{escape_html(note.right)} ({note.day})</em></p>" for note in story.corrections)
    return _Shown(
        id=uuid.UUID(story.key).urn,
        title=story.headline,
        link=_link(setting, story.address, folder),
        summary=story.deck,
        # JSON Feed wants words even of a story that has none but its headline.
        html=lead + notes + body or f"<p>{escape_html(story.deck or story.headline)}</p>",
        published=setting.moment(story.published),
        changed=setting.moment(story.changed),
        authors=tuple(name for _, name in byline_names(setting.read, story.bylines, story.language)),
        section=setting.section_name(story.section),
        picture=_picture(setting, story.photo, folder),
    )


def _passage(setting: Setting, passage: Passage, folder: str) -> str:
    if passage.photo is not None:
        return _figure(setting, passage.photo, folder)

    def link(match: re.Match[str]) -> str:
        story = setting.read.story(match[1].replace("-", ""), "link")
        if story is None or not setting.prints(story.language):
            return match[2]
        return f'<a href="{_link(setting, story.address, folder)}">{match[2]}</a>'

    return _CLASS.sub(r"\1", _TO_STORY.sub(link, passage.html))


def _figure(setting: Setting, use: PhotoUse, folder: str) -> str:
    found = _picture(setting, use, folder)
    if found is None:
        return ""
    address, width, height, caption, credit = found
    return (
        f'<figure><img src="{escape_html(address)}" alt="{escape_html(use.alt)}" width="{width}" height="{height}">'
        f"<figcaption>{escape_html(caption)} <small>{escape_html(credit)}</small></figcaption></figure>"
    )


def _picture(setting: Setting, use: PhotoUse | None, folder: str) -> tuple[str, int, int, str, str] | None:
    made = setting.read.pictures(use.photo) if use else None
    if made is None or use is None:
        return None
    small = made.small[-1]
    return _link(setting, f"photos/{small.file}", folder), small.width, small.height, use.caption, use.credit


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _rss(feed: _Feed) -> bytes:
    items = "".join(_rss_item(story) for story in feed.stories)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/">\n<channel>'
        f"<title>{escape(feed.title)}</title><link>{escape(feed.home)}</link>"
        f"<description>{escape(feed.description)}</description><language>{feed.language}</language>"
        f"<lastBuildDate>{format_datetime(feed.changed)}</lastBuildDate>"
        f'<atom:link href={quoteattr(feed.link("feed.xml"))} rel="self" type="application/rss+xml"/>\n'
        f"{items}</channel>\n</rss>\n"
    ).encode()


def _rss_item(story: _Shown) -> str:
    authors = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in story.authors)
    section = f"<category>{escape(story.section)}</category>" if story.section else ""
    return (
        f"<item><title>{escape(story.title)}</title><link>{escape(story.link)}</link>"
        f'<guid isPermaLink="false">{story.id}</guid><pubDate>{format_datetime(story.published)}</pubDate>'
        f"{authors}{section}<description>{escape(story.summary)}</description>{_media(story)}"
        f"<content:encoded>{_cdata(story.html)}</content:encoded></item>\n"
    )


def _media(story: _Shown) -> str:
    if story.picture is None:
        return ""
    address, width, height, caption, credit = story.picture
    return (
        f'<media:content url={quoteattr(address)} medium="image" type="image/jpeg" width="{width}" height="{height}">'
        f'<media:description type="plain">{escape(caption)}</media:description>'
        f"<media:credit>{escape(credit)}</media:credit></media:content>"
    )


def _atom(feed: _Feed) -> bytes:
    entries = "".join(_atom_entry(story) for story in feed.stories)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.language}">'
        f"<id>{feed.id}</id><title>{escape(feed.title)}</title><subtitle>{escape(feed.description)}</subtitle>"
        f"<updated>{feed.changed.isoformat()}</updated><author><name>{escape(feed.setting.newsroom)}</name></author>"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(feed.link("atom.xml"))}/>'
        f'<link rel="alternate" type="text/html" href={quoteattr(feed.home)}/>\n{entries}</feed>\n'
    ).encode()


def _atom_entry(story: _Shown) -> str:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in story.authors)
    section = f"<category term={quoteattr(story.section)}/>" if story.section else ""
    summary = f"<summary>{escape(story.summary)}</summary>" if story.summary else ""
    return (
        f"<entry><id>{story.id}</id><title>{escape(story.title)}</title>"
        f'<link rel="alternate" type="text/html" href={quoteattr(story.link)}/>'
        f"<published>{story.published.isoformat()}</published><updated>{story.changed.isoformat()}</updated>"
        f'{authors}{section}{summary}<content type="html">{escape(story.html)}</content></entry>\n'
    )


def _json(feed: _Feed) -> bytes:
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.link("feed.json"),
        "language": feed.language,
        "items": [_json_item(feed, story) for story in feed.stories],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(feed: _Feed, story: _Shown) -> dict[str, object]:
    item: dict[str, object] = {
        "id": story.id,
        "url": story.link,
        "title": story.title,
        "summary": story.summary,
        "content_html": story.html,
        "date_published": story.published.isoformat(),
        "date_modified": story.changed.isoformat(),
        "language": feed.language,
        "authors": [{"name": name} for name in story.authors],
        "tags": [story.section] if story.section else [],
    }
    if story.picture is not None:
        item["image"] = story.picture[0]
    return {name: value for name, value in item.items() if value}
