"""A message that many get: composed once to bytes, into which each reader's few headers are spliced.

Its body is the same for everyone.  Only To, Message-ID and List-Unsubscribe differ, and the signature over them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tamizdat.mailboxes import is_mailbox

LONGEST_LINE = 998  # bytes, without its end (RFC 5322)
LARGEST_HTML = 100_000  # bytes: beyond, large providers cut a message off, with its way to unsubscribe
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_POLICY = SMTP.clone(max_line_length=76, cte_type="7bit")


class BadMessage(ValueError):
    """What cannot be a message: one line that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What everyone gets."""

    name: str  # of the sender, as readers see it
    address: str  # of the sender
    subject: str
    text: str
    html: str = ""
    language: str  # BCP 47
    list_id: str = ""  # "weekly.herald.example": names the list for mail programs; empty: a message to one
    date: datetime  # aware
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    name: str
    line: bytes  # with name, folds and the last CRLF


@dataclass(frozen=True, slots=True)
class Template:
    """A composed message without what differs from reader to reader."""

    headers: tuple[Header, ...]
    body: bytes  # CRLF

    @property
    def stuffed(self) -> bytes:
        """The body as DATA wants it: dots doubled at the start of lines, and ended (RFC 5321, 4.5.2)."""
        return re.sub(rb"(?m)^\.", b"..", self.body) + b".\r\n"


def compose(message: Message) -> Template:
    """The message's bytes: text first, then HTML.  Raises BadMessage."""
    for part in ("name", "address", "subject", "language", "list_id", "reply_to"):
        if _CONTROL.search(getattr(message, part)):
            raise BadMessage(f"the {part.replace('_', ' ')} holds a line's end or another control character.")
    for address in filter(None, (message.address, message.reply_to)):
        refuse_address(address)
    if len(message.html.encode()) > LARGEST_HTML:
        raise BadMessage(f"the HTML has {len(message.html.encode()):,} bytes; {LARGEST_HTML:,} are allowed.")
    if not message.subject.strip() or not message.text.strip():
        raise BadMessage("a message has a subject and a text.")
    composed = _composed(message)
    head, _, body = composed.as_bytes().partition(b"\r\n\r\n")
    headers = tuple(_split(head + b"\r\n"))
    if any(len(line) > LONGEST_LINE for line in (head + body).split(b"\r\n")) or re.search(rb"(?<!\r)\n", body):
        raise BadMessage("a line of it is too long for mail.")
    return Template(headers, body)


def refuse_address(address: str) -> None:
    """Raises BadMessage for what is no mailbox that any relay takes."""
    if not is_mailbox(address):
        raise BadMessage(f"{address[:80]!r} is no mail address.")


def own_header(name: str, value: str) -> Header:
    """A header of one reader's, on one line: what stands in it was made by us and is short."""
    return Header(name, f"{name}: {value}\r\n".encode("ascii"))


def _composed(message: Message) -> EmailMessage:
    composed = EmailMessage(policy=_POLICY)
    user, _, host = message.address.rpartition("@")
    composed["From"] = Address(message.name, user, host)
    composed["Subject"] = message.subject
    composed["Date"] = format_datetime(message.date)
    if message.reply_to:
        composed["Reply-To"] = message.reply_to
    if message.list_id:
        composed["List-Id"] = f"<{message.list_id}>"
        composed["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    composed.set_content(_lines(message.text), cte="quoted-printable")
    if message.html:
        composed.add_alternative(_lines(message.html), subtype="html", cte=_cte(message.html))
        digest = hashlib.sha256(f"{message.text}\0{message.html}".encode()).hexdigest()
        composed.set_boundary(f"-{digest[:40]}-")
    composed["Content-Language"] = message.language
    return composed


def _cte(text: str) -> str:
    """Russian in quoted-printable is twice as long as in base64."""
    return "quoted-printable" if sum(map(str.isascii, text)) > 0.8 * len(text) else "base64"


def _lines(text: str) -> str:
    return "\n".join(text.splitlines()) + "\n"


def _split(head: bytes) -> Iterator[Header]:
    """Each header with its folds."""
    for line in re.findall(rb"(?m)^[^ \t\r\n][^\n]*\n(?:[ \t][^\n]*\n)*", head):
        yield Header(line.partition(b":")[0].decode("ascii"), line)
