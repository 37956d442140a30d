"""What `doctor` asks about the newsletter: are forms fetched, does mail go out, does an issue wait?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from tamizdat import env
from tamizdat.doctor import Finding, State, check
from tamizdat.newsletter.hour import LOCKED
from tamizdat.newsletter.models import Issue, Letterbox
from tamizdat.outbox.office import BadOffice, Office
from tamizdat.outbox.spool import Spool
from tamizdat.saying import say

UNHEARD = timedelta(hours=1)  # of a letterbox that is asked each minute
MANY = 20  # messages that a relay has put off; one or two always are


@check("newsletter")
def newsletter(now: datetime) -> Finding:
    """The worst of it; no letterbox and no relay is asked now."""
    boxes = list(Letterbox.objects.order_by("id"))
    if not boxes:
        return Finding(State.FINE, say("There is no newsletter."))
    if env.is_demo():
        return _issue(now) or Finding(State.FINE, say("All mail of a demo is caught on this machine."))
    return _issue(now) or _office() or _letterboxes(boxes, now) or _mail() or _fine(len(boxes))


def _fine(number: int) -> Finding:
    return Finding(State.FINE, say("Forms are fetched from {number} letterboxes, and mail goes out.", number=number))


def _issue(now: datetime) -> Finding | None:
    late = Issue.objects.filter(state__in=("approved", "frozen"), due__lt=now).exclude(waits="").order_by("due").first()
    if late is None:
        return None
    if late.waits == LOCKED:
        says = say("Issue {number} waits: the list of readers is locked.", number=late.pk)
        return Finding(State.WRONG, says, say("Unlock it at the desk, under Newsletter."))
    says = say("Issue {number} waits: {why}", number=late.pk, why=late.waits)
    return Finding(State.WRONG, says, say("See `tamizdat issue status {number}`.", number=late.pk))


def _office() -> Finding | None:
    try:
        office = Office.of(settings.KEYS)
    except BadOffice as error:
        return Finding(State.WRONG, str(error))
    if office is None or not office.relays:
        says = say("There is no relay, so nobody who signs up hears from us.")
        return Finding(State.WRONG, says, say("Add one with `tamizdat relay add smtps://USER@HOST`."))
    if office.inbox is None:
        says = say("Nobody reads what comes back: dead mailboxes are written to for ever, and leaving by mail fails.")
        return Finding(State.SOON, says, say("Name the mailbox with `tamizdat relay inbox imaps://USER@HOST`."))
    return None


def _letterboxes(boxes: list[Letterbox], now: datetime) -> Finding | None:
    away = [box for box in boxes if box.heard is None or now - box.heard > UNHEARD]
    if not away:
        return None
    says = say("The letterbox {address} has not answered for an hour.", address=away[0].address)
    state = State.WRONG if len(away) == len(boxes) else State.SOON
    return Finding(state, says, say("See `tamizdat letters list`; is `tamizdat serve` running there, and here?"))


def _mail() -> Finding | None:
    waiting = [path for path in Spool(settings.HOME / "outbox" / "spool").paths() if path.stat().st_mtime]
    if len(waiting) < MANY:
        return None
    says = say("{number} messages to readers were tried, and wait.", number=len(waiting))
    return Finding(State.SOON, says, say("Run `tamizdat letters collect`: it says why."))
