"""The desk as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Desk(AppConfig):
    name = "tamizdat.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from tamizdat.desk import frozen, indexes, seats, uploads, uses
        from tamizdat.desk.frozen import Frozen
        from tamizdat.desk.marking import listen
        from tamizdat.desk.screens import proof

        listen()
        frozen.listen()
        indexes.listen(self)
        seats.listen()
        uploads.listen()
        uses.listen()
        Frozen.proof = staticmethod(proof.show)
        Frozen.weigher = staticmethod(proof.weigh)
        Frozen.proof_modes = staticmethod(proof.modes)
