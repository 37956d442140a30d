"""Appeals: texts that ask readers for support, for a while, in a place.

Who gave because of which one is told by the link alone: no reader is followed.  An appeal stands on front pages and on
the newest stories; the archive carries the box that never changes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Locale

from tamizdat.desk.named import reserved
from tamizdat.desk.sections import Section
from tamizdat.desk.slugs import LONGEST, SLUG, slug_of

STORIES = 200  # that carry one
OURS = frozenset({"thanks"})  # pages of support that are no appeal's


class Appeal(models.Model):
    """One text, in one language and one place."""

    class Place(models.TextChoices):
        BANNER = "banner", _("Banner on top of pages")
        LETTER = "letter", _("Letter to readers, after a story")
        BOX = "box", _("Box of support in a story, with these words")

    headline = models.CharField(_("headline"), max_length=120, help_text=_("As readers see it: one line."))
    text = models.TextField(
        _("text"),
        blank=True,
        max_length=1_500,
        help_text=_("Plain words; an empty line begins a paragraph. A banner has room for two sentences."),
    )
    button = models.CharField(_("button"), max_length=40, help_text=_("What the link to the support page says."))
    place = models.CharField(_("place"), max_length=8, choices=Place.choices, default=Place.BANNER)
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, verbose_name=_("language"), related_name="+")
    section = models.ForeignKey(
        Section,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section"),
        help_text=_("On its pages and stories only; empty: everywhere."),
    )
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: until you end it."))
    slug = models.CharField(
        _("slug"),
        max_length=LONGEST,
        unique=True,
        blank=True,
        help_text=_("By it you see what the appeal brought. Left empty, it is made from the headline."),
    )

    panels = [
        FieldPanel("headline"),
        FieldPanel("text"),
        FieldPanel("button"),
        FieldRowPanel([FieldPanel("place"), FieldPanel("locale"), FieldPanel("section")]),
        MultiFieldPanel([FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")])], heading=_("When")),
        FieldPanel("slug"),
    ]

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-starts", "-pk"]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self._fresh()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": _("It would end before it begins.")})
        self.slug = self.slug or self._fresh()
        if not SLUG.fullmatch(self.slug) or self.slug in OURS or reserved(self.slug):
            raise ValidationError({"slug": _("Use small Latin letters, digits and hyphens, and another word.")})

    def _fresh(self) -> str:
        """A slug that no other has."""
        stem = slug_of(self.headline, "appeal")[: LONGEST - 4]
        taken = set(Appeal.objects.filter(slug__startswith=stem).exclude(pk=self.pk).values_list("slug", flat=True))
        taken |= OURS
        numbers = (stem if at == 1 else f"{stem}-{at}" for at in range(1, 1_000))
        return next(slug for slug in numbers if slug not in taken and not reserved(slug))


def running(now: datetime) -> QuerySet[Appeal]:
    """Those that ask now, the one that began last at the end."""
    found = Appeal.objects.filter(Q(ends=None) | Q(ends__gt=now), starts__lte=now)
    return found.select_related("locale", "section").order_by("starts", "pk")


def next_turn(now: datetime) -> datetime | None:
    """When one begins or ends next."""
    moments = [
        Appeal.objects.filter(starts__gt=now).order_by("starts").values_list("starts", flat=True).first(),
        Appeal.objects.filter(ends__gt=now).order_by("ends").values_list("ends", flat=True).first(),
    ]
    return min((moment for moment in moments if moment), default=None)
