"""Arrangement: the editor's order of one language's front page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel, ObjectList
from wagtail.models import Locale, Orderable

from tamizdat.desk.forms.page import FrontForm
from tamizdat.desk.stories import Story


class Arrangement(ClusterableModel):
    """What stands on top of one front page; below it come the newest stories by themselves."""

    locale = models.OneToOneField(
        Locale, on_delete=models.CASCADE, verbose_name=_("language"), related_name="+", editable=False
    )
    lead = models.ForeignKey(
        Story,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead story"),
        help_text=_("Stays on top until you take it off; empty: the newest story leads."),
    )

    edit_handler = ObjectList(
        [
            FieldPanel("lead"),
            MultipleChooserPanel(
                "picks",
                chooser_field_name="story",
                heading=_("Then, in this order"),
                label=_("story"),
                help_text=_("Below these come the newest stories by themselves."),
            ),
        ],
        base_form_class=FrontForm,
    )

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def __str__(self) -> str:
        return self.locale.get_display_name()


class Pick(Orderable):
    arrangement = ParentalKey(Arrangement, on_delete=models.CASCADE, related_name="picks")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+", verbose_name=_("story"))

    panels = [FieldPanel("story")]

    class Meta(Orderable.Meta):
        verbose_name = _("pick")
        verbose_name_plural = _("picks")

    def __str__(self) -> str:
        return str(self.story)
