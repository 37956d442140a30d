"""What a news page must say to machines, beyond using words that exist."""

from __future__ import annotations

import re
from typing import Any

from tests.site.edition import Edition

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2}|Z)")
REQUIRED = (
    "headline",
    "inLanguage",
    "datePublished",
    "dateModified",
    "author",
    "publisher",
    "isAccessibleForFree",
    "url",
)
SOCIAL = ("og:type", "og:title", "og:url", "og:site_name", "og:locale", "twitter:card", "article:published_time")


def article(edition: Edition, path: str) -> dict[str, Any]:
    """The facts of the story itself."""
    return next((facts for facts in edition.json_ld(path) if facts["@type"].endswith("Article")), {})


def missing(edition: Edition, path: str) -> list[str]:
    """What a story's page does not say, or says wrongly."""
    facts = article(edition, path)
    found = [f"no {name}" for name in REQUIRED if not facts.get(name)]
    found += [
        f"{name} is {facts.get(name)}" for name in ("datePublished", "dateModified") if not _is_moment(facts, name)
    ]
    found += (
        _publisher(facts.get("publisher", {})) + _authors(facts) + _image(edition, path, facts) + _social(edition, path)
    )
    tree = edition.page(path)
    if _even(facts.get("headline", "")) != _even(tree.xpath("//h1")[0].text_content()):
        found.append(f"headline is {facts.get('headline')!r}")
    if facts.get("inLanguage") != edition.language(path):
        found.append(f"inLanguage is {facts.get('inLanguage')!r}")
    shown = len(tree.xpath("//section[contains(@class, 'fixes')]//div[contains(@class, 'fix')]"))
    if len(facts.get("correction", [])) != shown:
        found.append(f"{len(facts.get('correction', []))} corrections told, {shown} shown")
    if facts.get("wordCount") is None and tree.xpath("//div[@class='text']/p"):
        found.append("no wordCount")
    topics = [one.text for page in edition.parts(path) for one in edition.page(page).xpath("//nav[@class='topics']//a")]
    if facts.get("keywords", []) != topics:
        found.append(f"keywords are {facts.get('keywords')}, topics {topics}")
    others = {link.get("hreflang") for link in tree.xpath("//link[@hreflang]")} - {edition.language(path), "x-default"}
    if {one["inLanguage"] for one in facts.get("workTranslation", [])} != others:
        found.append(f"its translations are {others}")
    return [f"{path}: {one}" for one in found]


def _even(text: str) -> str:
    return " ".join(text.split())


def _is_moment(facts: dict[str, Any], name: str) -> bool:
    return bool(MOMENT.fullmatch(facts.get(name, "")))


def _publisher(facts: dict[str, Any]) -> list[str]:
    found = [f"publisher has no {name}" for name in ("name", "url") if not facts.get(name)]
    return found + ([] if facts.get("@type") == "NewsMediaOrganization" else ["publisher is no NewsMediaOrganization"])


def _authors(facts: dict[str, Any]) -> list[str]:
    authors = facts.get("author", [])
    authors = authors if isinstance(authors, list) else [authors]
    return [f"author {one} has no name" for one in authors if not one.get("name")]


def _image(edition: Edition, path: str, facts: dict[str, Any]) -> list[str]:
    lead = edition.page(path).xpath("//article/figure[contains(@class, 'pic')]")
    image = facts.get("image")
    if not lead:
        return ["an image that the page does not show"] if image else []
    if not image:
        return ["no image"]
    found = [f"image has no {name}" for name in ("url", "width", "height", "creditText") if not image.get(name)]
    words = _even(lead[0].xpath("string(.//figcaption)"))
    told = _even(f"{image.get('caption', '')} {image.get('creditText', '')}")
    return found if told == words else [*found, f"image says {told!r}, the page {words!r}"]


def _social(edition: Edition, path: str) -> list[str]:
    tree = edition.page(path)
    names = {meta.get("property") or meta.get("name") for meta in tree.xpath("//head/meta[@content]")}
    described = ["description"] if tree.xpath("//p[@class='deck']|//div[@class='text']/p") else []
    return [f"no {name}" for name in (*SOCIAL, *described, "viewport", "referrer") if name not in names]
