"""Marks: something that is printed may have changed.

A mark says only that the sweep should look soon.  Losing one costs a minute; the sweep would have looked anyway.
"""

from __future__ import annotations

from django.db import models


class Mark(models.Model):
    """One moment at which something happened at the desk."""

    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=200)  # for people reading the table: "page_published desk.Story 12"

    def __str__(self) -> str:
        return self.what
