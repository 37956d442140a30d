"""Stand: a page that is not news is put into the paper, not yet published."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from tamizdat.desk import setting, stripping
from tamizdat.desk.draft import Block
from tamizdat.desk.newsroom import Paper
from tamizdat.desk.refusal import Refused
from tamizdat.desk.standing import StandingPage


def stand(
    language: str,
    role: str,
    order: int,
    title: str,
    body: tuple[Block, ...],
    by: Any = None,
    translation_of: Any = None,
) -> StandingPage:
    """A new standing page.  Raises Refused for a language the newsroom does not print in, or a body it cannot hold."""
    paper = Paper.objects.filter(locale__language_code=language).select_related("locale").first()
    if paper is None:
        raise Refused(f"The newsroom does not print in {language!r}.")
    page = StandingPage(live=False, locale=paper.locale, owner=by, role=role, order=order, title=title)
    if translation_of is not None:
        page.translation_key = translation_of.translation_key
    try:
        with transaction.atomic():
            page.body = setting.body(body, by)
            paper.add_child(instance=page)
            page.save_revision(user=by)
    except ValidationError as error:
        raise Refused.because(title, error) from error
    except stripping.BadPhoto as error:
        raise Refused(f"{title}: {error}") from error
    return page
