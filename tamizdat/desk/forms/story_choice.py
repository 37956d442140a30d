"""How a form picks other stories: from a flat list, newest first, of the form's own language."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser


class StoryWidget(BaseChooser):
    """A button that opens the list of stories, narrowed to what `within` says."""

    within: dict[str, str] = {}

    def get_chooser_modal_url(self) -> str:
        return f"{super().get_chooser_modal_url()}?{urlencode(self.within)}"


def narrow(form: Any, relation: str, name: str, **within: str) -> None:
    """Let the child rows of this form choose only stories that are `within`: locale="en", printed="1"."""
    formset = form.formsets.get(relation)
    if formset is None:
        return
    # Wagtail builds the rows' forms anew whenever it needs one, so the class must know, not the form.
    fields = copy.deepcopy(formset.form.base_fields)
    fields[name].widget.within = within
    formset.form = type(formset.form.__name__, (formset.form,), {"base_fields": fields})


class _StoryRows:
    @property
    def columns(self: Any) -> list[Column]:
        return [
            self.title_column,
            Column("section", label=_("Section"), accessor="section"),
            DateColumn("first_published_at", label=_("Published")),
            PageStatusColumn("status", label=_("State")),
        ]

    def get_object_list(self: Any) -> QuerySet[Any]:
        stories = self.model_class.objects.filter(alias_of=None).select_related("section", "locale")
        if self.request.GET.get("printed"):
            stories = stories.filter(live=True)
        return stories.order_by("-first_published_at", "-pk")


class StoryRows(_StoryRows, ChooseView):
    pass


class StoryResults(_StoryRows, ChooseResultsView):
    pass


class StoryChooser(ChooserViewSet):
    model = "desk.Story"
    name = "story_chooser"
    icon = "doc-full"
    choose_one_text = _("Choose a story")
    choose_another_text = _("Choose another story")
    edit_item_text = _("Edit this story")
    choose_view_class = StoryRows
    choose_results_view_class = StoryResults
    base_widget_class = StoryWidget
    preserve_url_parameters = ["multiple", "printed"]
