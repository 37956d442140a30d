"""A reader who leaves, or whose mailbox is no more."""

from __future__ import annotations

from datetime import datetime

from tamizdat.newsletter.models import Gone, Subscription


def end(subscription: Subscription, now: datetime) -> None:
    """Nothing more to this reader, not even what is frozen by now."""
    prints = [bytes(token.print) for token in subscription.tokens.all()]
    gone = [Gone(print=one, day=now.date()) for one in prints]
    Gone.objects.bulk_create(gone, ignore_conflicts=True)
    subscription.delete()
