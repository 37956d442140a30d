"""Bring the demo newsroom to the desk, through the same doors as any editor's work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tamizdat.demo import newsroom as herald
from tamizdat.demo.archive import drafts, pages
from tamizdat.demo.waiting import BEING_WRITTEN, set_for_later
from tamizdat.desk.actions.arrange import arrange
from tamizdat.desk.actions.publish import publish
from tamizdat.desk.actions.schedule import schedule
from tamizdat.desk.actions.stand import stand
from tamizdat.desk.actions.write import write
from tamizdat.desk.appeals import Appeal
from tamizdat.desk.bylines import Byline
from tamizdat.desk.newsroom import Newsroom, Paper
from tamizdat.desk.sections import Section
from tamizdat.desk.topics import Topic

Told = Callable[[str, int, int], None]  # (phase, done, of how many)


def load(told: Told, now: datetime) -> None:
    """Write and publish everything the demo holds.  `now` is when its unpublished stories wait."""
    # One transaction: thousands of rows need one wait for the disk, not one each.
    with transaction.atomic():
        _settings()
        _names()
        stories = _stories(told)
        _pages()
        for order in herald.FRONT_PAGES:
            lead, *picks = (stories[f"demo:{order.language}/{name}"] for name in (order.lead, *order.picks))
            arrange(order.language, lead, picks)
        _waiting(now)
        _appeal(now)


def _appeal(now: datetime) -> None:
    """In English alone: readers of the other language are offered no way to pay."""
    asked = herald.APPEAL
    locale = Paper.objects.select_related("locale").get(locale__language_code=asked.language).locale
    appeal = Appeal(headline=asked.headline, text=asked.text, button=asked.button, locale=locale)
    appeal.starts = now - timedelta(days=1)
    appeal.full_clean()
    appeal.save()


def _pages() -> None:
    standing: dict[str, Any] = {}
    for text in pages():
        original = standing.get(text.name)
        page = stand(text.language, text.role, text.order, text.title, text.body, translation_of=original)
        standing.setdefault(text.name, publish(page, text.changed))


def _settings() -> None:
    newsroom = Newsroom.load()
    newsroom.name, newsroom.strapline = herald.NAMES["en"], herald.STRAPLINES["en"]
    newsroom.email, newsroom.security_contact = herald.EMAIL, herald.SECURITY_CONTACT
    newsroom.colour = herald.COLOUR
    _translate(newsroom, "ru", name=herald.NAMES["ru"], strapline=herald.STRAPLINES["ru"])
    newsroom.save()


def _names() -> None:
    for order, department in enumerate(herald.SECTIONS):
        section = Section(slug=department.slug, order=order)
        _name(section, department.names, "description", department.descriptions)
    for person in herald.BYLINES:
        _name(Byline(slug=person.slug, sort=person.sort), person.names, "bio", person.bios)
    for subject in herald.TOPICS:
        _name(Topic(slug=subject.slug), subject.names)


def _name(row: Any, names: Mapping[str, str], about: str = "", texts: Mapping[str, str] | None = None) -> None:
    """Save a section, byline or topic with its name in every language."""
    main, *others = herald.LANGUAGES
    row.name = names[main]
    if about and texts:
        setattr(row, about, texts[main])
    for language in others:
        _translate(row, language, name=names[language], **({about: texts[language]} if about and texts else {}))
    row.full_clean()
    row.save()


def _translate(row: Any, language: str, **words: str) -> None:
    paper = Paper.objects.select_related("locale").get(locale__language_code=language)
    row.translations.add(row.translations.model(locale=paper.locale, **words))


def _stories(told: Told) -> dict[str, Any]:
    found: dict[str, Any] = {}
    everything = drafts()
    for number, draft in enumerate(everything, 1):
        story = write(draft)
        publish(story, draft.published)
        found[draft.source] = story
        told("write", number, len(everything))
    return found


def _waiting(now: datetime) -> None:
    """A draft and a scheduled story, so that the desk shows what waiting looks like."""
    write(BEING_WRITTEN)
    schedule(write(set_for_later()), now + timedelta(days=7))
