"""What is at hand without anybody's phrase: the newsroom as it is printed, the newsletter's keys, the post office."""

from __future__ import annotations

from django.conf import settings

from tamizdat.newsletter.ring import Ring
from tamizdat.outbox.office import Office
from tamizdat.press import copy
from tamizdat.press import keys as press_keys
from tamizdat.press.models import Filed


class NoNewsletter(Exception):
    """The newsroom has no newsletter yet, or nothing to send it with: one line that says how to begin."""


def keys_at_hand() -> tuple[Ring, str]:
    """(the newsletter's, the phrase of the online keys).  Raises NoNewsletter, BadKey."""
    phrase = press_keys.passphrase(settings.KEYS)
    ring = Ring.of(settings.KEYS, phrase)
    if ring is None:
        raise NoNewsletter("this newsroom has no newsletter yet. Begin with `tamizdat letters add ADDRESS`.")
    return ring, phrase


def office() -> Office:
    """As it is set up now.  Raises NoNewsletter, BadOffice."""
    found = Office.of(settings.KEYS)
    if found is None:
        raise NoNewsletter("nothing says as whom mail is sent. Begin with `tamizdat relay from ADDRESS`.")
    return found


def the_newsroom() -> copy.Newsroom:
    """As the press holds it.  Raises NoNewsletter before the first run."""
    body = Filed.objects.filter(name="newsroom:newsroom").values_list("body", flat=True).first()
    if not body:
        raise NoNewsletter("nothing has been printed yet, so no form knows the newsroom's name. Run `tamizdat press`.")
    found = copy.from_json("newsroom", body)
    assert isinstance(found, copy.Newsroom)
    return found
