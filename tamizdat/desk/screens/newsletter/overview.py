"""The newsletter at a glance: what is due, the week's rhythm, the door to the list, and figures without names."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tamizdat import env
from tamizdat.desk.screens.newsletter import may
from tamizdat.front.directions import own_name
from tamizdat.newsletter import issues
from tamizdat.newsletter.at_hand import NoNewsletter, keys_at_hand, office, the_newsroom
from tamizdat.newsletter.door import DOOR
from tamizdat.newsletter.hour import LOCKED
from tamizdat.newsletter.issues import NotNow
from tamizdat.newsletter.models import Count, Issue, Opening, Rhythm, Subscription
from tamizdat.newsletter.rhythm import next_due, the_rhythm
from tamizdat.outbox.office import BadOffice
from tamizdat.press.copy import Newsroom
from tamizdat.saying import speaking
from tamizdat.vault.keys import BadKey

OPEN_FOR = (1, 2, 4, 12)  # hours
SENT_SHOWN, OPENINGS_SHOWN = 20, 8  # rows
WEEKS = 12
SHOWN = ("confirmed", "left", "bounced", "complained")  # counts; all but the first are of readers lost
HIGH, WIDE, GAP = 60, 24, 6  # of a chart's bars
STATES = {
    "draft": _("being written"),
    "approved": _("approved"),
    "frozen": _("being sent"),
    "sent": _("sent"),
}


def newsroom() -> Newsroom | None:
    """As it is printed; None while there is no newsletter, or nobody to send it as."""
    try:
        keys_at_hand()
        office()
        return the_newsroom()
    except (NoNewsletter, BadKey, BadOffice):
        return None


@may.for_writers
def overview(request: HttpRequest) -> HttpResponse:
    here, now = newsroom(), timezone.now()
    if here is None:
        return render(request, "desk/newsletter/none.html")
    rhythm = the_rhythm()
    sends = may.sends(request.user)
    parts = {
        "open": [described(one, now) for one in Issue.objects.exclude(state="sent").order_by("due", "pk")],
        "sent": Issue.objects.filter(state="sent").order_by("-sent_at")[:SENT_SHOWN],
        "languages": [(code, own_name(code)) for code in here.languages],
        "rhythm": rhythm,
        "kept": Rhythm.objects.exists(),
        "time": f"{rhythm.hour:02}:{rhythm.minute:02}",
        "weekdays": WEEKDAYS.items(),
        "next": next_due(rhythm, here.time_zone, now),
        "zone": here.time_zone,
        "readers": Subscription.objects.count(),
        "weeks": _weeks(now.date()),
        "sends": sends,
        "until": DOOR.until(now),
        "by": DOOR.by,
        "attended": DOOR.attended,
        "hours": OPEN_FOR,
        "demo": env.is_demo(),
        "openings": Opening.objects.order_by("-at")[:OPENINGS_SHOWN] if sends else (),
    }
    return render(request, "desk/newsletter/overview.html", parts)


def described(issue: Issue, now: datetime) -> dict[str, Any]:
    """An issue that is not sent yet: how it stands, in words."""
    late, locked = issue.due <= now, DOOR.until(now) is None
    if issue.state == "draft":
        says = _("Its hour has passed, and nobody has approved it.") if late else _("Nobody has approved it yet.")
    elif issue.waits not in ("", LOCKED):
        says = gettext("It waits: %(why)s") % {"why": issue.waits}
    elif late and locked:
        says = _("It waits: the list of readers is locked. Unlock it, and it goes out.")
    elif late and issue.state == "approved":
        says = _("It goes out in a moment.")
    elif issue.state == "approved" and locked:
        says = _("It goes out at its hour if the list of readers is unlocked by then.")
    else:
        says = ""
    return {"issue": issue, "word": STATES[issue.state], "says": says, "trouble": bool(late or issue.waits)}


def _weeks(today: date) -> dict[str, Any]:
    """How many confirmed and left in each of the last weeks, as bars; no day names anybody."""
    first = today - timedelta(days=today.weekday()) - timedelta(weeks=WEEKS - 1)
    rows: list[dict[str, Any]] = [
        {"monday": first + timedelta(weeks=week), "x": week * (WIDE + GAP), **dict.fromkeys(SHOWN, 0)}
        for week in range(WEEKS)
    ]
    for day, what, number in Count.objects.filter(day__gte=first).values_list("day", "what", "number"):
        if what in SHOWN:
            rows[min((day - first).days // 7, WEEKS - 1)][what] += number
    for row in rows:
        row["lost"] = sum(row[what] for what in SHOWN[1:])
    most = max(max(row["confirmed"], row["lost"]) for row in rows)
    for row in rows:
        row["up"], row["down"] = (round(HIGH * row[what] / (most or 1), 1) for what in ("confirmed", "lost"))
        row["top"] = HIGH - row["up"]
    return {"rows": rows, "any": most > 0, "middle": HIGH}


@require_POST
@may.for_writers
def draft(request: HttpRequest) -> HttpResponse:
    here = newsroom()
    try:
        if here is None:
            raise NotNow(gettext("There is no newsletter yet."))
        with speaking(gettext):
            made = issues.draft(here, request.POST.get("language", ""), timezone.now(), request.user.get_username())
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("desk_newsletter")
    return redirect("desk_issue", made.pk)


@require_POST
@may.for_senders
def rhythm(request: HttpRequest) -> HttpResponse:
    kept = the_rhythm()
    try:
        moment = datetime.strptime(request.POST.get("time", ""), "%H:%M")  # a clock's face, no moment
        weekday = int(request.POST.get("weekday", ""))
        if weekday not in WEEKDAYS:
            raise ValueError
    except ValueError:
        messages.error(request, gettext("Choose a weekday, and an hour such as 18:00."))
        return redirect("desk_newsletter")
    kept.weekday, kept.hour, kept.minute = weekday, moment.hour, moment.minute
    kept.save()
    messages.success(request, gettext("The next issues are drafted for that hour. One that is begun keeps its own."))
    return redirect("desk_newsletter")


@require_POST
@may.for_senders
def unlock(request: HttpRequest) -> HttpResponse:
    hours = request.POST.get("hours", "")
    now = timezone.now()
    for_hours = int(hours) if hours.isdecimal() and int(hours) in OPEN_FOR else OPEN_FOR[0]
    try:
        ring, _phrase = keys_at_hand()
        DOOR.open(
            ring, request.POST.get("phrase", ""), request.user.get_username(), now, now + timedelta(hours=for_hours)
        )
    except NoNewsletter:
        messages.error(request, gettext("There is no newsletter yet."))
    except BadKey:
        messages.error(request, gettext("The list does not open with this phrase. It is unchanged, and still locked."))
    return redirect("desk_newsletter")


@require_POST
@may.for_senders
def lock(request: HttpRequest) -> HttpResponse:
    DOOR.shut()
    return redirect("desk_newsletter")


class NewsletterItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may.writes(request.user)


@hooks.register("register_admin_menu_item")
def item() -> MenuItem:
    return NewsletterItem(_("Newsletter"), reverse("desk_newsletter"), name="newsletter", icon_name="mail", order=450)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("newsletter/", overview, name="desk_newsletter"),
        path("newsletter/draft/", draft, name="desk_issue_draft"),
        path("newsletter/rhythm/", rhythm, name="desk_rhythm"),
        path("newsletter/unlock/", unlock, name="desk_unlock"),
        path("newsletter/lock/", lock, name="desk_lock"),
    ]
