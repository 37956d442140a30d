"""Figures: how often something happened on a day, and nothing of who did it."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from tamizdat.newsletter.models import Count


def count(day: date, what: str, more: int = 1) -> None:
    """`what`: asked, confirmed, left, bounced, complained, mailed, put off, dropped."""
    Count.objects.get_or_create(day=day, what=what)
    Count.objects.filter(day=day, what=what).update(number=F("number") + more)
