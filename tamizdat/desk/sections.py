"""Sections: the departments of the paper.  A story is in exactly one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index

from tamizdat.desk.named import Named, NameInLanguage


class Section(index.Indexed, Named):
    """A department of the paper.  Cannot be deleted while a story is in it."""

    description = models.TextField(
        _("description"), blank=True, max_length=500, help_text=_("One or two sentences at the top of its page.")
    )
    order = models.PositiveIntegerField(_("place"), default=0, help_text=_("In the paper's menu; the smallest first."))

    panels = [
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("order"),
        FieldPanel("slug"),
        InlinePanel("translations", heading=_("In other languages"), label=_("language")),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta(Named.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "name"]


class SectionName(NameInLanguage):
    section = ParentalKey(Section, on_delete=models.CASCADE, related_name="translations")
    description = models.TextField(_("description"), blank=True, max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "locale"], name="one_section_name_a_language")]
