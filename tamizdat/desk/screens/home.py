"""The first screen: what is being written, what is to come out and when, what is out, and how the press stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.components import Component

from tamizdat import env
from tamizdat.desk.marks import Mark
from tamizdat.desk.newsroom import Newsroom
from tamizdat.desk.screens.newsletter import may
from tamizdat.desk.screens.newsletter.overview import described
from tamizdat.desk.screens.stories import beginnings
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import Story
from tamizdat.desk.timetable import approved, scheduled
from tamizdat.mirrors.book import NAME, Book
from tamizdat.newsletter.models import Issue
from tamizdat.press import state as press

MOST = 6  # rows of each list
OURS = ("workflow_objects_to_moderate", "user_objects_in_workflow_moderation", "locked_pages")  # kept of Wagtail's


class Today(Component):
    """The newsroom at this moment."""

    name = "today"
    order = 10
    template_name = "desk/today.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        stories = Story.objects.select_related("locale", "section")
        return {
            "begun": beginnings(Story, user),
            "newsroom": Newsroom.load(),
            "zone": timezone.get_current_timezone_name(),
            "scheduled": _scheduled(),
            "drafts": _drafts(stories)[:MOST],
            "published": stories.filter(live=True).order_by("-last_published_at", "-pk")[:MOST],
            "issues": _issues(user),
            **_standing(),
        }

    class Media:
        js = ("desk/press.js",)


def _standing() -> dict[str, Any]:
    """How press and mirrors stand."""
    state, known = press.state(), []
    if (env.home() / NAME).exists():
        book = Book(env.home())
        known = book.mirrors()
        book.close()
    behind = [mirror for mirror in known if mirror.failed or mirror.edition < state.edition]
    return {
        "press": state,
        "waits": state.waiting or Mark.objects.exists(),
        "site": settings.SITE_HERE,
        "mirrors": known,
        "behind": behind[:MOST],
        "there": len(known) - len(behind),
    }


@require_admin_access
def standing(request: HttpRequest) -> HttpResponse:
    """The same as a piece of the page, which asks for it while it is looked at."""
    return render(request, "desk/standing.html", _standing())


def _drafts(stories: QuerySet[Any]) -> QuerySet[Any]:
    """What somebody is writing: new stories, and printed ones with changes not yet printed."""
    waiting = stories.filter(has_unpublished_changes=True).exclude(pk__in=scheduled(timezone.now()))
    return waiting.order_by("-latest_revision_created_at")


def _scheduled() -> list[tuple[Any, Any]]:
    """(moment, page) of what is approved for later, the soonest first."""
    due = approved(approved_go_live_at__gt=timezone.now())[: MOST * 2]
    pages = [(revision.approved_go_live_at, revision.as_object()) for revision in due]
    return [(at, page) for at, page in pages if isinstance(page, Story | StandingPage)]


def _issues(user: Any) -> list[dict[str, Any]]:
    """Of the newsletter, the soonest first, with what they wait for; for those who may do something about it."""
    waiting = Issue.objects.exclude(state="sent").order_by("due", "pk")[:MOST] if may.writes(user) else ()
    return [described(issue, timezone.now()) for issue in waiting]


@hooks.register("construct_homepage_panels")
def home(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [Today(), *(panel for panel in panels if getattr(panel, "name", "") in OURS)]


@hooks.register("construct_homepage_summary_items")
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    items.clear()


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("standing/", standing, name="desk_standing")]
