"""What `doctor` asks about the press: is its edition as it was signed and confirmed lately, and may its keys sign?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from tamizdat import env
from tamizdat.doctor import Finding, State, check
from tamizdat.edition.places import FolderPlace
from tamizdat.edition.proposals import BY_HAND
from tamizdat.edition.reading import Absent, Checked, Memory, read
from tamizdat.edition.refusals import Expired, Refused
from tamizdat.edition.standing import standing
from tamizdat.press.keys import AWAY, BEGUN, ROOT, head_by_hand
from tamizdat.saying import say

UNCONFIRMED = timedelta(days=1)  # a timestamp is good for three
HOUR = timedelta(hours=1)


@check("edition")
def edition(now: datetime) -> Finding:
    """The folder that is served, read as a mirror would."""
    mend = say("Keep `tamizdat serve` running; it prints and signs by itself.")
    if not (settings.KEYS / BEGUN).exists():
        return Finding(
            State.WRONG,
            say("The newsroom has no keys, so nobody can check what it prints."),
            say("Restore them from a backup."),
        )
    try:
        head = _read(now)
    except Absent:
        return Finding(State.SOON, say("Nothing has been printed yet."), mend)
    except Expired:
        return Finding(State.WRONG, say("The edition's signatures have run out: mirrors take it no more."), mend)
    except Refused as refusal:
        says = say("The edition in the folder is not as it was signed ({name}).", name=type(refusal).__name__)
        return Finding(State.WRONG, says, say("Print it again with `tamizdat press --reprint`."))
    age = now - head.confirmed
    says = say("Edition {number}, confirmed {hours} hours ago.", number=head.edition, hours=max(age // HOUR, 0))
    return Finding(State.SOON, says, mend) if age > UNCONFIRMED else Finding(State.FINE, says)


def _read(now: datetime) -> Checked:
    root = (settings.HOME / ROOT).read_bytes()
    return read(FolderPlace(settings.EDITION), Memory(root), now, strict=True, demo=True)


@check("keys")
def keys(now: datetime) -> Finding:
    """Until when may every role sign, and do the keys lie where they belong?"""
    if not (settings.KEYS / BEGUN).exists():
        return Finding(State.WRONG, say("The newsroom has no keys."), say("Restore them from a backup."))
    roles = [one for one in standing(head_by_hand(settings.KEYS), settings.EDITION, now) if one.expires]
    if over := [one for one in roles if one.state == "wrong"]:
        return Finding(
            State.WRONG,
            say("The signature of {role} has run out.", role=over[0].role),
            say("See `tamizdat keys status`."),
        )
    if soon := [one for one in roles if one.state == "soon"]:
        until = f"{soon[0].expires:%Y-%m-%d}"
        return Finding(
            State.SOON,
            say("The signature of {role} ends on {date}.", role=soon[0].role, date=until),
            say("See `tamizdat keys status`."),
        )
    if list((settings.KEYS / AWAY).glob("*.pem")) and not env.is_demo():
        says = say("The keys that can change who signs lie on this machine.")
        return Finding(
            State.SOON, says, say("Carry keys/offline to a stick that lies somewhere else, and remove it here.")
        )
    first = min(one.expires for one in roles if one.expires and one.role in BY_HAND)
    return Finding(State.FINE, say("Every role may sign; people sign again before {date}.", date=f"{first:%Y-%m-%d}"))
