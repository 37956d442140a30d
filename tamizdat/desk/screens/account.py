"""A person's own settings: name, language, hours, looks.  No portrait, no address, no password."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.account import AccountView

NOT_KEPT = ("avatar", "notifications", "password")  # a seized machine should know no faces; the desk sends no mail


class Account(AccountView):
    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if panel.name not in NOT_KEPT]
