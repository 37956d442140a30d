"""What a command costs, by the system's own accounting: wall and processor seconds, and the most memory it held."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    wall: float  # seconds
    cpu: float  # seconds, of all its processes
    peak: float  # MB, of all its processes together


class Failed(Exception):
    """A command that ended badly: its last lines."""


def run(words: Sequence[str | Path], folder: Path, more: Mapping[str, str] | None = None) -> tuple[Cost, str]:
    """(what it cost, what it printed).  Raises Failed."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in words],
        cwd=folder,
        env={**os.environ, **(more or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak, ended = 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.2):
            peak = max(peak, _held(process.pid))

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    assert process.stdout
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    ended.set()
    watching.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"{words[0]} ended with {process.returncode}:\n{said[-2_000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, max(peak, used.ru_maxrss / 1024)), said


def _held(root: int) -> float:
    """MB of a process and all that it began; what they share is counted once, by each one's share of it."""
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    total, waiting = 0.0, [root]
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
    return total
