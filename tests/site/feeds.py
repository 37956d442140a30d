"""Feeds and sitemaps against their schemas, and against what their schemas cannot say."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
from lxml import etree

from tests.site.edition import Edition

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"


@cache
def _relax_ng(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMAS / name))


@cache
def _xsd() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))


@cache
def _json_feed() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / "json-feed.json").read_text()))


def against_schema(path: str, content: bytes) -> list[str]:
    """What the schema of this kind of file finds wrong with it."""
    if path.endswith(".json"):
        errors = _json_feed().iter_errors(json.loads(content))
        return [f"{path}: {error.json_path}: {error.message[:200]}" for error in errors]
    tree = etree.fromstring(content)
    schema = _xsd()
    if path.endswith(("feed.xml", "atom.xml")):
        schema = _relax_ng("atom.rng" if path.endswith("atom.xml") else "rss.rng")
    if schema.validate(tree):
        return []
    return [f"{path}:{error.line}: {error.message[:300]}" for error in schema.error_log][:3]


def beyond_schema(path: str, content: bytes) -> list[str]:
    """Rules of the specifications that a grammar cannot hold."""
    if path.endswith(".json"):
        ids = [item["id"] for item in json.loads(content)["items"]]
        return _twice(path, ids)
    tree = etree.fromstring(content)
    if path.endswith("feed.xml"):
        return _twice(path, tree.xpath("//guid/text()"))
    found = _twice(path, [entry.findtext(f"{ATOM}id") for entry in tree.iter(f"{ATOM}entry")])
    if not tree.xpath("/*/*[local-name()='link'][@rel='self']"):
        found.append(f"{path}: no link to itself (RFC 4287, 4.1.1)")
    for entry in tree.iter(f"{ATOM}entry"):
        rels = [link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")]
        if entry.find(f"{ATOM}content") is None and "alternate" not in rels:
            found.append(f"{path}: an entry has neither content nor alternate (RFC 4287, 4.1.2)")
        if entry.find(f"{ATOM}author") is None and tree.find(f"{ATOM}author") is None:
            found.append(f"{path}: an entry has no author (RFC 4287, 4.1.2)")
    return found


def _twice(path: str, ids: list[Any]) -> list[str]:
    return [f"{path}: {one} stands twice" for one in {one for one in ids if ids.count(one) > 1}]


def parsed(path: str, content: bytes) -> tuple[list[str], list[dict[str, Any]]]:
    """(complaints, entries) of feedparser."""
    feed = feedparser.parse(content)
    found = [f"{path}: {feed.bozo_exception}"] if feed.bozo else []
    found += [f"{path}: the feed has no {part}" for part in ("title", "link", "language") if not feed.feed.get(part)]
    entries = []
    for entry in feed.entries:
        text = entry.content[0].value if entry.get("content") else ""
        found += [f"{path}: {entry.get('id')} has no {part}" for part in ("id", "title", "link") if not entry.get(part)]
        entries.append({"id": entry.get("id"), "title": entry.get("title"), "link": entry.get("link"), "text": text})
        if not entry.get("published_parsed"):
            found.append(f"{path}: {entry.get('id')} has no date that can be read")
    return found, entries


def disagreeing(edition: Edition, folder: str) -> list[str]:
    """Do the three dialects of one feed tell the same stories?"""
    rss = etree.fromstring(edition.read(f"{folder}/feed.xml"))
    atom = etree.fromstring(edition.read(f"{folder}/atom.xml"))
    items = json.loads(edition.read(f"{folder}/feed.json"))["items"]
    told = {
        "rss": [(one.findtext("guid"), one.findtext("title"), one.findtext("link")) for one in rss.iter("item")],
        "atom": [
            (one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}title"), one.find(f"{ATOM}link").get("href"))
            for one in atom.iter(f"{ATOM}entry")
        ],
        "json": [(one["id"], one["title"], one["url"]) for one in items],
    }
    return [] if told["rss"] == told["atom"] == told["json"] else [f"{folder}: the three feeds differ"]


def unordered(path: str, content: bytes) -> list[str]:
    """Is the newest first?"""
    moments = [parsedate_to_datetime(text) for text in etree.fromstring(content).xpath("//item/pubDate/text()")]
    return [] if moments == sorted(moments, reverse=True) else [f"{path}: not the newest first"]
