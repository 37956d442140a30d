"""Readers who asked to be reminded, once, in some months: their address is sealed for the list until then.

It is opened when somebody has opened the list, as for an issue, and destroyed with the message that it was for.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tamizdat.newsletter.counting import count
from tamizdat.newsletter.lists import OpenList
from tamizdat.newsletter.models import Reminder
from tamizdat.newsletter.taking import REMINDER
from tamizdat.outbox.spool import Spool


def due(today: date) -> int:
    """How many wait for the list to be open."""
    return Reminder.objects.filter(day__lte=today).count()


def send_due(readers: OpenList, spool: Spool, now: datetime) -> int:
    """Put what is due into the spool, and destroy the addresses.  Returns how many are sent."""
    done, is_suppressed = 0, readers.suppressed()
    for row in Reminder.objects.filter(day__lte=now.date()).order_by("pk"):
        with transaction.atomic(using="readers"):
            record = readers.open(bytes(row.sealed), REMINDER)
            if not is_suppressed(record["address"]):
                mail = {"kind": "reminder", "address": record["address"], "page": record["page"]}
                spool.put(f"reminder-{row.pk}", mail, readers.ring.intake.sealing(now), now)
                count(now.date(), "reminded")
                done += 1
            row.delete()
    return done
