"""A person at a terminal: reads what a command shows, and types."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 60.0  # seconds for one answer: a machine may be busy


class Terminal:
    """`tamizdat WORDS` on a terminal of its own."""

    def __init__(self, words: Sequence[str | Path], home: Path) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tamizdat", *map(str, words)],
            preexec_fn=lambda: os.login_tty(theirs),
            env={**os.environ, "TAMIZDAT_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        )
        os.close(theirs)
        self.shown = ""
        self._read = 0  # of what is shown, so far

    def reads(self, text: str) -> None:
        """Wait until this is shown, after what was read before."""
        while (at := self.shown.find(text, self._read)) < 0:
            if not self._more():
                raise AssertionError(f"{text!r} was not shown, but:\n{self.shown[self._read :]}")
        self._read = at + len(text)

    def types(self, line: str | Path) -> None:
        os.write(self._ours, f"{line}\n".encode())

    def answers(self, prompt: str, line: str | Path) -> None:
        self.reads(prompt)
        self.types(line)

    def ends(self) -> int:
        while self._more():
            pass
        os.close(self._ours)
        return self.process.wait(PATIENCE)

    def is_killed(self) -> None:
        self.process.kill()
        self.ends()

    def _more(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], PATIENCE)
        try:
            part = os.read(self._ours, 65_536) if ready else b""
        except OSError:  # the other end is closed
            part = b""
        self.shown += part.decode(errors="replace")
        return bool(part)
