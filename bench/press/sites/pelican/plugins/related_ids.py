"""Give each article the articles that its `Related:` names, and what it says to machines."""

import json
from typing import Any

from pelican import signals


def attach(generator: Any) -> None:
    known = {article.slug: article for article in generator.articles}
    site, name = generator.settings["SITEURL"], generator.settings["SITENAME"]
    for article in generator.articles:
        named = getattr(article, "related", "")
        if isinstance(named, str):
            article.related = [known[slug] for slug in named.split() if slug in known]
        moment = article.date.isoformat()
        facts = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "description": article.lead,
            "datePublished": moment,
            "dateModified": moment,
            "mainEntityOfPage": f"{site}/{article.url}",
            "image": [site + article.photo_src],
            "articleSection": article.category.name,
            "author": [{"@type": "Person", "name": one.name, "url": f"{site}/{one.url}"} for one in article.authors],
            "publisher": {"@type": "NewsMediaOrganization", "name": name, "url": f"{site}/"},
        }
        article.jsonld = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def register() -> None:
    signals.article_generator_finalized.connect(attach)
