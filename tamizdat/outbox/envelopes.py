"""Envelopes: what is one reader's of a message, and how it becomes the bytes that a relay gets."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from tamizdat.outbox import dkim
from tamizdat.outbox.dkim import Domain, Signing
from tamizdat.outbox.message import Header, Template, own_header, refuse_address
from tamizdat.vault.prints import fingerprint

TOKEN = 16  # bytes: nobody guesses another reader's
ID = 32  # characters before the @ of a message's id


@dataclass(frozen=True, slots=True)
class Envelope:
    """One reader's part of a message."""

    address: str
    token: str  # can only unsubscribe
    signature: str  # of the domain, in base64

    def as_line(self) -> str:
        return json.dumps([self.address, self.token, self.signature])

    @classmethod
    def of_line(cls, line: str) -> Envelope:
        return cls(*json.loads(line))


@dataclass(frozen=True, slots=True)
class Post:
    """A message that is ready to be posted: everything but the envelopes."""

    name: str  # of the message: with a token it makes the message's id
    sender: str  # to whom relays return what cannot be delivered
    host: str  # of message ids: the domain that signs
    unsubscribe: str  # "https://herald.example/-/leave/": a token follows; empty: it is no list's
    leave: str  # "leave@herald.example": a token goes between name and @, after a plus
    before: bytes  # of the signature's header
    headers: bytes  # the same for everyone
    body: bytes  # as DATA wants it

    def own_headers(self, address: str, token: str) -> tuple[Header, ...]:
        """Those of dkim.OWN, in their order."""
        to = own_header("To", address)
        message_id = own_header("Message-ID", f"<{id_of(self.name, fingerprint(token))}@{self.host}>")
        if not self.unsubscribe:
            return (to, message_id)
        name, _, host = self.leave.partition("@")
        ways = f"<{self.unsubscribe}{token}>,\r\n <mailto:{name}+{token}@{host}>"
        return (to, message_id, own_header("List-Unsubscribe", ways))

    def content(self, envelope: Envelope) -> bytes:
        """What follows DATA, its last dot too."""
        own = b"".join(header.line for header in self.own_headers(envelope.address, envelope.token))
        return b"".join((dkim.line(self.before, envelope.signature), own, self.headers, b"\r\n", self.body))


class Freezing:
    """Makes envelopes, where the list and the domain's key are."""

    def __init__(
        self,
        template: Template,
        domain: Domain,
        secret: bytes,
        at: datetime,
        *,
        sender: str,
        unsubscribe: str = "",
        leave: str = "",
    ) -> None:
        """`secret` is the message's own: with it ids are the same whenever the same message is frozen.

        Without `unsubscribe` it is a message to one, and no list's.
        """
        self._secret = secret
        self._signing = Signing(template, domain, at, dkim.OWN if unsubscribe else dkim.OWN[:2])
        headers = b"".join(header.line for header in template.headers)
        before = self._signing.before
        self.post = Post(name_of(secret), sender, domain.name, unsubscribe, leave, before, headers, template.stuffed)

    def envelope(self, address: str, token: str = "") -> Envelope:
        """`token` can only unsubscribe; without one it is made of the message and the address.

        Raises BadMessage for what is no address.
        """
        refuse_address(address)
        if not token:
            mac = hmac.digest(self._secret, address.lower().encode(), hashlib.sha256)
            token = urlsafe_b64encode(mac[:TOKEN]).decode().rstrip("=")
        own = self.post.own_headers(address, token)
        return Envelope(address, token, self._signing.signature(own))


def name_of(secret: bytes) -> str:
    """Of a message, by the secret it is frozen with."""
    return hashlib.sha256(b"tamizdat message" + secret).hexdigest()[:ID]


def id_of(message: str, print_: bytes) -> str:
    """Of a message's name and the print of a reader's token: the same at every try, and it gives neither away.

    By the print, since that is all that is known of a token where somebody tells what became of the message.
    """
    return hashlib.sha256(f"message {message} {print_.hex()}".encode()).hexdigest()[:ID]
