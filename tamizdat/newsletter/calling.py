"""Call a letterbox: we call, they never do."""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

from tamizdat.letterbox.collecting import HEADER

PATIENCE = 60  # seconds
LARGEST = 2_000_000  # bytes of an answer


class Away(Exception):
    """A letterbox that did not answer as one: one line that says why."""


def call(address: str, path: str, body: bytes, signature: str) -> bytes:
    """What the letterbox at this address answers to what we have signed.  Raises Away."""
    parts = urlsplit(address)
    assert parts.hostname
    try:
        connection = _connection(parts.scheme, parts.hostname, parts.port)
        try:
            connection.request("POST", path, body, {HEADER: signature})
            answer = connection.getresponse()
            content = answer.read(LARGEST)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        raise Away(f"{address} does not answer ({_plain(error)}).") from error
    if answer.status != 200:
        said = content[:200].decode("utf-8", "replace").strip().splitlines()
        raise Away(f"{address} answers {answer.status}: {said[0] if said else 'nothing'}")
    return content


def not_a_letterbox(address: str) -> Away:
    return Away(f"{address} answers with what is no letters: is a letterbox of ours behind it?")


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=PATIENCE)


def _plain(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
