"""What `doctor` asks about backups: is there one, how old, and which must be destroyed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tamizdat import env
from tamizdat.doctor import Finding, State, check
from tamizdat.keeping.record import Made, backups
from tamizdat.saying import say

SOON, WRONG = timedelta(days=8), timedelta(days=31)


@check("backup")
def backup(now: datetime) -> Finding:
    """The age of the newest one."""
    if env.is_demo():
        return Finding(State.FINE, say("A demo needs no backup."))
    made = backups(env.home())
    if not made:
        return Finding(State.SOON, say("No backup has been made yet."), _mend())
    if over := [one for one in made if one.expires < now.date() and Path(one.file).exists()]:
        return _over(over)
    age = now - made[-1].made
    says = say("The newest backup is {days} days old.", days=age.days)
    if age > SOON:
        return Finding(State.WRONG if age > WRONG else State.SOON, says, _mend())
    return Finding(State.FINE, says)


def _mend() -> str:
    return say("Make one with `tamizdat backup`, and carry it to another machine.")


def _over(over: list[Made]) -> Finding:
    says = say("{number} backups are still there after their last day.", number=len(over))
    return Finding(
        State.SOON, says, say("Destroy them, here and wherever copies are; the first is {file}.", file=over[0].file)
    )
