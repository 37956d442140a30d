"""Serve site and desk from one process, on this machine only.

Staff and drafts are behind the desk, so it never listens anywhere but on loopback.
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


class PortTaken(Exception):
    """Something else listens on the port."""


class Served:
    """One application on one port of 127.0.0.1, in a thread of its own."""

    def __init__(self, application: Callable[..., Any], port: int, threads: int) -> None:
        self.port = port
        try:
            self._server: BaseWSGIServer = waitress.create_server(
                application,
                sockets=[_listening(port)],
                threads=threads,
                ident="",
                clear_untrusted_proxy_headers=True,
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise PortTaken(f"port {port} is in use by another program; choose another with --port.") from error
        self._thread = threading.Thread(target=self._server.run, name=f"port {port}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the requests that are under way."""
        self._server.task_dispatcher.shutdown()
        self._server.close()


def _listening(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((LOOPBACK, port))
    except OSError:
        found.close()
        raise
    return found
