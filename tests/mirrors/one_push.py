"""One push of a newsroom's folder, killed by itself at a touch of a file below the mirror.

`python -m tests.mirrors.one_push HOME MIRROR LAST NOW`: prints how many touches there were when it was not killed.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from tamizdat.mirrors.book import Book
from tamizdat.mirrors.pushing import Push


def main(home: Path, mirror: str, last: int, now: datetime) -> None:
    count = [0]

    def touched(event: str, words: tuple[Any, ...]) -> None:
        if event in ("os.rename", "os.remove", "tempfile.mkstemp") and str(words[0]).startswith(mirror):
            count[0] += 1
            if count[0] == last:
                os.kill(os.getpid(), signal.SIGKILL)

    book = Book(home)
    sys.addaudithook(touched)
    done = Push(home, lambda name, part, of: None).run(book.mirrors(), now)
    assert [one.failed for one in done] == [""]
    print(count[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), datetime.fromisoformat(sys.argv[4]))
