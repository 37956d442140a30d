"""The desk's menu, in a newsroom's order and words, and nothing in it that leads out of the house."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tamizdat.desk.forms import story_choice
from tamizdat.desk.newsroom import Newsroom
from tamizdat.desk.screens import editing, rooms, stories, verbs

UNUSED = {"explorer", "documents", "snippets"}
UNUSED_SETTINGS = {"collections", "newsroom", "users", "groups"}  # newsroom and staff have places of their own
UNUSED_REPORTS = {"aging-pages", "page-types-usage"}


@hooks.register("register_admin_viewset")
def screens() -> list[Any]:
    pages = [stories.Stories(), stories.StandingPages(), stories.PaperPages()]
    pages += [editing.StoryPages(), editing.StandingPagePages()]
    lists = [rooms.FrontPages(), rooms.Sections(), rooms.Bylines(), rooms.Topics(), rooms.Appeals()]
    choosers = [rooms.BylineChooser(), rooms.TopicChooser(), story_choice.StoryChooser()]
    return [*pages, *lists, *choosers]


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("pages/<int:pk>/rename/", verbs.Rename.as_view(), name="desk_rename"),
        path("pages/<int:pk>/correct/", verbs.Correct.as_view(), name="desk_correct"),
    ]


class NewsroomItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("desk.change_newsroom"))


@hooks.register("register_admin_menu_item")
def newsroom() -> MenuItem:
    where = reverse("wagtailsettings:edit", args=[Newsroom._meta.app_label, Newsroom._meta.model_name])
    return NewsroomItem(_("Newsroom"), where, name="our-newsroom", icon_name="home", order=800)


@hooks.register("construct_main_menu")
def main_menu(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED]
    for item in items:
        if item.name == "images":
            item.label = _("Photos")


@hooks.register("construct_settings_menu")
def settings_menu(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED_SETTINGS]
    for item in items:
        if item.name == "locales":
            item.label = _("Languages")


@hooks.register("construct_reports_menu")
def reports_menu(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in UNUSED_REPORTS]


@hooks.register("construct_help_menu")
def help_menu(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if "://" not in (item.url or "")]


@hooks.register("construct_search")
def search(request: HttpRequest, areas: list[Any]) -> None:
    areas[:] = [area for area in areas if area.name != "documents"]
