"""The newsroom's post office: as whom it writes, with which key it signs, which relays take its mail on.

It lies among the newsroom's keys, since a relay's password and the signing key are with it.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tamizdat.edition.places import write
from tamizdat.mailboxes import is_mailbox
from tamizdat.outbox.dkim import Domain
from tamizdat.outbox.inbox import Inbox
from tamizdat.outbox.smtp import Relay, Tls

FOLDER = "outbox"  # below the newsroom's keys
NAME, KEY = "office.json", "dkim.pem"
BITS = 2_048
_HOST = re.compile(r"(?=.{4,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


class BadOffice(Exception):
    """Settings of mail that cannot be used: one line that says which, and how to mend them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    address: str  # that readers see as the sender: letters@herald.example
    selector: str  # of the signing key
    relays: tuple[Relay, ...] = ()
    inbox: Inbox | None = None  # where mail comes back to
    webhooks: dict[str, Path] = field(default_factory=dict)  # by vendor of mail, the file of what proves its events

    def __post_init__(self) -> None:
        """Raises BadOffice."""
        if not is_mailbox(self.address) or not _HOST.fullmatch(self.domain):
            raise BadOffice(f"{self.address!r} is no address to write from; use one such as letters@herald.example.")

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def sender(self) -> str:
        """Where mail goes back to that cannot be delivered."""
        return f"bounces@{self.domain}"

    @property
    def leave(self) -> str:
        """Where mail programs write to leave; a token goes before the @, after a plus."""
        return f"leave@{self.domain}"

    @property
    def secrets(self) -> dict[str, str]:
        """What proves the events of each vendor of mail.  Raises OSError."""
        return {vendor: path.read_text().strip() for vendor, path in self.webhooks.items()}

    def with_relay(self, relay: Relay) -> Office:
        """The relay put last, or in the place of the one of that name."""
        others = [one for one in self.relays if one.name != relay.name]
        at = next((at for at, one in enumerate(self.relays) if one.name == relay.name), len(others))
        return replace(self, relays=(*others[:at], relay, *others[at:]))

    def without_relay(self, name: str) -> Office:
        """Raises BadOffice when there is none of that name."""
        if all(one.name != name for one in self.relays):
            raise BadOffice(f"there is no relay {name}; `tamizdat relay list` shows those there are.")
        return replace(self, relays=tuple(one for one in self.relays if one.name != name))

    @classmethod
    def of(cls, newsroom_keys: Path) -> Office | None:
        """None when nobody has set it up.  Raises BadOffice."""
        path = newsroom_keys / FOLDER / NAME
        try:
            given = json.loads(path.read_text())
            relays = given.pop("relays")
            inbox = given.pop("inbox", None)
            webhooks = {vendor: Path(path) for vendor, path in given.pop("webhooks", {}).items()}
            read = _inbox(inbox) if inbox else None
            return cls(**given, relays=tuple(map(_relay, relays)), inbox=read, webhooks=webhooks)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadOffice(f"{path} cannot be read ({error}). Restore it, or set mail up anew.") from error

    def keep(self, newsroom_keys: Path) -> None:
        folder = newsroom_keys / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        relays = [asdict(one) | {"secret": str(one.secret) if one.secret else None} for one in self.relays]
        inbox = asdict(self.inbox) | {"secret": str(self.inbox.secret)} if self.inbox else None
        webhooks = {vendor: str(path) for vendor, path in self.webhooks.items()}
        given = {"address": self.address, "selector": self.selector, "relays": relays, "inbox": inbox}
        given["webhooks"] = webhooks
        write(folder / NAME, json.dumps(given, indent=1).encode())
        os.chmod(folder / NAME, 0o600)

    def signing(self, newsroom_keys: Path, phrase: str) -> Domain:
        """Who signs.  Raises BadOffice."""
        path = newsroom_keys / FOLDER / KEY
        try:
            key = load_pem_private_key(path.read_bytes(), phrase.encode() or None)
        except (OSError, ValueError, TypeError) as error:
            raise BadOffice(f"the key {path} cannot be read with the phrase of the online keys.") from error
        assert isinstance(key, RSAPrivateKey)
        return Domain(self.domain, self.selector, key)


def open_office(newsroom_keys: Path, phrase: str, address: str, now: datetime) -> Office:
    """Set mail up, or let it come from another address; the signing key is made when there is none."""
    found = Office.of(newsroom_keys)
    office = replace(found, address=address) if found else Office(address=address, selector=f"t{now:%Y%m}")
    path = newsroom_keys / FOLDER / KEY
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        secret = BestAvailableEncryption(phrase.encode()) if phrase else NoEncryption()
        pem = generate_private_key(65_537, BITS).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret)
        write(path, pem)
        os.chmod(path, 0o600)
    office.keep(newsroom_keys)
    return office


def records(office: Office, domain: Domain) -> Sequence[tuple[str, str]]:
    """(name, TXT) of what the domain's zone must hold, so that mailboxes believe our mail."""
    public = domain.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    relays = " ".join(_in_spf(one.host) for one in office.relays) or "a"
    return (
        (f"{office.selector}._domainkey.{office.domain}", f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"),
        (office.domain, f"v=spf1 {relays} -all"),
        (f"_dmarc.{office.domain}", "v=DMARC1; p=reject; adkim=s"),
    )


def _in_spf(host: str) -> str:
    try:
        return f"ip{ip_address(host).version}:{host}"
    except ValueError:
        return f"a:{host}"


def _relay(given: dict[str, object]) -> Relay:
    secret = given.pop("secret")
    tls = Tls(str(given.pop("tls")))
    rates = tuple((host, float(rate)) for host, rate in given.pop("host_rates", ()))  # type: ignore[attr-defined]
    return Relay(**given, tls=tls, secret=Path(str(secret)) if secret else None, host_rates=rates)  # type: ignore[arg-type]


def _inbox(given: dict[str, object]) -> Inbox:
    tls, secret = Tls(str(given.pop("tls"))), Path(str(given.pop("secret")))
    return Inbox(**given, tls=tls, secret=secret)  # type: ignore[arg-type]
