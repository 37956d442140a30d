"""What mail vendors tell of messages that they took on for us: bounced, complained, left.

Their events name readers, as forms do, so they are read in a worker and leave it sealed.  Of each is kept what
happened, the id that we gave the message, and what the mailbox said.  Who steals a vendor's secret here makes nobody
leave by it: whose message it was is known on the private side alone, by an id that nobody guesses.

django-anymail reads each vendor's own form.  It is imported where such an event is waited for, and needs no settings.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from tamizdat.letterbox.forms import Request
from tamizdat.letterbox.hinting import LARGEST, Forged
from tamizdat.letterbox.letters import Event

if TYPE_CHECKING:
    from anymail.webhooks.base import AnymailBaseWebhookView

# Those that hand back the Message-ID we gave, and what proves their events.
VENDORS = {
    "brevo": "the user and password that stand in the webhook's address, as user:password",
    "mailgun": "the HTTP webhook signing key of the account",
    "postal": "the public key that `postal default-dkim-record` shows, its p= alone",
}
MOST = 20  # events of one request
LONGEST = 200  # characters of what a mailbox said
OURS = re.compile(r"(?<![0-9a-zA-Z])([0-9a-f]{32})@")  # what stands before the @ of a message's id
_SOFT = "soft_bounce"  # Brevo's word, which anymail takes for a bounce


class BadSecret(ValueError):
    """What proves no event of this vendor."""


def load() -> None:
    """Read the library beforehand, so that workers share it."""
    import anymail.webhooks.brevo
    import anymail.webhooks.mailgun
    import anymail.webhooks.postal  # noqa: F401


def refuse_bad(vendor: str, secret: str) -> None:
    """Raises BadSecret."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    good = bool(secret) and secret.isascii() and secret.isprintable()
    if vendor == "brevo":
        user, _, password = secret.partition(":")
        good = good and bool(user) and len(password) >= 12
    if vendor == "postal" and good:
        try:
            good = isinstance(load_der_public_key(b64decode(secret, validate=True)), RSAPublicKey)
        except ValueError:
            good = False
    if not good:
        least = "; the password has 12 characters at least" if vendor == "brevo" else ""
        raise BadSecret(f"that is no secret of {vendor}'s: give {VENDORS[vendor]}{least}.")


def events(vendor: str, request: Request, secret: str) -> list[Event]:
    """What is to be acted on; opened, clicked and delivered are not.  Raises Forged."""
    from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure

    if len(request.body) > LARGEST:
        raise Forged("it is too long.")
    view = _view(vendor, secret)
    asked = _AsDjango(request)
    try:
        view.run_validators(asked)
        told = view.parse_events(asked)
    except AnymailWebhookValidationFailure as error:
        raise Forged(f"{vendor} has not signed it.") from error
    except (AnymailError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Forged("it is not in the form we know.") from error
    return [event for one in told[:MOST] for event in _events(one)]


class _AsDjango:
    """As much of Django's request as anymail looks at."""

    content_type = "application/json"

    def __init__(self, request: Request) -> None:
        self.body = request.body
        self.META = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}


def _view(vendor: str, secret: str) -> AnymailBaseWebhookView:
    if vendor == "brevo":
        from anymail.webhooks.brevo import BrevoTrackingWebhookView

        return BrevoTrackingWebhookView(webhook_secret=[secret])
    if vendor == "mailgun":
        from anymail.webhooks.mailgun import MailgunTrackingWebhookView

        return MailgunTrackingWebhookView(webhook_signing_key=secret, api_key=secret, webhook_secret=[])
    from anymail.webhooks.postal import PostalTrackingWebhookView

    return PostalTrackingWebhookView(webhook_key=secret, webhook_secret=[])


def _events(told: Any) -> list[Event]:
    why = {
        "bounced": "bounced",
        "failed": "bounced",
        "rejected": "bounced",
        "complained": "complained",
        "unsubscribed": "left",
    }.get(told.event_type)
    if why is None or (isinstance(told.esp_event, dict) and told.esp_event.get("event") == _SOFT):
        return []
    said = str(told.mta_response or told.description or "")
    said = "".join(letter if " " <= letter <= "~" else "?" for letter in said)[:LONGEST]
    ids = dict.fromkeys(OURS.findall(json.dumps(told.esp_event, default=str)))
    return [Event(why=why, message=one, said=said) for one in list(ids)[:1]]
