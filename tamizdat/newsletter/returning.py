"""What comes back: readers whose mailbox is no more, who complain, or who leave by mail."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction

from tamizdat.newsletter.counting import count
from tamizdat.newsletter.leaving import end
from tamizdat.newsletter.models import Heard, Issue, Subscription, Token
from tamizdat.outbox.envelopes import id_of, name_of
from tamizdat.outbox.returned import Why, is_dead
from tamizdat.vault.prints import fingerprint

# Providers have called living mailboxes dead for an evening: one bounce is none.
ANOTHER_DAY = timedelta(days=3)
FORGIVEN = timedelta(days=60)
HEARD_OF = timedelta(days=30)  # after an issue was frozen: what is told of it later is nobody's any more
EDITIONS = ("short", "full")


def take(why: Why, token: str, now: datetime) -> bool:
    """Act on it; False when the token is nobody's any more."""
    return _take(why, fingerprint(token), now)


def hear(why: str, message: str, said: str, now: datetime) -> None:
    """What a mail vendor tells of a message: kept until `place` finds whose it was."""
    if why in list(Why) and (why != Why.BOUNCED or is_dead(550, said)):
        Heard.objects.create(message=message, why=why, day=now.date())


def place(now: datetime) -> int:
    """Find whose messages were told of, act on it, and forget the rest.  Returns how many were somebody's.

    No table says which message was whose: every token's print is tried with every issue of the last weeks, a million in
    a second or two, and only when something was told.
    """
    told: dict[str, list[Heard]] = defaultdict(list)
    for row in Heard.objects.order_by("pk"):
        told[row.message].append(row)
    if not told:
        return 0
    lately = Issue.objects.filter(frozen_at__gte=now - HEARD_OF).values_list("secret", flat=True)
    names = [name_of(secret_of(secret, edition)) for secret in lately for edition in EDITIONS]
    whose = {
        message: print_
        for print_ in map(bytes, Token.objects.values_list("print", flat=True).iterator())
        for name in names
        if (message := id_of(name, print_)) in told
    }
    done = 0
    for message, rows in told.items():
        with transaction.atomic(using="readers"):
            for row in rows:
                done += message in whose and _take(Why(row.why), whose[message], now)
                row.delete()
    return done


def secret_of(issue: str, edition: str) -> bytes:
    """Of one edition's message, by its issue's."""
    return f"{issue} {edition}".encode()


def _take(why: Why, print_: bytes, now: datetime) -> bool:
    with transaction.atomic(using="readers"):
        row = Token.objects.filter(print=print_).select_related("subscription").first()
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
