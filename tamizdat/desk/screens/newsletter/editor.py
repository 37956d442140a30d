"""One issue: its words, its stories in their order, and what may be done with it now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail import hooks

from tamizdat import env
from tamizdat.desk.screens.newsletter import may
from tamizdat.desk.screens.newsletter.overview import STATES, described, newsroom
from tamizdat.mailboxes import NotAMailbox, typed
from tamizdat.newsletter import issues, stories
from tamizdat.newsletter.issues import NotNow
from tamizdat.newsletter.models import Issue
from tamizdat.newsletter.room import Room
from tamizdat.newsletter.stories import Told
from tamizdat.outbox.message import BadMessage
from tamizdat.outbox.office import BadOffice
from tamizdat.saying import speaking
from tamizdat.vault.keys import BadKey

MOMENT = "%Y-%m-%dT%H:%M"  # as browsers send it


@dataclass(frozen=True)
class Chosen:
    """A story in the form: the editor's own words, and the story's where there are none."""

    key: str
    headline: str
    blurb: str
    told: Told | None  # None: it is not published any more


@dataclass(frozen=True)
class Form:
    """What stands in the form: an issue as it is, or what somebody typed that could not be kept."""

    subject: str
    intro: str
    appeal: str
    due: str
    picks: list[Chosen]

    @classmethod
    def of(cls, issue: Issue, held: Mapping[str, Told]) -> Form:
        picks = [
            Chosen(pick.story, pick.headline, pick.blurb, held.get(pick.story))
            for pick in issue.picks.order_by("position")
        ]
        due = timezone.localtime(issue.due).strftime(MOMENT)
        return cls(issue.subject, issue.intro, issue.appeal, due, picks)

    @classmethod
    def typed(cls, request: HttpRequest, held: Mapping[str, Told]) -> Form:
        given = request.POST
        picks = [
            Chosen(key, given.get(f"headline-{key}", "").strip(), given.get(f"blurb-{key}", "").strip(), held.get(key))
            for key in dict.fromkeys(given.getlist("story"))
        ]
        subject, intro, appeal = (given.get(name, "").replace("\r\n", "\n") for name in ("subject", "intro", "appeal"))
        return cls(subject, intro, appeal, given.get("due", ""), picks)

    @property
    def moment(self) -> datetime:
        """Raises NotNow."""
        try:
            return timezone.make_aware(datetime.strptime(self.due, MOMENT))  # the desk's own zone
        except ValueError as error:
            raise NotNow(gettext("Give it a day and an hour.")) from error


def _held(language: str, keys: Iterable[str]) -> dict[str, Told]:
    """Stories by their key: what may be chosen, the newest first, and those that are chosen already."""
    books = stories.books()
    found = {told.key: told for told in stories.newest(language, books)}
    older = (stories.story(key, books) for key in keys if key not in found)
    return found | {told.key: told for told in older if told}


@may.for_writers
def editor(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_object_or_404(Issue, pk=pk)
    if newsroom() is None:
        return redirect("desk_newsletter")
    keys = {*issue.picks.values_list("story", flat=True), *request.POST.getlist("story")}
    held = _held(issue.language, keys)
    form = Form.of(issue, held)
    if request.method == "POST":
        form = Form.typed(request, held)
        try:
            with speaking(gettext):
                _keep(request, issue, form)
            messages.success(request, gettext("Kept."))
            return redirect("desk_issue", pk)
        except NotNow as error:
            messages.error(request, str(error))
            issue.refresh_from_db()
    return render(request, "desk/newsletter/issue.html", _shown(request, issue, form, held))


def _keep(request: HttpRequest, issue: Issue, form: Form) -> None:
    """Raises NotNow."""
    if request.POST.get("version") != issues.version(issue):
        raise NotNow(
            gettext("Somebody else changed this issue meanwhile. What you wrote is below; keep it, and theirs is gone.")
        )
    due = None if form.due == timezone.localtime(issue.due).strftime(MOMENT) else form.moment
    said = {pick.key: (pick.headline, pick.blurb) for pick in form.picks}
    words = {"subject": form.subject, "intro": form.intro, "appeal": form.appeal}
    issues.change(issue, request.user.get_username(), words, due, list(said), said)


def _shown(request: HttpRequest, issue: Issue, form: Form, held: Mapping[str, Told]) -> dict[str, Any]:
    chosen = {pick.key for pick in form.picks}
    name = request.user.get_username()
    return {
        "issue": issue,
        "form": form,
        "version": issues.version(issue),
        "more": [told for told in held.values() if told.key not in chosen],
        "state": STATES[issue.state],
        "stands": described(issue, timezone.now()) if issue.state != "sent" else None,
        "open": issue.state in ("draft", "approved"),
        "sends": may.sends(request.user),
        "somebody_else": issue.made_by == name and may.others(request.user),
        "zone": timezone.get_current_timezone_name(),
        "mine": request.user.email,
        "longest": issues.LONGEST_SUBJECT,
    }


@require_POST
@may.for_writers
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose anew what was published since the last issue."""
    issue = get_object_or_404(Issue, pk=pk)
    try:
        with speaking(gettext):
            issues.change(issue, request.user.get_username(), {}, keys=issues.proposal(issue.language))
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("desk_issue", pk)


@require_POST
@may.for_writers
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it to one address, as it is kept."""
    issue = get_object_or_404(Issue, pk=pk)
    address = request.POST.get("address", "")
    try:
        address = typed(address)
        with speaking(gettext):
            why = Room.of(env.home()).test(issue, address, timezone.now())
    except NotAMailbox:
        why = gettext("That is no address of a mailbox: %(address)s") % {"address": address}
    except (NotNow, BadMessage, BadOffice, BadKey) as error:
        why = str(error)
    if why:
        messages.error(request, why)
    else:
        messages.success(request, gettext("Sent to %(address)s.") % {"address": address})
    return redirect("desk_issue", pk)


@require_POST
@may.for_senders
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_object_or_404(Issue, pk=pk)
    try:
        with speaking(gettext):
            if request.POST.get("version") != issues.version(issue):
                raise NotNow(gettext("It was changed while you looked at it. Look again."))
            others = may.others(request.user)
            Room.of(env.home()).approve(issue, request.user.get_username(), others=others)
    except (NotNow, BadOffice, BadKey) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("It may be sent as it is. Whatever is changed in it voids that."))
    return redirect("desk_issue", pk)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("newsletter/<int:pk>/", editor, name="desk_issue"),
        path("newsletter/<int:pk>/propose/", propose, name="desk_issue_propose"),
        path("newsletter/<int:pk>/test/", test, name="desk_issue_test"),
        path("newsletter/<int:pk>/approve/", approve, name="desk_issue_approve"),
    ]
