"""What `doctor` asks about support: alarms, money nobody can place, and what nobody can see but at the provider.

Whether an account's rules refuse cards, what a statement shows, how long a provider keeps its records: no interface
tells it.  Somebody looks and says so, by name; it is old after a while.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from tamizdat import env
from tamizdat.doctor import Finding, State, check
from tamizdat.saying import say
from tamizdat.support.models import Alarm, Attestation, Cursor, Orphan, Pledge
from tamizdat.support.terms import BadTerms, Terms

GOOD_FOR = timedelta(days=92)  # what somebody saw at a provider
UNSWEPT = timedelta(hours=6)


@check("support")
def support(now: datetime) -> Finding:
    """The worst of it; no provider is asked now."""
    try:
        terms = Terms.of(settings.KEYS)
    except BadTerms as error:
        return Finding(State.WRONG, str(error))
    if terms is None or not terms.tills:
        return Finding(State.FINE, say("Readers can give nothing."))
    return _alarms() or _swept(terms, now) or _unplaced() or _attested(terms, now) or _fine()


def _fine() -> Finding:
    number = Pledge.objects.filter(state__in=("active", "past_due", "ending")).count()
    says = say("{number} gifts come again and again, and every way to pay is watched.", number=number)
    return Finding(State.FINE, says)


def _alarms() -> Finding | None:
    number = Alarm.objects.filter(by="").count()
    if not number:
        return None
    says = say("{number} cards of countries at risk reached their banks; the way is off.", number=number)
    return Finding(State.WRONG, says, say("See docs/how-to/take-support.md before anything is paid back."))


def _swept(terms: Terms, now: datetime) -> Finding | None:
    if env.is_demo():
        return None
    heard = dict(Cursor.objects.values_list("provider", "until"))
    for till in terms.tills:
        if till.provider not in heard or now - heard[till.provider] > UNSWEPT:
            says = say("{provider} was not asked for hours what became of gifts.", provider=till.provider)
            return Finding(State.WRONG, says, say("Run `tamizdat support sweep`: it says why."))
    return None


def _unplaced() -> Finding | None:
    number = Orphan.objects.filter(settled=False).count() + Pledge.objects.exclude(doubt="").count()
    if not number:
        return None
    says = say("{number} payments or checkouts cannot be placed.", number=number)
    return Finding(State.SOON, says, say("See `tamizdat support status`."))


def _attested(terms: Terms, now: datetime) -> Finding | None:
    if env.is_demo():
        return None
    for till in terms.tills:
        last = Attestation.objects.filter(provider=till.provider).order_by("-at").first()
        if last is None or now - last.at > GOOD_FOR:
            says = say("Nobody has looked for long at the rules of the account at {provider}.", provider=till.provider)
            look = say("Look there (docs/how-to/take-support.md), then say so: `tamizdat support attest`.")
            return Finding(State.SOON, says, look)
    return None
