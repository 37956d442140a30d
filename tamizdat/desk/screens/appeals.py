"""An appeal as readers will see it: on the newest story of its language, by the press's own rendering."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.auth import require_admin_access

from tamizdat.desk import filing
from tamizdat.desk.appeals import Appeal
from tamizdat.desk.printed import printed
from tamizdat.desk.stories import Story
from tamizdat.press import filing as press
from tamizdat.press.sheet import Unprintable


def look_at(appeal: Appeal) -> Any:
    """A link to its preview."""
    return format_html('<a href="{}" target="_blank">{}</a>', reverse("desk_appeal_look", args=[appeal.pk]), _("Look"))


@require_admin_access
def look(request: HttpRequest, pk: int) -> HttpResponse:
    appeal = get_object_or_404(Appeal.objects.select_related("locale", "section"), pk=pk)
    stories = printed(Story, timezone.now()).filter(locale=appeal.locale)
    stories = stories.filter(section=appeal.section) if appeal.section else stories
    newest = stories.order_by("-first_published_at", "-key").first()
    if newest is None:
        return render(request, "desk/unprintable.html", {"why": _("There is no story in print that could carry it.")})
    (story,) = filing.stories([newest.pk])
    try:
        pages = press.proof(story, [filing.appeal_copy(appeal, [story.key])])
    except Unprintable as refusal:
        return render(request, "desk/unprintable.html", {"why": str(refusal)})
    shown = [page for page in pages if appeal.headline and f"/support/{appeal.slug}.html" in page]
    if not shown:
        why = _("It would not be shown: readers can give nothing yet, or the newest story leaves no room for it.")
        return render(request, "desk/unprintable.html", {"why": why})
    return HttpResponse(mark_safe(shown[0]))  # noqa: S308  # the press has escaped it


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("appeals/<int:pk>/look/", look, name="desk_appeal_look")]
