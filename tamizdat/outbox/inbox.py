"""The mailbox where mail comes back to: read over IMAP (RFC 3501), from where the last reading ended.

What is ours is deleted there, since it says who readers are; everything else is left as it lies.
"""

from __future__ import annotations

import imaplib
import json
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tamizdat.edition.places import write
from tamizdat.outbox.smtp import NEAR, Tls

LARGEST = 200_000  # bytes of a message that are read: what counts stands in front
AT_ONCE = 500  # messages of one reading
PATIENCE = 60.0  # seconds for one answer
_UID = re.compile(rb"UID (\d+)")


class Unread(Exception):
    """A mailbox that cannot be read now: one line that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """A mailbox of our own at a mail provider."""

    host: str
    port: int
    user: str
    secret: Path  # the file of the password
    tls: Tls = Tls.FROM_THE_START

    def __post_init__(self) -> None:
        """Raises ValueError for one that would be read in the clear, at first or for good."""
        if self.tls is not Tls.FROM_THE_START and self.host not in NEAR:
            raise ValueError(f"{self.host} is another machine: mail is read there by TLS only.")

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


def read(inbox: Inbox, memory: Path, take: Callable[[bytes], bool]) -> int:
    """Hand every message that came since the last time to `take`, which says whether it was one of ours.

    `memory` is a file that knows how far the last reading came.  Returns how many were ours.  Raises Unread.
    """
    try:
        with _signed_in(inbox) as line:
            return _read(line, memory, take)
    except (OSError, imaplib.IMAP4.error) as error:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Unread(f"the mailbox at {inbox.name} cannot be read: {said[:200]}") from error


def _signed_in(inbox: Inbox) -> imaplib.IMAP4:
    line: imaplib.IMAP4
    if inbox.tls is Tls.FROM_THE_START:
        line = imaplib.IMAP4_SSL(inbox.host, inbox.port, ssl_context=ssl.create_default_context(), timeout=PATIENCE)
    else:
        line = imaplib.IMAP4(inbox.host, inbox.port, timeout=PATIENCE)
    line.login(inbox.user, inbox.secret.read_text().strip())
    return line


def _read(line: imaplib.IMAP4, memory: Path, take: Callable[[bytes], bool]) -> int:
    line.select("INBOX")
    validity = int((line.response("UIDVALIDITY")[1][0] or b"0").decode())
    last = _last(memory, validity)
    _, found = line.uid("SEARCH", f"UID {last + 1}:*")
    uids = [uid for uid in map(int, (found[0] or b"").split()) if uid > last][:AT_ONCE]
    ours = 0
    for uid in uids:
        _, parts = line.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)")
        content = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        if take(content):
            line.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
            ours += 1
        write(memory, json.dumps({"validity": validity, "uid": uid}).encode())
    if ours:
        line.expunge()
    return ours


def _last(memory: Path, validity: int) -> int:
    """The last that was read; 0 when the mailbox was made anew since (RFC 3501, 2.3.1.1)."""
    try:
        kept = json.loads(memory.read_text())
        return int(kept["uid"]) if kept["validity"] == validity else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0
