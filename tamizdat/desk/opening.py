"""Open a newsroom: the tree, the languages and the settings that everything else stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale, Page, Site

from tamizdat.desk.arrangement import Arrangement
from tamizdat.desk.newsroom import Newsroom, Paper
from tamizdat.desk.refusal import Refused


def open_newsroom(name: str, languages: Sequence[str], address: str = "", time_zone: str = "UTC") -> None:
    """Make what is missing for a newsroom that prints in these languages, the first being its main one.

    A second call changes the settings and adds languages; nothing is taken away.  Raises Refused for a setting that
    cannot be.
    """
    known = dict(settings.LANGUAGES)
    for language in languages:
        if language not in known:
            raise Refused(f"There is no language {language!r} here; known are {', '.join(sorted(known))}.")
    if not languages:
        raise Refused("A newsroom needs a language to print in.")
    with transaction.atomic():
        locales = [_locale(language) for language in languages]
        _set(name, locales[0], address, time_zone)
        _papers(name, locales)
        for locale in locales:
            Arrangement.objects.get_or_create(locale=locale)


def _locale(language: str) -> Any:
    return Locale.objects.get_or_create(language_code=language)[0]


def _set(name: str, main: Any, address: str, time_zone: str) -> None:
    newsroom = Newsroom.load()
    newsroom.name, newsroom.main, newsroom.address, newsroom.time_zone = name, main, address, time_zone
    try:
        newsroom.full_clean(exclude=["logo"])
    except ValidationError as error:
        raise Refused.because(name, error) from error
    newsroom.save()


def _papers(name: str, locales: list[Any]) -> None:
    first = Paper.objects.order_by("pk").first()
    for locale in locales:
        paper = Paper.objects.filter(locale=locale).first() or _paper(name, locale, first)
        first = first or paper
    assert first is not None
    Site.objects.get_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": first})
    Site.objects.filter(is_default_site=True).update(root_page=first)
    # Wagtail's own first page; nobody prints it.
    for page in Page.objects.filter(depth=2).not_type(Paper).exclude(pk=first.pk):
        page.delete()
    _forget_unused_locales({locale.pk for locale in locales})
    Site.clear_site_root_paths_cache()


def open_paper(locale: Any) -> None:
    """The paper and the front page of a language that was added to an open newsroom."""
    first = Paper.objects.order_by("pk").first()
    if first is None:
        return  # the newsroom is only being opened, and makes its papers itself
    if not Paper.objects.filter(locale=locale).exists():
        _paper(first.title, locale, first)
    Arrangement.objects.get_or_create(locale=locale)


def _paper(name: str, locale: Any, first: Paper | None) -> Paper:
    paper = Paper(title=name, slug=f"paper-{locale.language_code}", locale=locale)
    if first is not None:
        paper.translation_key = first.translation_key
    root = Page.get_first_root_node()
    root.add_child(instance=paper)
    return paper


def _forget_unused_locales(wanted: set[int]) -> None:
    """Migrations make a locale for the desk's own language; a newsroom that does not print in it must not show it."""
    for locale in Locale.objects.exclude(pk__in=wanted):
        if not Page.objects.filter(locale=locale, depth__gt=1).exists():
            Page.objects.filter(locale=locale).update(locale_id=min(wanted))
            locale.delete()
