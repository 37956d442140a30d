"""A language is added to an open newsroom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from wagtail.models import Locale

from tamizdat.works.round import make_round
from tests import cast


def test_a_language_that_is_added_has_a_paper_and_a_front_page(newsroom: Any) -> None:
    Locale.objects.create(language_code="ar")

    cast.story(language="ar", headline="الميناء").publish(now=cast.NOW)
    make_round(cast.NOW)

    front = (Path(settings.EDITION) / "ar/index.html").read_text()
    assert 'dir="rtl"' in front
    assert "الميناء" in front
