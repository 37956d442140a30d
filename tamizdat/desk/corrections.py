"""Corrections: what a published story said, and what it says now."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable


class Correction(Orderable):
    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction: we were wrong")
        CLARIFICATION = "clarification", _("Clarification: we were unclear")
        UPDATE = "update", _("Update: something new is known")
        RETRACTION = "retraction", _("Retraction: we take it back")

    story = ParentalKey("desk.Story", on_delete=models.CASCADE, related_name="corrections")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices, default=Kind.CORRECTION)
    wrong = models.TextField(_("what the story said"), blank=True, max_length=1000)
    right = models.TextField(_("what it says now"), max_length=1000)

    panels = [FieldRowPanel([FieldPanel("day"), FieldPanel("kind")]), FieldPanel("wrong"), FieldPanel("right")]

    class Meta(Orderable.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return self.right
