"""Work that goes on in a thread of its own while a newsroom is served."""

from __future__ import annotations

import logging
import threading

PATIENCE = 30  # seconds for what is under way when it is asked to end


class Worker:
    """A thread with a beginning and an end.  A kind of work says in `_work` what it does until `_stop` is set."""

    def __init__(self, name: str) -> None:
        self._stop = threading.Event()
        self._log = logging.getLogger(f"tamizdat.{name}")
        self._told: set[str] = set()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def at_work(self) -> bool:
        return self._thread.is_alive()

    def end(self) -> None:
        """End when what is under way is done; nobody waits for it."""
        self._stop.set()

    def stop(self) -> None:
        """End after what is under way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=PATIENCE)

    def _work(self) -> None:
        raise NotImplementedError

    def _tell(self, line: str) -> None:
        """Once: a host that is away for a week fills no log."""
        if line not in self._told:
            self._told.add(line)
            self._log.warning("%s", line)
