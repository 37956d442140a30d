"""Leave a mark whenever something printed may have changed.

Signals run after the save, outside its transaction, and a receiver that raises would leave a page live and stop the
others.  So a receiver makes one insert and swallows what goes wrong with it: the sweep looks every minute anyway.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from tamizdat.desk.marks import leave


def _page(sender: Any, instance: Any, **kwargs: Any) -> None:
    leave(f"{sender._meta.label} {instance.pk}")


def _language(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    from tamizdat.desk.opening import open_paper

    if created and not raw:
        open_paper(instance)


def listen() -> None:
    """Connect to everything that may change what is printed."""
    from wagtail.models import Locale, PageViewRestriction
    from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

    from tamizdat.desk import models

    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_page, dispatch_uid="mark")
    named = (models.Section, models.Byline, models.Topic)
    for model in (
        *named,
        models.Photo,
        models.Newsroom,
        models.Arrangement,
        models.Appeal,
        PageViewRestriction,
        Locale,
    ):
        post_save.connect(_page, sender=model, dispatch_uid="mark")
        post_delete.connect(_page, sender=model, dispatch_uid="mark")
    post_save.connect(_language, sender=Locale, dispatch_uid="paper")
    for model in (models.Story, models.StandingPage, models.Paper):
        post_delete.connect(_page, sender=model, dispatch_uid="mark")
