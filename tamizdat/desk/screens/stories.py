"""Lists of stories and of standing pages, and where a new one begins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from django_filters.filters import ChoiceFilter, ModelChoiceFilter, ModelMultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Locale

from tamizdat.desk.bylines import Byline
from tamizdat.desk.newsroom import Paper
from tamizdat.desk.sections import Section
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import Story
from tamizdat.desk.timetable import scheduled

WIDE = "desk-wide"  # a column that a telephone has no room for


def beginnings(model: type[Story] | type[StandingPage], user: Any) -> list[tuple[str, str]]:
    """(language, address) of the empty form in each language this person may write in, the main one first."""
    papers = Paper.objects.select_related("locale").order_by("pk")
    return [
        (
            paper.locale.get_display_name(),
            reverse("wagtailadmin_pages:add", args=["desk", model._meta.model_name, paper.pk]),
        )
        for paper in papers
        if paper.permissions_for_user(user).can_add_subpage()
    ]


class StateFilter(ChoiceFilter):
    """What has become of a page."""

    CHOICES = [
        ("draft", _("Draft: never published, or withdrawn")),
        ("scheduled", _("Scheduled")),
        ("published", _("Published")),
        ("changed", _("Published, with changes not yet published")),
    ]

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        due = Q(pk__in=scheduled(timezone.now()))
        wanted = {
            "draft": Q(live=False) & ~due,
            "scheduled": due,
            "published": Q(live=True),
            "changed": Q(live=True, has_unpublished_changes=True),
        }
        return qs.filter(wanted[value]) if value in wanted else qs


def _state() -> StateFilter:
    return StateFilter(label=_("State"), choices=StateFilter.CHOICES, widget=forms.RadioSelect, empty_label=_("Any"))


def _language() -> ModelChoiceFilter:
    return ModelChoiceFilter(
        field_name="locale",
        label=_("Language"),
        queryset=lambda request: Locale.objects.order_by("pk"),
        widget=forms.RadioSelect,
        empty_label=_("Any"),
    )


class StoryFilter(WagtailFilterSet):
    state = _state()
    language = _language()
    section = ModelMultipleChoiceFilter(
        label=_("Section"), queryset=lambda request: Section.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    byline = ModelChoiceFilter(
        field_name="bylines__byline", label=_("Byline"), queryset=lambda request: Byline.objects.all()
    )

    class Meta:
        model = Story
        fields: list[str] = []


class PageFilter(WagtailFilterSet):
    state = _state()
    language = _language()

    class Meta:
        model = StandingPage
        fields: list[str] = []


class Listing(IndexView):
    """A list with a button to write in each language."""

    write_label: Any = ""
    write_in_label: Any = ""
    show_locale_labels = False  # a column of its own says it
    results_template_name = "desk/list_results.html"

    def get_base_queryset(self) -> QuerySet[Any]:
        """All pages, for whoever may see all: asking about each takes longer than the list."""
        hers = self.permission_policy.instances_with_direct_explore_permission(self.request.user)
        if any(page.is_root() for page in hers):
            return self.annotate_queryset(self.model.objects.all())
        return super().get_base_queryset()

    @property
    def header_buttons(self) -> list[HeaderButton]:
        begun = beginnings(self.model, self.request.user)
        if len(begun) == 1:
            return [HeaderButton(str(self.write_label), url=begun[0][1], icon_name="plus")]
        return [
            HeaderButton(str(self.write_in_label) % {"language": language}, url=url, icon_name="plus", priority=place)
            for place, (language, url) in enumerate(begun)
        ]


class StoryListing(Listing):
    write_label = gettext_lazy("Write a story")
    write_in_label = gettext_lazy("Write a story: %(language)s")

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        return super().annotate_queryset(pages).select_related("section").prefetch_related("bylines__byline")


class PageListing(Listing):
    write_label = gettext_lazy("Add a page")
    write_in_label = gettext_lazy("Add a page: %(language)s")


def _columns(*between: Column) -> list[Any]:
    language = {"accessor": "locale.get_display_name", "sort_key": "locale", "width": "10%", "classname": WIDE}
    return [
        PageTitleColumn("title", label=_("Headline"), sort_key="title", classname="title"),
        *between,
        Column("language", label=_("Language"), **language),
        PageStatusColumn("status", label=_("State"), sort_key="live", width="10%"),
        DateColumn(
            "latest_revision_created_at", label=_("Changed"), sort_key="latest_revision_created_at", width="12%"
        ),
    ]


def _names(story: Story) -> str:
    return ", ".join(str(row.byline) for row in story.bylines.all())


def choose_language(request: HttpRequest, model: type[Story] | type[StandingPage]) -> HttpResponse:
    """Where a new page begins, asked only when there is more than one answer."""
    begun = beginnings(model, request.user)
    if len(begun) == 1:
        return redirect(begun[0][1])
    title = gettext("Write a story") if model is Story else gettext("Add a page")
    return render(request, "desk/choose_language.html", {"page_title": title, "header_title": title, "begun": begun})


class _PageList(PageListingViewSet):
    add_to_admin_menu = True

    @property
    def choose_parent_view(self) -> Any:
        return lambda request: choose_language(request, self.model)


class Stories(_PageList):
    name = "stories"
    model = Story
    icon = "doc-full"
    menu_label = _("Stories")
    menu_order = 100
    index_view_class = StoryListing
    filterset_class = StoryFilter
    columns = _columns(
        Column(
            "section", label=_("Section"), accessor="section", sort_key="section__order", width="12%", classname=WIDE
        ),
        Column("bylines", label=_("Bylines"), accessor=_names, width="16%", classname=WIDE),
    )


class StandingPages(_PageList):
    name = "standing"
    model = StandingPage
    icon = "doc-empty"
    menu_label = _("Pages")
    menu_order = 700
    index_view_class = PageListing
    filterset_class = PageFilter
    columns = _columns(Column("role", label=_("What it is"), accessor="get_role_display", width="16%", classname=WIDE))


class IntoTheList(ExplorableIndexView):
    """The tree of pages is of no use to an editor: who is sent to a paper gets the list of its stories."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        paper = Paper.objects.filter(pk=parent_page_id).first()
        return redirect(reverse("stories:index") + (f"?language={paper.locale_id}" if paper else ""))


class PaperPages(PageViewSet):
    model = Paper
    parent_models = [Paper]
    index_view_class = IntoTheList
