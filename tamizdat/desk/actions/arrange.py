"""Arrange: set the order of one language's front page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Locale

from tamizdat.desk.arrangement import Arrangement, Pick
from tamizdat.desk.refusal import Refused


def arrange(language: str, lead: Any = None, picks: Sequence[Any] = ()) -> Arrangement:
    """This story on top, these below it in order; without a lead, the newest leads."""
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None:
        raise Refused(f"The newsroom does not print in {language!r}.")
    with transaction.atomic():
        arrangement, _ = Arrangement.objects.get_or_create(locale=locale)
        arrangement.lead = lead
        arrangement.picks = [Pick(sort_order=place, story=story) for place, story in enumerate(picks)]
        arrangement.save()
    return arrangement
