"""A run of the press in a process of its own, which ends itself by SIGKILL at the n-th touch of a file.

`python -m tests.press.one_run N`; 0 means never.  Prints how many touches there were.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

TOUCHES = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}


def main(last: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tamizdat.settings"
    import django

    django.setup()
    from django.db import connections

    from tamizdat.press.run import Press
    from tests.press.rows import NOW

    count = 0

    def touch(event: str, words: tuple[Any, ...]) -> None:
        nonlocal count
        if event in TOUCHES:
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)

    def step(execute: Any, *words: Any) -> Any:
        """A statement on the books is a moment as good as any."""
        touch("open", ())
        return execute(*words)

    with connections["press"].execute_wrapper(step):
        sys.addaudithook(touch)
        Press().run(NOW)
    print(count)


if __name__ == "__main__":
    main(int(sys.argv[1]))
