"""Which photos stand in which pages, in print or in the newest draft.

Kept beside Wagtail's index of references, which sees neither drafts nor that a photo in a body must stay.  The index is
told of one row for each page and photo, so that the desk shows where a photo is used, once, and refuses to delete it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, ReferenceIndex

from tamizdat.desk.newsroom import Newsroom
from tamizdat.desk.photos import Photo


class PhotoUse(models.Model):
    """A photo stands in the printed page or in its newest draft; while it does, the photo cannot be deleted."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="photo_uses")
    page.wagtail_reference_index_ignore = True  # the page uses the photo, not the other way round
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="uses", verbose_name=_("photo"))
    draft = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "photo", "draft"], name="one_use_a_page")]
        verbose_name = _("photo in a story")
        verbose_name_plural = _("photos in stories")

    def __str__(self) -> str:
        return str(self.page)


def note(page: Page, photos: set[int], draft: bool) -> None:
    """Write down that the page, as printed or as drafted, shows these photos and no others."""
    uses = PhotoUse.objects.filter(page_id=page.pk, draft=draft)
    held = dict(uses.values_list("photo_id", "pk"))
    gone = [pk for photo, pk in held.items() if photo not in photos]
    new = [PhotoUse(page_id=page.pk, photo_id=photo, draft=draft) for photo in sorted(photos - held.keys())]
    if not gone and not new:
        return
    _forget(gone)
    uses.filter(pk__in=gone).delete()
    PhotoUse.objects.bulk_create(new, ignore_conflicts=True)
    _index(page)


def listen() -> None:
    """Have Wagtail's index forget a use whose page is deleted, and know of a logo."""
    for model in (PhotoUse, Newsroom):
        ReferenceIndex.register_model(model)


def _index(page: Page) -> None:
    shown: dict[int, Any] = {}
    for use in PhotoUse.objects.filter(page_id=page.pk).order_by("draft"):
        if shown.setdefault(use.photo_id, use) is use:
            ReferenceIndex.create_or_update_for_object(use)
        else:
            _forget([use.pk])


def _forget(uses: list[int]) -> None:
    kind = ContentType.objects.get_for_model(PhotoUse)
    ReferenceIndex.objects.filter(base_content_type=kind, object_id__in=[str(pk) for pk in uses]).delete()
