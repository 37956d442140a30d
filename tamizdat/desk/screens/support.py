"""Support at a glance: what months and appeals brought, ways to pay and their switches, alarms.  Nobody is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tamizdat.desk import roles
from tamizdat.desk.roles import Role
from tamizdat.front import dates
from tamizdat.front.directions import own_name
from tamizdat.front.ways import way
from tamizdat.support import books, switching
from tamizdat.support.models import Alarm, Orphan, Pledge, Signature
from tamizdat.support.terms import BadTerms, Terms

MONTHS = 12
HIGH, WIDE, GAP = 80, 24, 6  # of a chart's bars
SHOWN = 20  # rows of what nobody can place
SIGNED_FOR = (30, 60, 90, 180)  # days
View = Callable[..., HttpResponse]
HOW_OFTEN = {"once": _("once"), "monthly": _("every month"), "yearly": _("every year")}


def _only(*allowed: Role) -> Callable[[View], View]:
    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            if roles.of(request.user) not in allowed:
                raise PermissionDenied
            return view(request)

        return guarded

    return guarding


def _terms() -> Terms:
    try:
        return Terms.of(settings.KEYS) or Terms()
    except BadTerms:
        return Terms()  # `doctor` says what is wrong


@_only(Role.PUBLISHER, Role.KEEPER)
def overview(request: HttpRequest) -> HttpResponse:
    terms, today = _terms(), timezone.now().date()
    if not terms.tills:
        return render(request, "desk/support/none.html")
    language = get_language() or "en"
    months = books.months(_first(today), today)
    parts = {
        "ways": [
            {"slug": till.provider, "name": way(till.provider, language), "on": switching.is_on(till.provider)}
            for till in terms.tills
        ],
        "alarms": Alarm.objects.filter(by="").order_by("day"),
        "charts": _charts(months, today, language),
        "standing": [
            {"often": HOW_OFTEN[rhythm], "number": number, "sum": dates.sum(total, currency, language)}
            for rhythm, currency, number, total in books.standing()
        ],
        "appeals": [
            {"name": name, "number": number, "sum": _signed(total, currency, language)}
            for name, currency, number, total in books.by_appeal()
        ],
        "orphans": Orphan.objects.filter(settled=False).order_by("-day")[:SHOWN],
        "doubts": Pledge.objects.exclude(doubt="").order_by("-pk")[:SHOWN],
        "signed": Signature.objects.filter(until__gte=today).order_by("until"),
        "risky": [(code, own_name(code)) for code in terms.languages],
        "days": SIGNED_FOR,
        "keeper": roles.of(request.user) is Role.KEEPER,
    }
    return render(request, "desk/support/overview.html", parts)


def _first(today: date) -> date:
    """Of the months that are shown."""
    years, month = divmod(today.year * 12 + today.month - MONTHS, 12)
    return date(years, month + 1, 1)


def _charts(months: list[books.Month], today: date, language: str) -> list[dict[str, Any]]:
    """A chart for each currency: what was left of each month."""
    first = _first(today)
    names = [(first.replace(day=1) + timedelta(days=31 * at)).replace(day=1) for at in range(MONTHS)]
    found: dict[str, dict[str, books.Month]] = {}
    for one in months:
        found.setdefault(one.currency, {})[one.month] = one
    charts = []
    for currency, by_month in sorted(found.items(), key=lambda pair: -sum(one.left for one in pair[1].values())):
        most = max((one.left for one in by_month.values()), default=0)
        rows = []
        for at, month in enumerate(names):
            one = by_month.get(f"{month:%Y-%m}") or books.Month(f"{month:%Y-%m}", currency)
            high = round(HIGH * max(one.left, 0) / (most or 1), 1)
            words = {"sum": _signed(one.left, currency, language), "gifts": one.gifts, "month": month}
            rows.append(words | {"x": at * (WIDE + GAP), "y": HIGH - high, "high": high})
        charts.append({"currency": currency, "rows": rows})
    return charts


def _signed(amount: int, currency: str, language: str) -> str:
    return ("−" if amount < 0 else "") + dates.sum(abs(amount), currency, language)


@require_POST
@_only(Role.PUBLISHER, Role.KEEPER)
def switch(request: HttpRequest) -> HttpResponse:
    provider, off = request.POST.get("provider", ""), request.POST.get("off") == "yes"
    if all(till.provider != provider for till in _terms().tills):
        raise PermissionDenied
    why, by = request.POST.get("why", ""), request.user.get_username()
    try:
        switching.switch(provider, off=off, why=why, by=by, now=timezone.now())
    except switching.Refused:
        messages.error(request, gettext("There is an alarm about it. A keeper looks at it first."))
        return redirect("desk_support")
    messages.success(request, gettext("Done. Forms hear of it within a minute, the page with the next edition."))
    return redirect("desk_support")


@require_POST
@_only(Role.KEEPER)
def seen(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("number", "")
    try:
        switching.looked_at(int(number) if number.isdecimal() else 0, request.user.get_username(), timezone.now())
    except switching.Refused:
        messages.error(request, gettext("Somebody has looked at it already."))
    else:
        messages.success(request, gettext("Noted, with your name. The way stays off until somebody switches it on."))
    return redirect("desk_support")


@require_POST
@_only(Role.PUBLISHER, Role.KEEPER)
def settle(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("number", "")
    if books.settle(int(number) if number.isdecimal() else 0):
        messages.success(request, gettext("Noted. It is shown no more."))
    else:
        messages.error(request, gettext("Somebody has looked at it already."))
    return redirect("desk_support")


@require_POST
@_only(Role.KEEPER)
def sign(request: HttpRequest) -> HttpResponse:
    terms, now = _terms(), timezone.now()
    provider, language = request.POST.get("provider", ""), request.POST.get("language", "")
    days = request.POST.get("days", "")
    if all(till.provider != provider for till in terms.tills) or language not in terms.languages:
        raise PermissionDenied
    good_for = int(days) if days.isdecimal() and int(days) in SIGNED_FOR else SIGNED_FOR[0]
    switching.sign(provider, language, request.user.get_username(), now.date() + timedelta(days=good_for), now)
    messages.success(request, gettext("Signed, with your name. It lapses by itself."))
    return redirect("desk_support")


class SupportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return roles.of(request.user) in (Role.PUBLISHER, Role.KEEPER)


@hooks.register("register_admin_menu_item")
def item() -> MenuItem:
    return SupportItem(_("Support"), reverse("desk_support"), name="support", icon_name="globe", order=660)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("support/", overview, name="desk_support"),
        path("support/switch/", switch, name="desk_support_switch"),
        path("support/seen/", seen, name="desk_support_seen"),
        path("support/settle/", settle, name="desk_support_settle"),
        path("support/sign/", sign, name="desk_support_sign"),
    ]
