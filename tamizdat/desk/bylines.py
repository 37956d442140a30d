"""Bylines: the names that readers see over a story.

A byline is not an account and is never linked to one: who writes as "A. Stork" is not written down anywhere here.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index

from tamizdat.desk.named import Named, NameInLanguage


class Byline(index.Indexed, Named):
    """A name shown to readers; may be a pen name.  Cannot be deleted while a story carries it."""

    class Sort(models.TextChoices):
        PERSON = "person", _("A person’s own name")
        PSEUDONYM = "pseudonym", _("A pen name")
        STAFF = "staff", _("The newsroom or a desk of it")

    sort = models.CharField(
        _("what it is"),
        max_length=10,
        choices=Sort.choices,
        default=Sort.PERSON,
        help_text=_("Search engines are told that a person or an organisation wrote it; of a pen name, nothing more."),
    )
    bio = models.TextField(
        _("about"),
        blank=True,
        max_length=1000,
        help_text=_("For the page of their stories. Nothing that could find them."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("sort"),
        FieldPanel("bio"),
        FieldPanel("slug"),
        InlinePanel("translations", heading=_("In other languages"), label=_("language")),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta(Named.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")


class BylineName(NameInLanguage):
    byline = ParentalKey(Byline, on_delete=models.CASCADE, related_name="translations")
    bio = models.TextField(_("about"), blank=True, max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["byline", "locale"], name="one_byline_name_a_language")]
