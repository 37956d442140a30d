"""Serve an edition on loopback, at the top of a host or in a folder of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tamizdat.mirrors.site import Site


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Silent(WSGIRequestHandler):
    def log_message(self, *words: Any) -> None:
        pass


@contextmanager
def served(folder: Path, under: str = "/") -> Iterator[str]:
    """The address of the edition while the block lasts.  `under` begins and ends with a slash."""
    site = Site(folder)

    def application(environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"]
        if not path.startswith(under):
            start("404 Not Found", [("Content-Length", "0")])
            return []
        return site({**environ, "PATH_INFO": "/" + path.removeprefix(under)}, start)

    with make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{under}"
        finally:
            server.shutdown()
            thread.join(5)
