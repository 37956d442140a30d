"""Mirrors: what each was brought, and what readers found there, as a page for the keeper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tamizdat import env
from tamizdat.desk.screens.health import MAY, HealthItem
from tamizdat.doctor import State
from tamizdat.mirrors.book import NAME, Book, Mirror
from tamizdat.mirrors.looking import Found, Look

WORDS = {
    Found.FINE: (State.FINE, _("fine"), _("Readers get what the newsroom signed.")),
    Found.AWAY: (State.SOON, _("away"), _("It does not answer from here. It may be down, or blocked.")),
    Found.FORGED: (State.WRONG, _("not ours"), _("It holds something that the newsroom did not sign.")),
    Found.BROKEN: (State.WRONG, _("not whole"), _("Files are missing there.")),
    Found.OLD: (State.SOON, _("old"), _("It has not had a new edition for more than a day.")),
    Found.CLOSED: (
        State.SOON,
        _("closed"),
        _("Readers whose other addresses are blocked cannot use it: its CORS setting."),
    ),
    Found.UNSEEN: (State.FINE, _("not looked at"), _("It is an onion, or nobody said where readers find it.")),
}


@permission_required(MAY, raise_exception=True)
def mirrors(request: HttpRequest) -> HttpResponse:
    known: dict[str, Mirror] = {}
    looks: dict[str, Look] = {}
    if (env.home() / NAME).exists():
        kept = Book(env.home())
        known = {mirror.name: mirror for mirror in kept.mirrors()}
        looks = {name: Look.of_json(text) for name, text in kept.looks().items()}
        kept.close()
    rows = [_row(name, known.get(name), looks.get(name)) for name in dict.fromkeys([*known, *looks])]
    last = max((look.at for look in looks.values()), default="")
    return render(
        request, "desk/mirrors.html", {"rows": rows, "looked": datetime.fromisoformat(last) if last else None}
    )


def _row(name: str, mirror: Mirror | None, look: Look | None) -> dict[str, Any]:
    state, word, says = WORDS[look.found] if look else (State.SOON, _("not looked at yet"), "")
    failed = mirror.failed if mirror else ""
    return {
        "name": name,
        "address": (look.address if look else "") or (mirror.place if mirror else ""),
        "edition": look.edition if look and look.edition else mirror.edition if mirror else 0,
        "confirmed": datetime.fromisoformat(look.confirmed) if look and look.confirmed else None,
        "state": State.WRONG if failed and state is not State.WRONG else state,
        "word": _("not delivered") if failed else word,
        "says": failed or says,
        "why": look.why if look and not failed else "",
        "head": look.head_bytes if look else 0,
    }


@hooks.register("register_admin_urls")
def address() -> list[Any]:
    return [path("mirrors/", mirrors, name="desk_mirrors")]


@hooks.register("register_admin_menu_item")
def item() -> MenuItem:
    return HealthItem(_("Mirrors"), reverse("desk_mirrors"), name="mirrors", icon_name="globe", order=840)
