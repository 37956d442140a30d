"""Serve site and desk from one process.

Staff and drafts are behind the desk, so it never listens anywhere but on loopback; only a mirror may.
"""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Callable
from typing import Any

import waitress
from waitress.server import BaseWSGIServer

LOOPBACK = "127.0.0.1"
REFUSED = {
    errno.EADDRINUSE: "port {port} is in use by another program; choose another with --port.",
    errno.EADDRNOTAVAIL: "{host} is no address of this machine; `ip address` shows those it has.",
    errno.EACCES: "port {port} may be opened by root only; choose one above 1023 with --port.",
}


class PortTaken(Exception):
    """The port cannot be had: something else listens there, or it is nobody's of this machine."""


class Served:
    """One application on one port, in a thread of its own."""

    def __init__(self, application: Callable[..., Any], port: int, threads: int, host: str = LOOPBACK) -> None:
        self.port = port
        self._server: BaseWSGIServer = waitress.create_server(
            application,
            sockets=[listening(host, port)],
            threads=threads,
            ident="",
            clear_untrusted_proxy_headers=True,
        )
        self._ends = False
        self._thread = threading.Thread(target=self._run, name=f"port {port}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the requests that are under way."""
        self._ends = True
        self._server.task_dispatcher.shutdown()
        self._server.close()

    def _run(self) -> None:
        try:
            self._server.run()
        except OSError:  # it waits at a socket that is closed under it
            if not self._ends:
                raise


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to this port.  Raises PortTaken."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        if error.errno not in REFUSED:
            raise
        raise PortTaken(REFUSED[error.errno].format(host=host, port=port)) from error
    return found
