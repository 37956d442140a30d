"""What a domain's zone says of our mail, beside what it must say, and whether the relays let us in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import dns.exception
import dns.resolver

from tamizdat.outbox.dkim import Domain
from tamizdat.outbox.office import Office, records
from tamizdat.outbox.smtp import Broken, Line, Relay, Unwelcome

PATIENCE = 10.0  # seconds for one question


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, whether it is as it should be, and what is wrong when it is not."""

    what: str  # "DKIM", "SPF", "DMARC", "MX", "relay"
    name: str
    wrong: str  # a line; empty when all is well


class Unasked(Exception):
    """Nobody answers questions about names now."""


class Zone:
    """Asks about one office."""

    def __init__(self, office: Office, domain: Domain, servers: tuple[str, ...] = (), port: int = 53) -> None:
        """`servers` are IP addresses of resolvers; without any, the system's are asked."""
        self._office, self._domain = office, domain
        self._resolver = dns.resolver.Resolver(configure=not servers)
        self._resolver.lifetime = PATIENCE
        if servers:
            self._resolver.nameservers = list(servers)
            self._resolver.port = port

    def answers(self) -> Iterator[Answer]:
        """Raises Unasked."""
        (key_name, key), (spf_name, _), (dmarc_name, _) = records(self._office, self._domain)
        yield Answer("DKIM", key_name, self._key(key_name, key))
        yield Answer("SPF", spf_name, self._spf(spf_name))
        yield Answer("DMARC", dmarc_name, self._dmarc(dmarc_name))
        yield Answer("MX", self._office.domain, self._mx())
        for relay in self._office.relays:
            yield Answer("relay", relay.name, _lets_in(relay))

    def _key(self, name: str, wanted: str) -> str:
        found = [text for text in self._texts(name) if _tags(text).get("p")]
        if not found:
            return "there is no key, so mailboxes cannot tell our mail from forgeries."
        return "" if _tags(found[0])["p"] == _tags(wanted)["p"] else "it holds another key than ours."

    def _spf(self, name: str) -> str:
        found = [text for text in self._texts(name) if text.lower().split(" ")[0] == "v=spf1"]
        if len(found) != 1:
            return "there is none." if not found else f"there are {len(found)}; mailboxes believe none of them."
        last = found[0].lower().split()[-1]
        if last in ("-all", "~all") or last.startswith("redirect="):
            return ""
        return f"it ends with {last!r}; anybody may write in our name. End it with -all."

    def _dmarc(self, name: str) -> str:
        found = [text for text in self._texts(name) if text.lower().replace(" ", "").startswith("v=dmarc1")]
        if not found:
            return "there is none: large mailboxes refuse newsletters without it."
        policy = _tags(found[0]).get("p", "none").lower()
        return (
            ""
            if policy in ("reject", "quarantine")
            else f"its policy is {policy!r}; forgeries arrive. Make it p=reject."
        )

    def _mx(self) -> str:
        hosts = [str(row.exchange) for row in self._ask(self._office.domain, "MX")]
        return "" if [host for host in hosts if host != "."] else "there is none: bounces and goodbyes do not arrive."

    def _texts(self, name: str) -> list[str]:
        return [b"".join(row.strings).decode("utf-8", "replace") for row in self._ask(name, "TXT")]

    def _ask(self, name: str, kind: str) -> list[dns.resolver.Answer]:
        try:
            return list(self._resolver.resolve(name, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise Unasked(f"nobody answers who knows {name} ({type(error).__name__}). Ask from elsewhere.") from error


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs if name.strip()}


def _lets_in(relay: Relay) -> str:
    """Sign in and go again; nothing is sent."""

    async def look() -> str:
        line = Line(relay)
        try:
            await line.open()
        except (Broken, Unwelcome) as error:
            return str(error)
        finally:
            await line.close()
        return ""

    return asyncio.run(look())
