"""Keep a newsroom open: site, desk and rounds in one process, until somebody ends it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.conf import settings

from tamizdat.mirrors.site import Site
from tamizdat.works.rounds import Rounds
from tamizdat.works.serving import Served

# A reader's request reads one file; an editor's waits for the database: few threads, since
# more writers only wait for each other (docs/decisions/0002).
SITE_THREADS = 4
DESK_THREADS = 4


@contextmanager
def opened(port: int) -> Iterator[None]:
    """The site on `port`, the desk on the next one, and the rounds.  Raises PortTaken."""
    from tamizdat.wsgi import application

    served = [Served(Site(settings.EDITION), port, SITE_THREADS)]
    try:
        served.append(Served(application, port + 1, DESK_THREADS))
        rounds = Rounds()
        for one in served:
            one.start()
        rounds.start()
        try:
            yield
        finally:
            rounds.stop()
    finally:
        for one in served:
            one.stop()


def wait_for_the_end() -> None:
    """Sleep until the process is asked to end (Ctrl-C, or the service manager's SIGTERM)."""
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    while not ended.wait(3600):
        pass
