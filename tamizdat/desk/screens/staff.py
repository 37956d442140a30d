"""Staff: who may come in, with what, and who is in now.  For keepers.

Invitations are made at a terminal of the newsroom's machine: a link on a page would lie in a browser's memory.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tamizdat.desk import entering, factors, roles, seats
from tamizdat.desk.roles import Role

NAMES = {
    Role.REPORTER: _("reporter"),
    Role.EDITOR: _("editor"),
    Role.PUBLISHER: _("publisher"),
    Role.KEEPER: _("keeper"),
    None: _("no role"),
}


def staff(request: HttpRequest) -> HttpResponse:
    _for_keepers(request)
    now = timezone.now()
    people = get_user_model()._default_manager.order_by("-is_active", "username")
    rows = [
        {
            "person": person,
            "role": NAMES[roles.of(person)],
            "devices": factors.devices(person),
            "codes": factors.codes_left(person),
            "seats": seats.taken_by(person, now),
            "seen": seats.last_seen(person),
        }
        for person in people
    ]
    command = f"tamizdat staff invite NAME --role editor --port {settings.DESK_PORT - 1}"
    return render(request, "desk/staff.html", {"rows": rows, "command": command})


@require_POST
def end_person(request: HttpRequest, pk: int) -> HttpResponse:
    _for_keepers(request)
    person = get_object_or_404(get_user_model(), pk=pk)
    if person == request.user:
        messages.error(request, gettext("You cannot end your own account. Ask another keeper."))
    else:
        entering.end(person)
        messages.success(request, gettext("%(name)s is out, and comes in no more.") % {"name": person.get_username()})
    return redirect("desk_staff")


@require_POST
def end_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own, or anybody's for a keeper."""
    mine = seats.Seat.objects.all() if request.user.is_superuser else seats.Seat.objects.filter(user=request.user)
    found = get_object_or_404(mine, pk=pk)
    seats.end(seats.Seat.objects.filter(pk=found.pk))
    messages.success(request, gettext("That session is over."))
    return redirect("desk_staff" if "staff" in request.GET else "desk_devices")


def devices(request: HttpRequest) -> HttpResponse:
    """What one comes in with oneself, and where one is in."""
    shown: list[str] = []
    if request.method == "POST":
        shown = factors.fresh_sheet(request.user)
    here = seats.Seat.objects.filter(session=request.session.session_key).first()
    parts = {
        "devices": factors.devices(request.user),
        "codes_left": factors.codes_left(request.user),
        "codes": shown,
        "seats": seats.taken_by(request.user, timezone.now()),
        "here": here,
    }
    return render(request, "desk/devices.html", parts)


@require_POST
def remove_device(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own only."""
    get_object_or_404(factors.devices(request.user), pk=pk)
    if factors.remove(request.user, pk):
        messages.success(request, gettext("It opens nothing any more."))
    else:
        messages.error(request, gettext("It is your only one: without it you could not come in."))
    return redirect("desk_devices")


def _for_keepers(request: HttpRequest) -> None:
    if not request.user.is_superuser:
        raise Http404


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("staff/", staff, name="desk_staff"),
        path("staff/<int:pk>/end/", end_person, name="desk_end_person"),
        path("seats/<int:pk>/end/", end_seat, name="desk_end_seat"),
        path("devices/", devices, name="desk_devices"),
        path("devices/<int:pk>/remove/", remove_device, name="desk_remove_device"),
    ]


class StaffItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@hooks.register("register_admin_menu_item")
def item() -> MenuItem:
    return StaffItem(_("Staff"), reverse("desk_staff"), name="staff", icon_name="group", order=820)


@hooks.register("register_account_menu_item")
def my_devices(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("desk_devices"),
        "label": gettext("How I come in"),
        "help_text": gettext("Passkeys, recovery codes, open sessions."),
    }
