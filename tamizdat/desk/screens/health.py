"""Health: what `tamizdat doctor` finds, as a page for the keeper."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tamizdat import doctor
from tamizdat.doctor import State
from tamizdat.saying import speaking

MAY = "desk.change_newsroom"
# What each check is about.
NAMES = {
    "settings": _("Settings"),
    "disk": _("Disk"),
    "clock": _("Clock"),
    "updates": _("Updates"),
    "changes": _("Changes"),
    "address": _("Public address"),
    "staff": _("Staff"),
    "edition": _("Edition"),
    "keys": _("Keys"),
    "mirrors": _("Mirrors"),
    "newsletter": _("Newsletter"),
    "support": _("Support"),
    "backup": _("Backup"),
}
STATES = {State.FINE: _("fine"), State.SOON: _("soon"), State.WRONG: _("wrong")}
SUMS = {
    State.FINE: _("All is well."),
    State.SOON: _("Something should be done soon."),
    State.WRONG: _("Something is wrong."),
}


@permission_required(MAY, raise_exception=True)
def health(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    with speaking(gettext):
        found = doctor.examine(now)
    rows = [
        {
            "name": NAMES.get(name, name),
            "state": finding.state,
            "word": STATES[finding.state],
            "says": finding.says,
            "mend": with_code(finding.mend),
        }
        for name, finding in found.items()
    ]
    return render(request, "desk/health.html", {"rows": rows, "sum": SUMS[doctor.worst(found)], "now": now})


def with_code(line: str) -> SafeString:
    """The line with what stands between backticks shown as code."""
    parts = enumerate(line.split("`"))
    shown = (format_html("<code>{}</code>", part) if odd % 2 else part for odd, part in parts)
    return format_html_join("", "{}", ((part,) for part in shown))


@hooks.register("register_admin_urls")
def address() -> list[Any]:
    return [path("health/", health, name="desk_health")]


class HealthItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY))


@hooks.register("register_admin_menu_item")
def item() -> MenuItem:
    return HealthItem(_("Health"), reverse("desk_health"), name="health", icon_name="circle-check", order=850)
