"""Support as a Django application."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "tamizdat.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"
