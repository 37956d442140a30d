"""Sections, bylines, topics and front pages: their lists and forms, and how a story's form picks them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from tamizdat.desk.appeals import Appeal
from tamizdat.desk.arrangement import Arrangement
from tamizdat.desk.bylines import Byline
from tamizdat.desk.screens.appeals import look_at
from tamizdat.desk.sections import Section
from tamizdat.desk.topics import Topic


class _Room(ModelViewSet):
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 50


class Sections(_Room):
    model = Section
    name = "sections"
    icon = "folder-open-inverse"
    menu_label = _("Sections")
    menu_order = 400
    list_display = ["name", Column("slug", label=_("Address")), Column("order", label=_("Place"), sort_key="order")]


class Bylines(_Room):
    model = Byline
    name = "bylines"
    icon = "user"
    menu_label = _("Bylines")
    menu_order = 500
    list_display = ["name", Column("sort", label=_("What it is"), accessor="get_sort_display")]


class Topics(_Room):
    model = Topic
    name = "topics"
    icon = "tag"
    menu_label = _("Topics")
    menu_order = 600
    list_display = ["name", Column("slug", label=_("Address"))]


class Appeals(_Room):
    model = Appeal
    name = "appeals"
    icon = "comment"
    menu_label = _("Appeals")
    menu_order = 650
    copy_view_enabled = True
    list_display = [
        "headline",
        Column("place", label=_("Place"), accessor="get_place_display"),
        Column("locale", label=_("Language")),
        Column("starts", label=_("From"), sort_key="starts"),
        Column("ends", label=_("Until"), sort_key="ends"),
        Column("slug", label=_("In the ledger")),
        Column("look", label=_("Preview"), accessor=look_at),
    ]


class FrontList(IndexView):
    """One row a language; a front page comes with its language and is never added by hand."""

    def user_has_permission(self, permission: str) -> bool:
        return permission != "add" and bool(super().user_has_permission(permission))


class FrontPages(_Room):
    model = Arrangement
    name = "front"
    icon = "list-ol"
    menu_label = _("Front page")
    menu_order = 200
    index_view_class = FrontList
    list_display = ["__str__", Column("lead", label=_("Lead story"))]


class BylineChooser(ChooserViewSet):
    model = Byline
    name = "byline_chooser"
    icon = "user"
    choose_one_text = _("Choose a byline")
    choose_another_text = _("Choose another byline")
    edit_item_text = _("Edit this byline")
    creation_tab_label = _("New byline")
    create_action_label = _("Add this byline")
    form_fields = ["name", "sort"]


class TopicChooser(ChooserViewSet):
    model = Topic
    name = "topic_chooser"
    icon = "tag"
    choose_one_text = _("Choose a topic")
    choose_another_text = _("Choose another topic")
    edit_item_text = _("Edit this topic")
    creation_tab_label = _("New topic")
    create_action_label = _("Add this topic")
    form_fields = ["name"]
