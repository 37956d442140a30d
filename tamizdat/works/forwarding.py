"""Forms and pages under one name, as on a real host: what begins with /-/ goes on to a letterbox on this machine.

For the demo.  On a public host nginx does it, with settings that keep nothing of what is typed (docs/reference).
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterable
from typing import Any

from tamizdat.letterbox.app import AT
from tamizdat.letterbox.collecting import HEADER, LARGEST

Application = Callable[..., Iterable[bytes]]
PATIENCE = 30  # seconds


class Forwarding:
    """A WSGI application before another."""

    def __init__(self, site: Application, port: int) -> None:
        self._site, self._port = site, port

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(AT):
            return self._site(environ, start)
        length = min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST + 1)
        signature = environ.get("HTTP_" + HEADER.upper().replace("-", "_"), "")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
            body = environ["wsgi.input"].read(length)
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
            connection.request(environ["REQUEST_METHOD"], path, body or None, {HEADER: signature})
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException, ValueError):
            start("502 Bad Gateway", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return []
        finally:
            connection.close()
        headers = [one for one in answer.getheaders() if one[0].lower() not in ("connection", "content-length")]
        start(f"{answer.status} {answer.reason or 'OK'}", [*headers, ("Content-Length", str(len(content)))])
        return [content]
