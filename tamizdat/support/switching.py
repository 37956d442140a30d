"""Which ways to pay are offered to whom.  Each is switched off in a moment; some need somebody who answers for them.

Readers of languages at risk are offered a way only when their cards are refused before a bank is asked, or a keeper has
signed for it until a day.  Whoever did not sign again lets it lapse: nothing has to be remembered for it to be safe.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tamizdat.support.models import Alarm, Signature, Switch
from tamizdat.support.providers.port import Can, Refuses

LONGEST = timedelta(days=180)  # that a signature is good for
REACHED = "a card of a country at risk reached its bank"


class Refused(Exception):
    """What cannot be switched or signed so: one line."""


def is_on(slug: str) -> bool:
    return not Switch.objects.filter(provider=slug, off=True).exists()


def switch(slug: str, *, off: bool, why: str, by: str, now: datetime) -> None:
    """Raises Refused for a way that an alarm is open about."""
    if not off and Alarm.objects.filter(provider=slug, by="").exists():
        raise Refused(f"{slug} has an alarm that nobody has looked at; `tamizdat support alarms` shows it.")
    Switch.objects.update_or_create(provider=slug, defaults={"off": off, "why": why[:200], "by": by, "at": now})


def alarm(slug: str, remote: str, now: datetime) -> bool:
    """Note it and switch the way off; whether it is a new one.  Nothing is paid back: a person decides."""
    with transaction.atomic(using="ledger"):
        made = Alarm.objects.get_or_create(remote=remote, defaults={"provider": slug, "day": now.date()})[1]
        if made:
            switch(slug, off=True, why=REACHED, by="", now=now)
    return made


def looked_at(number: int, by: str, now: datetime) -> None:
    """Somebody has decided what to do about an alarm.  Raises Refused."""
    if not Alarm.objects.filter(id=number, by="").update(by=by, at=now):
        raise Refused(f"there is no open alarm {number}; `tamizdat support alarms` shows those there are.")


def sign(slug: str, language: str, by: str, until: date, now: datetime) -> None:
    """Raises Refused."""
    if not now.date() < until <= now.date() + LONGEST:
        raise Refused(f"a signature is good for {LONGEST.days} days at most; name a day after today and before that.")
    Signature.objects.create(provider=slug, language=language, by=by, until=until, at=now)


def is_offered(slug: str, can: Can, language: str, at_risk: frozenset[str], today: date) -> bool:
    """To readers of this language, today."""
    if not is_on(slug):
        return False
    if language.partition("-")[0] not in at_risk or can.refuses is Refuses.BEFORE:
        return True
    return Signature.objects.filter(provider=slug, language=language, until__gte=today).exists()
