"""The press as a Django application."""

from django.apps import AppConfig


class Press(AppConfig):
    name = "tamizdat.press"
    label = "press"
    verbose_name = "Press"
