"""Issues, round after round: drafted for the week, frozen and posted at their hour while the list is unlocked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, close_old_connections

from tamizdat import locks
from tamizdat.newsletter import hour, progress, reminding
from tamizdat.newsletter.at_hand import NoNewsletter, the_newsroom
from tamizdat.newsletter.door import DOOR, Door
from tamizdat.newsletter.hour import LOCKED
from tamizdat.newsletter.issues import NotNow
from tamizdat.newsletter.models import Issue, Letterbox
from tamizdat.newsletter.room import Room
from tamizdat.newsletter.sending import Sender
from tamizdat.outbox.message import BadMessage
from tamizdat.outbox.office import BadOffice
from tamizdat.press import copy, filing
from tamizdat.vault.keys import BadKey, OpeningKey
from tamizdat.vault.records import Unopened
from tamizdat.works.thread import Worker

EVERY = 3.0  # seconds between looks: two queries
DRAFT_EVERY = timedelta(minutes=10)
AGAIN = timedelta(minutes=5)  # after a run that left some waiting, or that failed
HINDERED = (NoNewsletter, NotNow, BadMessage, BadOffice, BadKey, Unopened, locks.Taken, DatabaseError, OSError)


class IssueRounds(Worker):
    """Works until it is stopped.  What cannot be sent at its hour waits, says why, and is tried again."""

    def __init__(
        self, home: Path, door: Door = DOOR, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__("issues")
        self.home, self.door, self._clock = home, door, clock
        self._again: dict[int, datetime] = {}
        self._drafts_due = datetime.min.replace(tzinfo=UTC)

    def _work(self) -> None:
        self.door.attended = True
        while not self._stop.wait(EVERY):
            try:
                self.turn()
            except DatabaseError as error:
                self._tell(f"the newsletter's database cannot be used: {error}")
            close_old_connections()

    def turn(self) -> None:
        """Do what is due."""
        now = self._clock()
        if now >= self._drafts_due:
            self._drafts_due = now + DRAFT_EVERY
            self._draft(now)
            file_sent()
            self._remind(now)
        for issue in hour.to_freeze(now):
            self._do(issue, self._freeze)
        for issue in hour.to_post(now):
            self._do(issue, self._post)

    def _draft(self, now: datetime) -> None:
        if not Letterbox.objects.exists():
            return
        try:
            for issue in hour.draft_what_is_due(the_newsroom(), now):
                self._log.info("issue %s is drafted, and waits for an editor", issue.pk)
        except HINDERED as error:
            self._tell(f"no issue was drafted: {error}")

    def _remind(self, now: datetime) -> None:
        key = self.door.key(now)
        if key is None or not reminding.due(now.date()):
            return
        try:
            Room.of(self.home).remind(key, self.door.by, now)
        except HINDERED as error:
            self._tell(f"nobody was reminded: {error}")

    def _do(self, issue: Issue, act: Callable[[Room, Issue, OpeningKey], str]) -> None:
        now = self._clock()
        key = self.door.key(now)
        if key is None:
            # Before its hour nobody is asked for anything; what stood in its way before stands there still.
            if issue.due <= now and not issue.waits:
                self._note(issue, LOCKED)
            return
        if issue.waits not in ("", LOCKED) and now < self._again.get(issue.pk, now):
            return
        try:
            why = act(Room.of(self.home), issue, key)
        except HINDERED as error:
            why = str(error)
        finally:
            progress.end(issue.pk)
        self._again[issue.pk] = self._clock() + AGAIN
        self._note(issue, why)

    def _note(self, issue: Issue, why: str) -> None:
        if why:
            self._tell(f"issue {issue.pk} waits: {why}")
        Issue.objects.filter(pk=issue.pk).exclude(waits=why).update(waits=why)

    def _freeze(self, room: Room, issue: Issue, key: OpeningKey) -> str:
        room.freeze(issue, key, self.door.by, self._clock(), progress.telling(issue.pk))
        return ""

    def _post(self, room: Room, issue: Issue, key: OpeningKey) -> str:
        sender = Sender(self.home, issue, room.office.relays)
        if sender.is_stopped:
            return issue.waits
        reports = room.post(issue, key, self._clock(), progress.telling(issue.pk))
        if not sender.books.waiting:
            file_sent()
            return ""
        if doubt := next((report.doubt for report in reports if report.doubt), ""):
            sender.stop()  # until a person has looked
            return doubt
        return next((line for report in reports for line in (report.stopped, *report.paused) if line), "")


def file_sent() -> int:
    """Give issues that were sent to the press, which prints them as pages.  Returns how many it did not have."""
    held = filing.held(copy.Issue.kind)
    fresh = [issue for issue in Issue.objects.filter(state="sent").order_by("pk") if str(issue.pk) not in held]
    return filing.file(_as_copy(issue) for issue in fresh)


def _as_copy(issue: Issue) -> copy.Issue:
    picks = issue.picks.order_by("position")
    return copy.Issue(
        key=str(issue.pk),
        language=issue.language,
        sent=f"{issue.sent_at:%Y-%m-%dT%H:%M:%SZ}",
        subject=issue.subject,
        intro=issue.intro,
        picks=tuple(copy.Picked(story=pick.story, headline=pick.headline, blurb=pick.blurb) for pick in picks),
    )
