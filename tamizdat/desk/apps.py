"""The desk as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Desk(AppConfig):
    name = "tamizdat.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from tamizdat.desk.marking import listen

        listen()
