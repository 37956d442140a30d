"""The newsletter as a Django application."""

from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "tamizdat.newsletter"
    label = "newsletter"
    default_auto_field = "django.db.models.BigAutoField"
