"""Marks: something that is printed may have changed.

A mark says only that the sweep should look soon.  Losing one costs a minute; the sweep would have looked anyway.
"""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, models, transaction

logger = logging.getLogger(__name__)


class Mark(models.Model):
    """One moment at which something happened at the desk."""

    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=200)  # for people reading the table: "page_published desk.Story 12"

    def __str__(self) -> str:
        return self.what


LEFT = threading.Event()  # in this process: whoever waits for marks need not look for them


def leave(what: str) -> None:
    try:
        Mark.objects.create(what=what[:200])
        transaction.on_commit(LEFT.set)
    except DatabaseError as error:
        logger.warning("No mark was left for %s (%s); the next sweep finds it.", what, type(error).__name__)
