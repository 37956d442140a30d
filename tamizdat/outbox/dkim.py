"""Sign messages as their domain (DKIM, RFC 6376): rsa-sha256, relaxed/relaxed, the body hashed once for all.

What is the same for everyone is hashed first and the state kept, so that a reader costs one signature.  Headers that
must not be added on the way are named once more than they are there.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from tamizdat.outbox.message import Header, Template

GOOD_FOR = timedelta(days=14)
OWN = ("to", "message-id", "list-unsubscribe")  # those of one reader, in the order in which they are signed
# Nobody may add one of these.
SEALED = (
    *("from", "subject", "date", "reply-to", "sender", "cc", "mime-version", "content-type"),
    *("to", "message-id", "list-unsubscribe", "list-unsubscribe-post"),
)
_SHA256 = Prehashed(hashes.SHA256())


@dataclass(frozen=True, slots=True)
class Domain:
    """Who signs."""

    name: str  # "herald.example", that of From
    selector: str  # "2026a": the public key is the TXT record of 2026a._domainkey.herald.example
    key: RSAPrivateKey


class Signing:
    """Signs one template for its readers."""

    def __init__(self, template: Template, domain: Domain, at: datetime, own: Sequence[str] = OWN) -> None:
        """`own` are those of OWN that each reader has."""
        self._key = domain.key
        names = [header.name.lower() for header in template.headers]
        signed = [*names, *own]
        fields = {
            "v": "1",
            "a": "rsa-sha256",
            "c": "relaxed/relaxed",
            "d": domain.name,
            "s": domain.selector,
            "t": str(int(at.timestamp())),
            "x": str(int((at + GOOD_FOR).timestamp())),
            "h": ":".join([*signed, *SEALED]),
            "bh": base64.b64encode(hashlib.sha256(relaxed_body(template.body)).digest()).decode(),
            "b": "",
        }
        value = "; ".join(f"{name}={text}" for name, text in fields.items())
        self.before = folded(f"DKIM-Signature: {value}").encode()
        # The last of a name is signed first; each stands here once.
        self._begun: Any = hashlib.sha256()
        for header in template.headers:
            self._begun.update(relaxed_header(header.line))
        self._last = relaxed_header(self.before + b"\r\n").removesuffix(b"\r\n")

    def signature(self, own: Sequence[Header]) -> str:
        """The signature over the template with these headers, those of OWN in their order, in base64."""
        digest = self._begun.copy()
        for header in own:
            digest.update(relaxed_header(header.line))
        digest.update(self._last)
        return base64.b64encode(self._key.sign(digest.digest(), padding.PKCS1v15(), _SHA256)).decode()


def line(before: bytes, signature: str) -> bytes:
    """The whole header: what every reader's begins with, and one's signature."""
    return (
        before + b"".join(b"\r\n " + signature[at : at + 72].encode() for at in range(0, len(signature), 72)) + b"\r\n"
    )


def folded(line: str) -> str:
    """A header folded after semicolons and colons, so that no line is longer than it should be."""
    lines = [""]
    for part in re.findall(r"[^;:]+[;:]?", line):
        if len(lines[-1]) + len(part) > 76 and lines[-1].strip():
            lines.append(" ")
        lines[-1] += part.lstrip() if lines[-1] == " " else part
    return "\r\n".join(lines)


def relaxed_header(line: bytes) -> bytes:
    name, _, value = line.partition(b":")
    value = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()
    return name.lower().strip() + b":" + value + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)
