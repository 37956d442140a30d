"""What pages say to machines: schema.org's own words, and all that a news page must say."""

from __future__ import annotations

import pytest

from tests.site import facts
from tests.site.edition import Edition
from tests.site.vocabulary import vocabulary


def unknown(edition: Edition) -> list[str]:
    """What schema.org does not know."""
    found = []
    for path in edition.pages:
        for one in edition.json_ld(path):
            found += [f"{path}: {fault}" for fault in vocabulary().faults(one)]
            found += [] if one.get("@context") == "https://schema.org" else [f"{path}: no @context"]
    return found


def untold(edition: Edition) -> list[str]:
    return [fault for path in edition.of_kind("story") for fault in facts.missing(edition, path)]


def test_every_term_is_one_of_schema_org_and_belongs_to_its_type(edition: Edition) -> None:
    assert unknown(edition) == []


def test_every_story_says_what_a_news_page_must(edition: Edition) -> None:
    assert untold(edition) == []


def test_fronts_and_stories_say_whose_site_this_is_and_where_they_stand(edition: Edition) -> None:
    told = {kind: set() for kind in ("front", "story")}
    for path in edition.of_kind("front", "story"):
        told[edition.kind(path)] |= {one["@type"] for one in edition.json_ld(path)}

    assert "WebSite" in told["front"]
    assert {"NewsArticle", "BreadcrumbList"} <= told["story"]


def test_the_vocabulary_is_the_real_one() -> None:
    terms = vocabulary()

    assert len(terms.parents) > 800
    assert {"NewsArticle", "Article", "CreativeWork", "Thing"} <= terms.line("ReportageNewsArticle")
    assert terms.range("NewsArticle", "headline") == {"Text"}
    assert terms.range("Person", "headline") is None


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"@type": "NewsStory"}, "there is no type 'NewsStory'"),
        ({"@type": "NewsArticle", "heading": "x"}, "has no property 'heading'"),
        ({"@type": "Person", "headline": "x"}, "has no property 'headline'"),
        ({"@type": "NewsArticle", "author": [{"@type": "Person", "names": "x"}]}, "has no property 'names'"),
        ({"@type": "NewsArticle", "correction": [{"@type": "Person", "name": "x"}]}, "may be"),
        ({"@type": "NewsArticle", "isAccessibleForFree": "yes"}, "may be"),
        ({"@type": "NewsArticle", "wordCount": "many"}, "may be"),
    ],
)
def test_the_vocabulary_bites(told: dict[str, object], fault: str) -> None:
    assert any(fault in one for one in vocabulary().faults(told))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"datePublished":"2026-11-19T05:00:00+00:00"', '"datePublished":"2026-11-19T05:00:00"'),
        ('"headline":', '"name":'),
        ('"author":', '"editor":'),
        ('"publisher":', '"provider":'),
        ('"inLanguage":"en"', '"inLanguage":"ru"'),
        ('"correction":', '"comment":'),
        ('"creditText":', '"copyrightNotice":'),
        ('"caption":', '"description":'),
        ('"image":', '"thumbnail":'),
        ('property="og:title"', 'property="title"'),
        ('"wordCount":', '"position":'),
        ('"keywords":', '"about":'),
    ],
)
def test_the_list_of_what_must_be_said_bites(odd_edition: Edition, old: str, new: str) -> None:
    path = "en/2026/11/story-5.html"
    page = odd_edition.read(path).decode()
    old = old.replace("2026-11-19T05:00:00", "2026-11-19T00:00:00") if old not in page else old
    planted = odd_edition.having(path, page.replace(old, new))

    assert old in page
    assert facts.missing(odd_edition, path) == []
    assert facts.missing(planted, path)
