"""Progress bars for a person at a terminal, nothing for a machine."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from tqdm import tqdm

LABELS = {
    "print": "Printing",
    "place": "Placing",
    "import": "Importing",
    "write": "Writing",
    "draw": "Drawing",
}
LABELS |= {
    "check": "Checking",
    "fetch": "Fetching",
    "seal": "Sealing",
    "open": "Opening",
    "photos": "Photos",
    "copy": "Copying",
    "change": "Changing",
    "send": "Sending",
    "book": "Books",
    "archive": "Archives",
    "search": "Search index",
}


class Bars:
    """One bar for each phase of a long piece of work, on standard error, only where that is a terminal."""

    def __init__(self, *, hidden: bool = False) -> None:
        self.hidden = hidden or not sys.stderr.isatty()
        self._bar: tqdm | None = None
        self._phase = ""

    def show(self, phase: str, done: int, total: int) -> None:
        """So much of this phase is done."""
        if self.hidden:
            return
        if phase != self._phase or self._bar is None:
            self.close()
            self._phase = phase
            self._bar = tqdm(total=total, desc=LABELS.get(phase, phase), leave=False, file=sys.stderr)
        self._bar.total = max(total, done)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Bars:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class ManyBars:
    """A bar for each of several pieces of work that go on at once, in threads of their own."""

    def __init__(self, *, hidden: bool = False) -> None:
        self.hidden = hidden or not sys.stderr.isatty()
        self._bars: dict[str, tqdm] = {}
        self._one_at_a_time = threading.Lock()

    def show(self, name: str, done: int, total: int) -> None:
        """So much of the work of this name is done."""
        if self.hidden:
            return
        with self._one_at_a_time:
            if name not in self._bars:
                self._bars[name] = tqdm(total=total, desc=name, position=len(self._bars), leave=False, file=sys.stderr)
            bar = self._bars[name]
            bar.total = max(total, done)
            bar.update(done - bar.n)

    def __enter__(self) -> ManyBars:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for bar in self._bars.values():
            bar.close()
