"""What a censor does on the way: a relay before each server resets, keeps silent, freezes, delays, or leads elsewhere.

It looks at nothing: to it a connection is bytes.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from dataclasses import dataclass

SEGMENT = 1_400  # bytes


@dataclass(frozen=True)
class Manner:
    """How connections are treated."""

    kind: str = "open"  # "open", "reset", "silent"
    freeze: int = 0  # bytes to the reader, after which a connection stands still for good; 0: never
    delay: float = 0.0  # seconds each way
    lost: float = 0.0  # share of segments that come a retransmission later
    to: int = 0  # another port that answers in the server's place


OPEN = Manner()
RESET, SILENT = Manner("reset"), Manner("silent")
SLOW = Manner(delay=0.1, lost=0.05)


class Relay:
    """One port before another."""

    def __init__(self, to: int) -> None:
        self.to, self.manner = to, OPEN
        self.connections = self.bytes = 0
        self._server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._server.getsockname()[1])
        self._ended = threading.Event()
        self._draw = random.Random(8)
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._ended.set()
        self._server.close()

    def _serve(self) -> None:
        self._server.settimeout(0.2)
        while not self._ended.is_set():
            try:
                line, _ = self._server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._carry, args=(line, self.manner), daemon=True).start()

    def _carry(self, line: socket.socket, manner: Manner) -> None:
        self.connections += 1
        with line:
            if manner.kind == "reset":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            if manner.kind == "silent":
                self._ended.wait(60)
                return
            try:
                there = socket.create_connection(("127.0.0.1", manner.to or self.to), 5)
            except OSError:
                return
            time.sleep(2 * manner.delay)  # the handshake of TCP
            with there:
                up = threading.Thread(target=self._pump, args=(line, there, manner, False), daemon=True)
                up.start()
                self._pump(there, line, manner, True)

    def _pump(self, source: socket.socket, sink: socket.socket, manner: Manner, down: bool) -> None:
        passed = 0
        try:
            while piece := source.recv(65_536):
                self._wait(manner, len(piece))
                if down and manner.freeze:
                    piece = piece[: max(0, manner.freeze - passed)]
                passed += len(piece)
                if down:
                    self.bytes += len(piece)
                sink.sendall(piece)
                if down and manner.freeze and passed >= manner.freeze:
                    self._ended.wait(60)
                    return
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def _wait(self, manner: Manner, size: int) -> None:
        if manner.delay:
            segments = -(-size // SEGMENT)
            again = sum(self._draw.random() < manner.lost for _ in range(segments))
            time.sleep(manner.delay + again * 3 * manner.delay)
