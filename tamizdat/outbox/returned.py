"""What mail that comes back says: this mailbox is no more (RFC 3464), this reader complains (RFC 5965), let me go.

Anybody may write to us, so what comes back is believed only for the token that it brings along: whoever has it could
unsubscribe its reader anyhow.  An address that somebody names is never acted on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from enum import StrEnum

# Of enhanced codes (RFC 3463, and the registry of them), those that say that there is no such mailbox.
DEAD = re.compile(r"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")
ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
# What relays say that give none.
WORDS = re.compile(
    r"no such (user|mailbox|recipient)|(user|recipient|mailbox|account|address) (is )?(unknown|not found|not exist|"
    r"does(n't| not) exist|disabled|invalid)|unknown (user|recipient|mailbox)|invalid (recipient|mailbox)",
    re.IGNORECASE,
)
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")


class Why(StrEnum):
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Returned:
    why: Why
    token: str  # that only unsubscribes


def is_dead(code: int, text: str) -> bool:
    """Does this reply say that there is no such mailbox?  What it says of us, or of the message, says nothing of it."""
    if not 500 <= code < 600:
        return False
    return bool(DEAD.search(text)) if ENHANCED.search(text) else bool(WORDS.search(text))


def read(content: bytes, leave: str) -> Returned | None:
    """What a message is to us; None: something else.  `leave` is the address that a token is added to."""
    try:
        message = message_from_bytes(content, policy=policy.default)
        return _report(message, leave) or _left(message, leave)
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        return None  # the standard library meets much that is no mail with whatever error it comes to


def _report(message: EmailMessage, leave: str) -> Returned | None:
    if message.get_content_type() != "multipart/report":
        return None
    kind = str(message.get_param("report-type", "")).lower()
    parts = list(message.walk())[1:]
    token = next((found for part in parts for found in _tokens_of_original(part, leave)), "")
    if not token:
        return None
    if kind == "feedback-report":
        return Returned(Why.COMPLAINED, token)
    said = [block for part in parts if part.get_content_type() == "message/delivery-status" for block in _blocks(part)]
    failed = any(
        str(block.get("Action", "")).strip().lower() == "failed" and DEAD.search(str(block.get("Status", "")))
        for block in said
    )
    return Returned(Why.BOUNCED, token) if kind == "delivery-status" and failed else None


def _blocks(part: Message) -> list[Message]:
    blocks = part.get_payload()
    return [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []


def _tokens_of_original(part: Message, leave: str) -> Iterator[str]:
    """Of the message that came back, whole or its headers alone."""
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        part = message_from_bytes(payload if isinstance(payload, bytes) else b"", policy=policy.default)
    for header in part.get_all("List-Unsubscribe", []):
        yield from _tokens("".join(str(header).split()), leave)


def _left(message: EmailMessage, leave: str) -> Returned | None:
    to = " ".join(str(header) for name in _TO for header in message.get_all(name, []))
    token = next(_tokens(to, leave), "")
    return Returned(Why.LEFT, token) if token else None


def _tokens(text: str, leave: str) -> Iterator[str]:
    name, _, host = leave.partition("@")
    for found in re.finditer(rf"\b{re.escape(name)}\+([\w-]{{10,64}})@{re.escape(host)}\b", text, re.IGNORECASE):
        yield found[1]
