"""What `doctor` asks about mirrors: is there one, does it get what is printed, and what do readers find there?"""

from __future__ import annotations

from datetime import datetime, timedelta

from tamizdat import env
from tamizdat.doctor import Finding, State, check
from tamizdat.mirrors.book import NAME, Book
from tamizdat.mirrors.looking import Found, Look
from tamizdat.saying import say

STALE = timedelta(hours=6)  # since somebody looked; `serve` does it every hour


@check("mirrors")
def mirrors(now: datetime) -> Finding:
    """The worst of what was found when somebody last looked; nobody is asked now."""
    if env.is_demo():
        return Finding(State.FINE, say("A demo is carried nowhere."))
    kept = Book(env.home()) if (env.home() / NAME).exists() else None
    known = kept.mirrors() if kept else []
    looks = [Look.of_json(text) for text in kept.looks().values()] if kept else []
    if kept:
        kept.close()
    if not known and not looks:
        mend = say("Add one with `tamizdat mirror add NAME PLACE`.")
        return Finding(State.SOON, say("No mirror carries the edition: it is read on this machine only."), mend)
    if failed := [mirror for mirror in known if mirror.failed]:
        says = say("The mirror {name} could not be delivered to: {why}", name=failed[0].name, why=failed[0].failed)
        return Finding(State.SOON, says, say("See `tamizdat mirror list`; the next delivery goes on."))
    return _found(looks, now)


def _found(looks: list[Look], now: datetime) -> Finding:
    see = say("See `tamizdat mirror health`.")
    if forged := [look for look in looks if look.found is Found.FORGED]:
        says = say(
            "The mirror {name} holds what the newsroom did not sign: {why}", name=forged[0].name, why=forged[0].why
        )
        return Finding(State.WRONG, says, say("Withdraw its address, and find out who changed it."))
    if bad := [look for look in looks if look.found not in (Found.FINE, Found.UNSEEN)]:
        says = say("{number} of {all} mirrors do not serve readers as they should.", number=len(bad), all=len(looks))
        return Finding(State.SOON if len(bad) < len(looks) else State.WRONG, says, see)
    seen = [look for look in looks if look.found is Found.FINE]
    if not seen or now - max(datetime.fromisoformat(look.at) for look in seen) > STALE:
        return Finding(
            State.SOON, say("Nobody has looked at the mirrors for hours."), say("Run `tamizdat mirror health`.")
        )
    return Finding(State.FINE, say("{number} mirrors serve the edition as it was signed.", number=len(seen)))
