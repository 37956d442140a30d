"""One run of the press at a time."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another run is at work and did not end in time."""


@contextmanager
def alone(folder: Path, patience: float, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Hold the press; raises Busy.  The lock is the kernel's: it is gone when its process is, however that ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w") as file:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy(
                        f"another run of the press is at work (it holds {folder / '.lock'}). Wait for it to end."
                    ) from None
                sleep(0.05)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
