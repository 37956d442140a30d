"""What comes back: readers whose mailbox is no more, who complain, or who leave by mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tamizdat.letterbox.tokens import fingerprint
from tamizdat.newsletter.counting import count
from tamizdat.newsletter.models import Subscription, Token
from tamizdat.newsletter.taking import end
from tamizdat.outbox.returned import Why

# Providers have called living mailboxes dead for an evening: one bounce is none.
ANOTHER_DAY = timedelta(days=3)
FORGIVEN = timedelta(days=60)


def take(why: Why, token: str, now: datetime) -> bool:
    """Act on it; False when the token is nobody's any more."""
    with transaction.atomic(using="readers"):
        row = Token.objects.filter(print=fingerprint(token)).select_related("subscription").first()
        if row is None:
            return False
        if why is Why.BOUNCED and not _is_dead(row.subscription, now.date()):
            return True
        end(row.subscription, now)
        count(now.date(), str(why))
        return True


def _is_dead(reader: Subscription, today: date) -> bool:
    """Has it bounced before, on another day and not long ago?  If not, it is written down that it has."""
    if reader.bounced is not None and ANOTHER_DAY <= today - reader.bounced <= FORGIVEN:
        return True
    if reader.bounced is None or today - reader.bounced > FORGIVEN:
        reader.bounced = today
        reader.save(update_fields=["bounced"])
    return False
