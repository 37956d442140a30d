"""Mail addresses: what is one, and the one form in which we keep what somebody typed."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 254  # bytes (RFC 5321)
_MAILBOX = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])")


class NotAMailbox(ValueError):
    """Why it is none, by one of these reasons, for which forms have words."""

    EMPTY, SHAPE, LETTERS, LONG = "empty", "shape", "letters", "long"

    @property
    def reason(self) -> str:
        return str(self.args[0])


def typed(text: str) -> str:
    """The mailbox in ASCII, its host in small letters.  Raises NotAMailbox.

    A host may be written in one script, as пример.рф is.  Scripts that are mixed are a slip or a lure: the o of another
    alphabet looks like ours and leads to somebody else.
    """
    text = unicodedata.normalize("NFKC", text.strip())
    if not text:
        raise NotAMailbox(NotAMailbox.EMPTY)
    if len(text.encode()) > LONGEST:
        raise NotAMailbox(NotAMailbox.LONG)
    name, at, host = text.rpartition("@")
    if not at or not name or not host:
        raise NotAMailbox(NotAMailbox.SHAPE)
    if not name.isascii() or any(len(scripts(label)) > 1 for label in host.split(".")):
        raise NotAMailbox(NotAMailbox.LETTERS)
    try:
        found = f"{name}@{host.lower().encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise NotAMailbox(NotAMailbox.SHAPE) from error
    if not is_mailbox(found):
        raise NotAMailbox(NotAMailbox.SHAPE)
    return found


def scripts(text: str) -> set[str]:
    """Whose letters these are, by the first word of their names: "LATIN", "CYRILLIC"."""
    return {unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()}


def is_mailbox(address: str) -> bool:
    """Is it one in ASCII, such as every relay takes?"""
    host = address.rpartition("@")[2]
    labels = host.split(".")
    return bool(
        _MAILBOX.fullmatch(address)
        and len(address) <= LONGEST
        and ".." not in address
        and not address.startswith(".")
        and ".@" not in address
        and len(labels) >= 2
        and all(0 < len(label) < 64 and not label.startswith("-") and not label.endswith("-") for label in labels)
    )
