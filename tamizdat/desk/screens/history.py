"""What a page's history calls the desk's own verbs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter


@hooks.register("register_log_actions")
def register(actions: Any) -> None:
    @actions.register_action("desk.rename")
    class Renamed(LogFormatter):
        label = gettext_lazy("New address")

        def format_message(self, entry: Any) -> str:
            return str(_("Given the address %(address)s") % {"address": entry.data.get("address", "")})

    @actions.register_action("desk.refused")
    class RefusedByThePress(LogFormatter):
        label = gettext_lazy("Not printed")

        def format_message(self, entry: Any) -> str:
            return str(_("Not printed at its hour: %(reason)s") % {"reason": entry.data.get("reason", "")})
