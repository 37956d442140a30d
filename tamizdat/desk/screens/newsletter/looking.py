"""Look at an issue as mailboxes show it, and on while it is sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail import hooks

from tamizdat import env
from tamizdat.desk.screens.newsletter import may
from tamizdat.newsletter import issues, progress, rendering
from tamizdat.newsletter.at_hand import the_newsroom
from tamizdat.newsletter.issues import NotNow
from tamizdat.newsletter.models import Issue
from tamizdat.newsletter.sending import Sender
from tamizdat.saying import speaking

NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
DARK = ("@media (prefers-color-scheme:dark)", "@media all")  # what a mailbox at night would choose
DARK_ALSO = ("color-scheme:light dark", "color-scheme:dark")


@may.for_writers
def preview(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The message itself: its HTML or its text, with the stories' whole text or without; `?dark` at night."""
    issue = get_object_or_404(Issue, pk=pk)
    shown = issues.letter(issue, the_newsroom(), full="full" in request.GET)
    if kind == "text":
        return HttpResponse(rendering.text(shown), content_type="text/plain; charset=utf-8")
    html = rendering.html(shown)
    if "dark" in request.GET:
        html = html.replace(*DARK).replace(*DARK_ALSO)
    return HttpResponse(html, headers={"Content-Security-Policy": NOTHING_RUNS})


@may.for_writers
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, as JSON: state, what is done of how many, and the books once it is frozen."""
    issue = get_object_or_404(Issue, pk=pk)
    done, total = progress.of(issue.pk) or (0, 0)
    found: dict[str, Any] = {"state": issue.state, "done": done, "total": total, "waits": issue.waits}
    if issue.state == "frozen":
        sender = Sender(env.home(), issue, ())
        books = sender.books
        found |= {"done": books.frozen - books.waiting, "total": books.frozen, "stopped": sender.is_stopped}
        found |= {"sent": books.sent, "refused": books.refused, "skipped": books.skipped, "waiting": books.waiting}
    return JsonResponse(found)


@require_POST
@may.for_senders
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _told(request, pk, "stop", gettext("Nothing more of it is sent, but for what a relay has in its hands now."))


@require_POST
@may.for_senders
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _told(request, pk, "resume", gettext("It goes on."))


def _told(request: HttpRequest, pk: int, verb: str, says: str) -> HttpResponse:
    sender = Sender(env.home(), get_object_or_404(Issue, pk=pk), ())
    try:
        with speaking(gettext):
            getattr(sender, verb)()
        messages.success(request, says)
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("desk_issue", pk)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("newsletter/<int:pk>/as/<str:kind>/", preview, name="desk_issue_preview"),
        path("newsletter/<int:pk>/standing/", standing, name="desk_issue_standing"),
        path("newsletter/<int:pk>/stop/", stop, name="desk_issue_stop"),
        path("newsletter/<int:pk>/resume/", resume, name="desk_issue_resume"),
    ]
