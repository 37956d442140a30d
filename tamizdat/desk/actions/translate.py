"""Translate: a story gets a draft in another language, which knows what it is a translation of."""

from __future__ import annotations

from typing import Any

from wagtail.actions.copy_for_translation import CopyPageForTranslationAction, ParentNotTranslatedError
from wagtail.models import Locale

from tamizdat.desk.refusal import Refused


def translate(story: Any, language: str, by: Any = None) -> Any:
    """A draft in that language with the original's text, to be written over; the one there is, if there is one."""
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None:
        raise Refused(f"The newsroom does not print in {language!r}.")
    if known := story.get_translation_or_none(locale):
        return known
    try:
        return CopyPageForTranslationAction(page=story, locale=locale, user=by).execute(skip_permission_checks=True)
    except ParentNotTranslatedError as error:
        raise Refused(f"The newsroom has no paper in {language!r}.") from error
