"""A message of an invented newsroom, frozen for readers who are numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tamizdat.outbox.dkim import Domain
from tamizdat.outbox.envelopes import Envelope, Freezing
from tamizdat.outbox.message import Message, compose
from tamizdat.outbox.shards import Shards
from tamizdat.outbox.smtp import Relay, Tls

NOW = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
TEXT = "Девять человек были в лодке.\n.точка в начале строки\n\nRead: https://herald.example/en/\n"
HTML = "<html lang='ru'><body><p>Девять человек были в лодке.</p>\n<p>.</p></body></html>\n"


@cache
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def message(**parts: object) -> Message:
    given: dict[str, object] = {
        "name": "Портовый вестник",
        "address": "letters@herald.example",
        "subject": "Неделя: девять человек в лодке, и ещё одно очень длинное предложение о пароме",
        "text": TEXT,
        "html": HTML,
        "language": "ru",
        "list_id": "weekly.herald.example",
        "date": NOW,
    }
    return Message(**{**given, **parts})  # type: ignore[arg-type]


def freezing(**parts: object) -> Freezing:
    return Freezing(
        compose(message(**parts)),
        Domain("herald.example", "2026a", key()),
        b"a secret of this message",
        NOW,
        unsubscribe="https://herald.example/-/leave/",
        leave="leave@herald.example",
        sender="bounces@herald.example",
    )


def each(made: Freezing) -> Callable[[Sequence[str]], Iterator[Envelope]]:
    """An envelope for each of some addresses."""
    return lambda addresses: map(made.envelope, addresses)


def frozen(folder: Path, number: int, *, sign: bool = True, names: str = "reader") -> Freezing:
    """That many readers' envelopes in shards."""
    made = freezing()
    if not sign:
        made._signing.signature = lambda own: "QUJD"  # type: ignore[method-assign]
    Shards(folder).put([f"{names}{count}@{count % 7}.example" for count in range(number)], each(made))
    return made


def relay(port: int, **more: object) -> Relay:
    given: dict[str, object] = {"tls": Tls.NONE, "lines": 4, "patience": 5.0, **more}
    return Relay(host="127.0.0.1", port=port, **given)  # type: ignore[arg-type]
