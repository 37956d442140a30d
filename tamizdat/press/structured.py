"""What a story says to machines: JSON-LD in schema.org's words, OpenGraph and Twitter's card.

A byline is given by name only: a pen name must lead nowhere else.
"""

from __future__ import annotations

from typing import Any

from tamizdat.press.copy import Byline, Correction, Story
from tamizdat.press.frames import Setting
from tamizdat.press.links import absolute

TYPES = {
    "news": "NewsArticle",
    "report": "ReportageNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "interview": "NewsArticle",
    "live": "NewsArticle",
    "handbook": "Article",
}
POLICIES = {
    "ethics": "ethicsPolicy",
    "corrections": "correctionsPolicy",
    "ownership": "ownershipFundingInfo",
    "about": "publishingPrinciples",
}
Facts = tuple[dict[str, Any], ...]


def article(
    setting: Setting,
    story: Story,
    bylines: list[tuple[str, str]],
    topics: list[tuple[str, str]],
    words: str,
    photo: str,
    translations: tuple[tuple[str, str], ...],
) -> Facts:
    """The story as a NewsArticle and its place as a BreadcrumbList."""
    url = absolute(setting.address, story.address)
    facts = {
        "@context": "https://schema.org",
        "@type": TYPES[story.genre],
        "@id": f"urn:uuid:{story.key}",
        "url": url,
        "mainEntityOfPage": url,
        "headline": story.headline,
        "alternativeHeadline": story.social_headline,
        "description": story.deck,
        "inLanguage": story.language,
        "datePublished": setting.moment(story.published).isoformat(),
        "dateModified": setting.moment(story.changed).isoformat(),
        "author": [_author(setting, key, name) for key, name in bylines] or [_newsroom(setting)],
        "publisher": publisher(setting),
        "image": _image(setting, story, photo),
        "articleSection": setting.section_name(story.section),
        "keywords": [name for _, name in topics],
        "wordCount": len(words.split()),
        "isAccessibleForFree": True,
        "correction": [_correction(correction) for correction in story.corrections],
        "workTranslation": [
            {"@type": "NewsArticle", "inLanguage": language, "url": absolute(setting.address, path)}
            for language, path in translations
            if setting.address
        ],
    }
    return (_without_empty(facts), *_breadcrumb(setting, story))


def publisher(setting: Setting) -> dict[str, Any]:
    return setting.once("publisher", lambda: _publisher(setting))


def _publisher(setting: Setting) -> dict[str, Any]:
    policies = {
        POLICIES[role]: absolute(setting.address, path)
        for role, _, path in setting.standing["pages"]
        if role in POLICIES
    }
    return _newsroom(setting) | _without_empty(policies)


def _newsroom(setting: Setting) -> dict[str, Any]:
    return _without_empty({"@type": "NewsMediaOrganization", "name": setting.newsroom, "url": setting.address})


def website(setting: Setting) -> Facts:
    """What a front page says: whose site it is."""
    facts = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": setting.newsroom,
        "alternateName": setting.standing["strapline"],
        "url": absolute(setting.address, setting.home),
        "inLanguage": setting.language,
        "publisher": publisher(setting),
    }
    return (_without_empty(facts),)


def _author(setting: Setting, key: str, name: str) -> dict[str, Any]:
    byline = setting.read.row(Byline, key)
    kind = "Organization" if byline and byline.sort == "staff" else "Person"
    page = absolute(setting.address, f"{setting.language}/by/{key}/index.html")
    return _without_empty({"@type": kind, "name": name, "url": page if byline and byline.sort == "person" else ""})


def _image(setting: Setting, story: Story, photo: str) -> dict[str, Any] | None:
    made = setting.read.pictures(photo) if photo else None
    if made is None or story.photo is None or not setting.address:
        return None
    return _without_empty(
        {
            "@type": "ImageObject",
            "url": absolute(setting.address, f"photos/{made.large.file}"),
            "width": made.large.width,
            "height": made.large.height,
            "caption": story.photo.caption,
            "creditText": story.photo.credit,
        }
    )


def _correction(correction: Correction) -> dict[str, Any]:
    text = f"{correction.wrong} → {correction.right}" if correction.wrong else correction.right
    return {"@type": "CorrectionComment", "datePublished": correction.day, "text": text}


def _breadcrumb(setting: Setting, story: Story) -> Facts:
    name = setting.section_name(story.section)
    if not setting.address or not name:
        return ()
    path = f"{story.language}/{story.section}/index.html"
    steps = ((setting.newsroom, setting.home), (name, path))
    items = [
        {"@type": "ListItem", "position": number, "name": label, "item": absolute(setting.address, path)}
        for number, (label, path) in enumerate(steps, 1)
    ]
    return ({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items},)


def social_of(setting: Setting, story: Story, picture: str) -> tuple[tuple[str, str], ...]:
    """OpenGraph and Twitter's card of a story.  `picture` is the path of its large file, or empty."""
    image = absolute(setting.address, picture) if picture else ""
    pairs = (
        ("og:type", "article"),
        ("og:title", story.social_headline or story.headline),
        ("og:description", story.deck),
        ("og:image", image),
        ("og:image:alt", story.photo.alt if image and story.photo else ""),
        ("article:published_time", setting.moment(story.published).isoformat()),
        ("article:modified_time", setting.moment(story.changed).isoformat()),
        ("twitter:card", "summary_large_image" if image else "summary"),
    )
    return tuple((name, content) for name, content in pairs if content)


def _without_empty(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact not in ("", None, [], {})}
