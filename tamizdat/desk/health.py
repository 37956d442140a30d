"""What `doctor` asks about the desk: does what it publishes reach the press, and does the newsroom have an address?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Min

from tamizdat import env, locks
from tamizdat.desk import factors
from tamizdat.desk.marks import Mark
from tamizdat.desk.newsroom import Newsroom
from tamizdat.doctor import Finding, State, check
from tamizdat.press import state as press
from tamizdat.press.models import Change
from tamizdat.saying import say

LATE = timedelta(minutes=5)  # a round is made at least every minute


@check("changes")
def changes(now: datetime) -> Finding:
    """Does anything wait for the press for longer than a round takes?"""
    printed = press.state()
    if printed.problems:
        says = say("The press could not print all: {problem}", problem=printed.problems[0])
        return Finding(State.WRONG, says, say("Mend the story it names, and publish it again."))
    oldest = _oldest()
    if oldest is None and not printed.waiting:
        return Finding(State.FINE, say("Everything published is printed."))
    if not locks.is_served(settings.HOME):
        return Finding(
            State.SOON,
            say("Changes wait to be printed, and nobody serves this newsroom."),
            say("Run `tamizdat serve`, or print them with `tamizdat press`."),
        )
    if oldest and now - oldest > LATE:
        says = say(
            "Changes have waited to be printed for {minutes} minutes.", minutes=(now - oldest) // timedelta(minutes=1)
        )
        return Finding(State.WRONG, says, say("Read what `tamizdat serve` says: a round fails."))
    return Finding(State.FINE, say("Changes are being printed."))


def _oldest() -> datetime | None:
    """Since when the first mark or filed change waits."""
    moments = (Mark.objects.aggregate(Min("at"))["at__min"], Change.objects.aggregate(Min("filed"))["filed__min"])
    return min((moment for moment in moments if moment), default=None)


@check("staff")
def staff(now: datetime) -> Finding:
    """Can everybody come in who should, and somebody let them back in?"""
    if env.is_demo():
        return Finding(State.FINE, say("The demo is entered by one-time links."))
    people = list(get_user_model()._default_manager.filter(is_active=True))
    waiting = [person for person in people if not factors.devices(person).exists()]
    keepers = [person for person in people if person.is_superuser and person not in waiting]
    if not keepers:
        mend = say("Run `tamizdat staff invite NAME --role keeper`.")
        return Finding(State.SOON, say("Nobody has been invited yet."), mend)
    if waiting:
        says = say("Accounts that have nothing to come in with: {number}.", number=len(waiting))
        return Finding(State.SOON, says, say("Invite them anew, or end them with `tamizdat staff end`."))
    if not all(map(factors.codes_left, keepers)):
        mend = say("At the desk, behind the keeper's own name: How I come in, Make a new sheet.")
        return Finding(State.SOON, say("A keeper has no recovery codes left, for the day when a device is lost."), mend)
    if len(keepers) == 1:
        says = say("There is one keeper only; whoever loses everything needs another to let him back in.")
        return Finding(State.SOON, says, say("Invite a second one with `tamizdat staff invite`."))
    return Finding(State.FINE, say("{number} people may come in, all of them with two factors.", number=len(people)))


@check("address")
def address(now: datetime) -> Finding:
    """Without a public address no canonical address, feed id or sitemap is printed."""
    if Newsroom.load().address:
        return Finding(State.FINE, say("The newsroom's public address is set."))
    return Finding(
        State.SOON,
        say("The newsroom has no public address: no sitemap is printed, and search engines do not find it."),
        say("Set it at the desk, under Newsroom."),
    )
