"""Topics: what stories are about, across sections."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index

from tamizdat.desk.named import Named, NameInLanguage


class Topic(index.Indexed, Named):
    """Something that several stories are about.  Cannot be deleted while a story names it."""

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        InlinePanel("translations", heading=_("In other languages"), label=_("language")),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta(Named.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class TopicName(NameInLanguage):
    topic = ParentalKey(Topic, on_delete=models.CASCADE, related_name="translations")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "locale"], name="one_topic_name_a_language")]
