"""Give a payment back: found by the name on its receipt or by its day, looked at, and then given back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, gettext
from wagtail import hooks

from tamizdat.desk import roles
from tamizdat.desk.roles import Role
from tamizdat.front import dates
from tamizdat.front.ways import way
from tamizdat.support import refunding, ways
from tamizdat.support.models import Entry
from tamizdat.support.providers.port import Provider, Trouble, Unknown
from tamizdat.support.terms import BadTerms, Terms

MOST = 50  # payments of a day that are listed


def refund(request: HttpRequest) -> HttpResponse:
    """Look for a payment (POST `name` or `day`); look at it (`payment`); give it back (`payment` and `sure`)."""
    if roles.of(request.user) not in (Role.PUBLISHER, Role.KEEPER):
        raise PermissionDenied
    known, asked = _providers(), request.POST
    if not asked.get("payment"):
        return render(request, "desk/support/refund.html", _looked_for(request, known))
    entry = refunding.payment(asked["payment"])
    if entry is None or entry.provider not in known:
        raise PermissionDenied
    if asked.get("sure") != "yes":
        return render(request, "desk/support/refund_sure.html", {"one": _row(entry), "name": entry.remote})
    try:
        refunding.give_back(entry, known[entry.provider], timezone.now())
    except (Trouble, Unknown):
        messages.error(
            request, gettext("Nothing was given back: the company does not answer. Try again, or do it there.")
        )
        return render(request, "desk/support/refund_sure.html", {"one": _row(entry), "name": entry.remote})
    messages.success(request, gettext("It is given back. The reader's statement shows it, as a line of its own."))
    return redirect("desk_support")


def _providers() -> dict[str, Provider]:
    """Those that give back when they are asked."""
    try:
        terms = Terms.of(settings.KEYS) or Terms()
    except BadTerms:
        return {}  # `doctor` says what is wrong
    return {slug: one for slug, one in ways.providers(terms).items() if one.can.refunds}


def _looked_for(request: HttpRequest, known: dict[str, Provider]) -> dict[str, Any]:
    name, day = request.POST.get("name", "").strip(), request.POST.get("day", "").strip()
    found, wrong = [], ""
    if name:
        one = refunding.payment(name)
        found = [one] if one and one.provider in known else []
    elif day:
        try:
            found = refunding.payments(date.fromisoformat(day), known, MOST)
        except ValueError:
            wrong = gettext("That is no day. Write it as 2027-01-31.")
    rows = [_row(one) for one in found]
    return {"name": name, "day": day, "rows": rows, "wrong": wrong, "asked": bool(name or day), "any": bool(known)}


def _row(entry: Entry) -> dict[str, Any]:
    language = get_language() or "en"
    assert entry.pledge
    return {
        "name": entry.remote,
        "sum": dates.sum(entry.amount, entry.currency, language),
        "day": entry.day,
        "way": way(entry.provider, language),
        "given_back": entry.pledge.entries.filter(sort="refund").exists(),
        "repeats": entry.pledge.repeats,
    }


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("support/refund/", refund, name="desk_support_refund")]
