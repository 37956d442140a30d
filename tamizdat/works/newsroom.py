"""Keep a newsroom open: site, desk and rounds in one process, until somebody ends it.

Each is a role.  A machine that has only the readers' part needs neither database nor Django.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from tamizdat import env
from tamizdat.mirrors.site import Site
from tamizdat.works import supervisor
from tamizdat.works.forwarding import Forwarding
from tamizdat.works.serving import LOOPBACK, Served
from tamizdat.works.thread import Worker

# A reader's request reads one file; an editor's waits for the database: few threads, since
# more writers only wait for each other (docs/decisions/0002).
SITE_THREADS = 4
DESK_THREADS = 4

ROLES = ("desk", "press", "mirror", "letters", "support")
PRIVATE = frozenset({"desk", "press", "letters", "support"})  # what works with drafts and names
A_WHILE = 60.0  # seconds


class Ended(Exception):
    """A part of the newsroom has ended by itself."""


@contextmanager
def opened(
    port: int, roles: Collection[str] = ROLES, listen: str = LOOPBACK, letterbox: int = 0
) -> Iterator[Callable[[], bool]]:
    """The printed site on `port`, the desk on the next one, and the rounds: those of them that `roles` names.

    Only the site ever listens on `listen`.  What is asked of it below /-/ goes to a letterbox on the port of that name,
    if there is one.  Gives a question: is everything still at work?  Raises PortTaken.
    """
    with ExitStack() as open_parts:
        served = []
        if "mirror" in roles:
            site = Site(env.home() / "edition")
            threads = 2 * SITE_THREADS if letterbox else SITE_THREADS  # asks wait in some
            served.append(Served(Forwarding(site, letterbox) if letterbox else site, port, threads, listen))
            open_parts.callback(served[-1].stop)
        if "desk" in roles:
            from tamizdat.works import examining  # noqa: F401  # its checks are shown at the desk
            from tamizdat.wsgi import application

            served.append(Served(application, port + 1, DESK_THREADS))
            open_parts.callback(served[-1].stop)
        for one in served:
            one.start()
        workers = list(_workers(roles))
        for worker in workers:
            worker.start()
            open_parts.callback(worker.stop)
        yield lambda: all(worker.at_work() for worker in workers)


def _workers(roles: Collection[str]) -> Iterator[Worker]:
    if "letters" in roles:
        from tamizdat.works.issues import IssueRounds
        from tamizdat.works.letters import LetterRounds

        yield from (LetterRounds(env.home()), IssueRounds(env.home()))
    if "support" in roles:
        from tamizdat.works.asks import AskRounds
        from tamizdat.works.support import SupportRounds, answers

        yield from (SupportRounds(env.home()), AskRounds(answers()))
    if "press" in roles:
        from tamizdat.works.enclosing import Enclosing
        from tamizdat.works.errands import Errands
        from tamizdat.works.rounds import Rounds

        yield from (Errands(env.home()), Enclosing(), Rounds())


def wait_for_the_end(is_well: Callable[[], bool] = lambda: True) -> None:
    """Sleep until the process is asked to end (Ctrl-C, or the service manager's SIGTERM).

    Raises Ended when a part of it is not well any more, so that whoever started it starts it again.
    """
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    supervisor.tell(supervisor.READY)
    pause = supervisor.patience(A_WHILE)
    while not ended.wait(pause):
        if not is_well():
            raise Ended("a part of it has ended, so that nothing is printed or sent any more. Start it again.")
        supervisor.tell(supervisor.ALIVE)
    supervisor.tell(supervisor.STOPPING)
