"""Serve a letterbox: workers that live for a hundred letters or half a minute, and leave nothing in memory.

The process that starts them reads nothing of what comes in, so all that a reader typed is gone with the worker that
took it.  Nothing is logged, nothing is dumped, and where the system allows it nothing is swapped out.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress

import h11

from tamizdat.letterbox.collecting import HEADER, LARGEST
from tamizdat.letterbox.forms import Request, Response

LETTERS, SECONDS = 100, 30.0  # a worker's life
WORKERS = 12  # six may wait with what is asked, and two for what will be
PATIENCE = 10.0  # seconds for one whole request
ENDS = (signal.SIGTERM, signal.SIGINT)
PIECE = 65_536  # bytes read at once
_DUMPABLE, _LOCK_ALL = 4, 7  # PR_SET_DUMPABLE; MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT

Answer = Callable[[Request], Response]


class Workers:
    """Keeps so many workers at one listening socket."""

    def __init__(
        self, listening: socket.socket, answer: Callable[[], Answer], workers: int = WORKERS, seconds: float = SECONDS
    ) -> None:
        """`answer` is called in each new worker, and gives what answers there; `seconds` is a worker's life."""
        self._listening, self._answer, self._wanted, self._seconds = listening, answer, workers, seconds
        self._at_work: set[int] = set()
        self._ended = False

    def run(self) -> None:
        """Until asked to end (SIGTERM, Ctrl-C)."""
        for number in ENDS:
            signal.signal(number, self._end)
        gc.freeze()  # what is here is shared with the workers as it is
        while not self._ended:
            while len(self._at_work) < self._wanted:
                self._begin()
            with suppress(InterruptedError, ChildProcessError):
                gone, _ = os.wait()
                self._at_work.discard(gone)
        for worker in self._at_work:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)
        for _ in self._at_work:
            with suppress(ChildProcessError):
                os.wait()

    def _end(self, number: int, frame: object) -> None:
        self._ended = True
        for worker in self._at_work:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)

    def _begin(self) -> None:
        # Asked to end in the midst of this, a worker that is not known yet would live on, with our way of ending.
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
        worker = os.fork()
        if worker:
            self._at_work.add(worker)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
            return
        for number in ENDS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        status = 1
        try:
            keep_to_itself()  # a lock on memory is not inherited
            work(self._listening, self._answer(), self._seconds)
            status = 0
        finally:
            os._exit(status)  # no memory is handed on, nothing is flushed anywhere


def keep_to_itself() -> list[str]:
    """No core dumps, nobody looks in, nothing is swapped.  Returns what the system did not allow, a line each."""
    missing = []
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_DUMPABLE, 0, 0, 0, 0):
        missing.append("other programs of this user may look into its memory.")
    if libc.mlockall(_LOCK_ALL):
        missing.append(
            "what is typed may be swapped out: allow it to lock memory (LimitMEMLOCK=infinity), or swapoff -a."
        )
    return missing


def work(listening: socket.socket, answer: Answer, seconds: float = SECONDS) -> None:
    """A worker's whole life."""
    listening.setblocking(False)
    until = time.monotonic() + seconds
    for _ in range(LETTERS):
        connection = _next(listening, until)
        if connection is None:
            return
        with connection, suppress(OSError, h11.RemoteProtocolError):
            connection.settimeout(PATIENCE)
            _one(connection, answer)


def _next(listening: socket.socket, until: float) -> socket.socket | None:
    while (left := until - time.monotonic()) > 0:
        if not select.select([listening], [], [], left)[0]:
            return None
        with suppress(BlockingIOError):  # another worker was faster
            return listening.accept()[0]
    return None


def _one(connection: socket.socket, answer: Answer) -> None:
    """One request, one answer, and the connection is closed."""
    wire = h11.Connection(h11.SERVER)
    until = time.monotonic() + PATIENCE
    try:
        request = _read(connection, wire, until)
        if request is None:
            return
        response = answer(request)
    except h11.RemoteProtocolError as error:
        request, response = Request("GET", ""), Response(error.error_status_hint, b"")
    except _TooMuch:
        request, response = Request("GET", ""), Response(413, b"")
    headers = [*response.headers, ("Content-Length", str(len(response.body))), ("Connection", "close")]
    if wire.our_state is h11.ERROR:
        return
    connection.sendall(wire.send(h11.Response(status_code=response.status, headers=headers)) or b"")
    if request.method != "HEAD":
        connection.sendall(wire.send(h11.Data(data=response.body)) or b"")
        connection.sendall(wire.send(h11.EndOfMessage()) or b"")
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)


class _TooMuch(Exception):
    pass


def _read(connection: socket.socket, wire: h11.Connection, until: float) -> Request | None:
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            if time.monotonic() > until:
                raise OSError("it took too long")
            if wire.they_are_waiting_for_100_continue:
                connection.sendall(wire.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
            wire.receive_data(connection.recv(PIECE))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > LARGEST:
                raise _TooMuch
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return _request(head, bytes(body))
        else:
            return None


def _request(head: h11.Request, body: bytes) -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
    return Request(
        method=head.method.decode("latin-1"),
        path=head.target.decode("latin-1").partition("?")[0],
        body=body,
        peer=headers.get("x-real-ip", ""),
        signature=headers.get(HEADER, ""),
        headers=headers,
    )
