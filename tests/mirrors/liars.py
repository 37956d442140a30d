"""Servers that answer as no honest one does, on real sockets: they hang, drip, break off, never end, and lie."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

OK = b"HTTP/1.1 200 OK\r\n"
CORS = b"Access-Control-Allow-Origin: *\r\n"
Manner = Callable[[socket.socket, bytes, threading.Event], None]  # gets the line, the honest content, the end


@dataclass
class Liar:
    """Serves a folder, honestly but for paths that it has a manner for."""

    folder: Path
    manners: dict[str, Manner] = field(default_factory=dict)
    headers: bytes = CORS
    asked: list[str] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)  # as they came
    address: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def answer(self, line: socket.socket) -> None:
        line.settimeout(10)
        with line:
            try:
                request = line.recv(65_536)
                path = request.split(b" ")[1].decode().lstrip("/")
                self.asked.append(path)
                self.requests.append(request)
                place = self.folder / path
                content = place.read_bytes() if place.is_file() else b""
                if manner := self.manners.get(path) or self.manners.get("*"):
                    manner(line, content, self.ended)
                elif place.is_file():
                    line.sendall(OK + self.headers + length(content) + content)
                else:
                    line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            except (OSError, IndexError):
                pass


def length(content: bytes) -> bytes:
    return b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(content)


@contextmanager
def lying(folder: Path, **manners: Manner) -> Iterator[Liar]:
    """A server on a port of its own; `manners` by path, "*" for all."""
    liar = Liar(folder, manners)
    with socket.create_server(("127.0.0.1", 0)) as server:
        liar.address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.settimeout(0.1)

        def serve() -> None:
            while not liar.ended.is_set():
                try:
                    line, _ = server.accept()
                except TimeoutError:
                    continue
                threading.Thread(target=liar.answer, args=(line,), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield liar
        finally:
            liar.ended.set()
            thread.join(5)


# Manners


def endless(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    line.sendall(OK + CORS + b"Connection: close\r\n\r\n")
    while not ended.is_set():
        line.sendall(b"x" * 65_536)


def endless_in_chunks(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    line.sendall(OK + CORS + b"Transfer-Encoding: chunked\r\n\r\n")
    while not ended.is_set():
        line.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


def endless_headers(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    line.sendall(OK)
    while not ended.is_set():
        line.sendall(b"X-More: " + b"x" * 1_000 + b"\r\n")


def dripping(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    line.sendall(OK + CORS + length(content))
    for at in range(len(content)):
        line.sendall(content[at : at + 1])
        if ended.wait(0.05):
            return


def silent(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    ended.wait(30)


def truncated(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    line.sendall(OK + CORS + length(content) + content[: len(content) // 2])


def frozen_after_16_kb(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    line.sendall(OK + CORS + length(content + b"x" * 20_000) + (content + b"x" * 20_000)[:16_384])
    ended.wait(30)


def error_page(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    page = b"<!doctype html><title>Sorry</title><p>This account has been suspended."
    line.sendall(OK + CORS + length(page) + page)


def unavailable(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 503 Service Unavailable\r\n" + length(b""))


def not_found(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 404 Not Found\r\n" + length(b""))


def elsewhere(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 302 Found\r\nLocation: https://victim.example/\r\n" + length(b""))


def bomb(line: socket.socket, content: bytes, ended: threading.Event) -> None:
    import gzip

    packed = gzip.compress(b"x" * 20_000_000)
    line.sendall(OK + CORS + b"Content-Encoding: gzip\r\n" + length(packed) + packed)
