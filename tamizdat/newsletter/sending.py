"""Freeze an issue, then post it.

Freezing needs the list open and the domain's key: it makes each reader's envelope and seals them in shards.  Posting
needs the keys of the shards, which lie sealed for the list.  Neither is ever done twice.
"""

from __future__ import annotations

import json
import shutil
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tamizdat import locks
from tamizdat.edition.places import write
from tamizdat.newsletter import issues, rendering, returning
from tamizdat.newsletter.issues import NotNow
from tamizdat.newsletter.lists import OpenList
from tamizdat.newsletter.models import Gone, Issue, Letterbox, Subscription
from tamizdat.newsletter.rendering import Letter
from tamizdat.newsletter.returning import EDITIONS
from tamizdat.outbox.dkim import Domain
from tamizdat.outbox.envelopes import Envelope, Freezing, Post
from tamizdat.outbox.message import Message, Template, compose
from tamizdat.outbox.office import Office
from tamizdat.outbox.posting import STOP, Posting, Report
from tamizdat.outbox.returned import Why
from tamizdat.outbox.room import Room
from tamizdat.outbox.shards import Books, Shards
from tamizdat.outbox.smtp import Relay
from tamizdat.press.copy import Newsroom
from tamizdat.saying import say
from tamizdat.vault.keys import OpeningKey
from tamizdat.vault.prints import fingerprint

TOO_LATE = timedelta(days=1)  # a newsroom that was restored does not send again what it had sent
POST = "post.json"  # in an edition's folder: all of a message but the envelopes
Told = Callable[[int, int], None]


def folder(home: Path, issue: Issue) -> Path:
    return home / "outbox" / f"issue-{issue.pk}"


def message(issue: Issue, shown: Letter, office: Office, now: datetime) -> Message:
    """Raises BadMessage by compose."""
    return Message(
        name=shown.newsroom,
        address=office.address,
        subject=issue.subject,
        text=rendering.text(shown),
        html=rendering.html(shown),
        language=issue.language,
        list_id=f"{issue.language.lower()}.weekly.{office.domain}",
        date=now,
    )


@dataclass(frozen=True)
class Frozen:
    """What freezing did; the books begin with it."""

    candidates: int
    frozen: int
    excluded: Counter[str]


class Freezer:
    """Freezes one issue."""

    def __init__(self, home: Path, issue: Issue, newsroom: Newsroom, office: Office, domain: Domain) -> None:
        self.home, self.issue, self.newsroom, self.office, self.domain = home, issue, newsroom, office, domain

    def freeze(self, readers: OpenList, now: datetime, told: Told = lambda done, total: None) -> Frozen:
        """Make the envelopes.  Raises NotNow, locks.Taken, BadMessage, OSError; then nothing is left behind.

        One process freezes at a time, and looks at the issue when it is its turn: so nobody freezes one twice.
        """
        outbox = folder(self.home, self.issue).parent
        outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locks.alone_in(outbox, "an issue is being frozen by another process. Wait for it to end."):
            self.issue.refresh_from_db()
            return self._freeze(readers, now, told)

    def _freeze(self, readers: OpenList, now: datetime, told: Told) -> Frozen:
        issue, there = self.issue, folder(self.home, self.issue)
        issues.refuse_closed(issue)
        shown = issues.letter(issue, self.newsroom, full=True)
        if not issues.is_approved(issue, shown):
            raise NotNow(
                say("issue {number} is not approved as it is now. Look at it, and approve it.", number=issue.pk)
            )
        if now - issue.due > TOO_LATE:
            day = issue.due.date()
            raise NotNow(
                say(
                    "issue {number} was due on {day}. Give it another day, and approve it anew.",
                    number=issue.pk,
                    day=day,
                )
            )
        readers.settle(now)
        freezers = {edition: self._freezing(edition, now) for edition in EDITIONS}
        chosen, excluded = self._chosen()
        arriving = there.with_suffix(".arriving")
        shutil.rmtree(arriving, ignore_errors=True)
        shutil.rmtree(there, ignore_errors=True)  # of a freeze that was killed: the issue says that it is not frozen
        done, frozen, total, is_suppressed = 0, 0, sum(map(len, chosen.values())), readers.suppressed()

        def made(edition: str) -> Callable[[Sequence[int]], Iterator[Envelope]]:
            def of(numbers: Sequence[int]) -> Iterator[Envelope]:
                nonlocal done
                for reader in readers.those(numbers):
                    done += 1
                    told(done, total)
                    if is_suppressed(reader.address):
                        excluded["suppressed"] += 1
                    else:
                        yield freezers[edition].envelope(reader.address, reader.leave)

            return of

        try:
            for edition, numbers in chosen.items():
                here = arriving / edition
                if put := Shards(here).put(numbers, made(edition), Room(here).keeping(readers.ring.sealing)):
                    write(here / POST, _post_json(freezers[edition].post))
                    frozen += put
                else:
                    shutil.rmtree(here, ignore_errors=True)
            arriving.mkdir(parents=True, exist_ok=True)
            arriving.replace(there)
        except BaseException:
            shutil.rmtree(arriving, ignore_errors=True)
            raise
        issue.state, issue.frozen_at, issue.candidates = "frozen", now, frozen + sum(excluded.values())
        issue.excluded, issue.waits, issue.said = dict(excluded), "", asdict(shown)
        issue.save()
        return Frozen(issue.candidates, frozen, excluded)

    def _freezing(self, edition: str, now: datetime) -> Freezing:
        shown = issues.letter(self.issue, self.newsroom, full=edition == "full")
        template: Template = compose(message(self.issue, shown, self.office, now))
        secret = returning.secret_of(self.issue.secret, edition)
        ways = {"unsubscribe": f"{Letterbox.site()}/-/leave/", "leave": self.office.leave, "sender": self.office.sender}
        return Freezing(template, self.domain, secret, now, **ways)

    def _chosen(self) -> tuple[dict[str, array[int]], Counter[str]]:
        """(subscriptions that get each edition, why others do not)."""
        chosen = {edition: array("Q") for edition in EDITIONS}
        excluded: Counter[str] = Counter()
        for number, languages, full in Subscription.objects.values_list("pk", "languages", "full").iterator():
            if self.issue.language in languages:
                chosen["full" if full else "short"].append(number)
            else:
                excluded["language"] += 1
        return chosen, excluded


def has_left(envelope: Envelope) -> bool:
    return Gone.objects.filter(print=fingerprint(envelope.token)).exists()


class Sender:
    """Posts what is frozen."""

    def __init__(self, home: Path, issue: Issue, relays: Sequence[Relay]) -> None:
        self.home, self.issue, self.relays = home, issue, relays
        self.folder = folder(home, issue)

    def send(self, opening: OpeningKey, now: datetime, told: Told = lambda done, total: None) -> list[Report]:
        """Post all that waits.  Raises NotNow, locks.Taken when another process posts it, Unopened, OSError."""
        self._refuse_unfrozen()
        if self.is_stopped:
            raise NotNow(
                say("issue {number} is stopped. `tamizdat issue resume {number}` lets it go on.", number=self.issue.pk)
            )
        with locks.alone_in(self.folder, f"issue {self.issue.pk} is being posted by another process."):
            reports = [self._posting(edition, opening, told).run() for edition in self._editions()]
            if not (books := self.books).waiting:
                self.issue.state, self.issue.sent_at, self.issue.waits = "sent", now, ""
                self.issue.figures = {"sent": books.sent, "refused": books.refused, "skipped": books.skipped}
                self.issue.save()
        return reports

    def _posting(self, edition: str, opening: OpeningKey, told: Told) -> Posting:
        here = self.folder / edition
        post, room = _post_of((here / POST).read_text()), Room(here)
        today = datetime.now(UTC)

        def dead(envelope: Envelope) -> None:
            returning.take(Why.BOUNCED, envelope.token, today)

        return Posting(here, post, self.relays, gone=has_left, dead=dead, more=lambda: room.release(opening), told=told)

    def _refuse_unfrozen(self) -> None:
        """Raises NotNow."""
        self.issue.refresh_from_db()
        if self.issue.state == "sent":
            raise NotNow(say("issue {number} is sent, so nothing of it waits.", number=self.issue.pk))
        if self.issue.state != "frozen":
            raise NotNow(
                say("issue {number} is not frozen yet, so nothing of it waits to be sent.", number=self.issue.pk)
            )
        if not self.folder.exists():
            raise NotNow(say("the envelopes of issue {number} are not on this machine.", number=self.issue.pk))

    def _editions(self) -> list[str]:
        return [edition for edition in EDITIONS if (self.folder / edition).exists()]

    @property
    def books(self) -> Books:
        """Of both editions together."""
        every = [Shards(self.folder / edition).books() for edition in self._editions()]
        parts = ("frozen", "sent", "refused", "skipped")
        return Books(*(sum(getattr(one, part) for one in every) for part in parts))

    @property
    def is_stopped(self) -> bool:
        return any((self.folder / edition / STOP).exists() for edition in self._editions())

    def stop(self) -> None:
        """Post nothing more, in whichever process it is under way.  Raises NotNow."""
        self._refuse_unfrozen()
        for edition in self._editions():
            (self.folder / edition / STOP).touch()

    def resume(self) -> None:
        """Raises NotNow."""
        self._refuse_unfrozen()
        for edition in self._editions():
            (self.folder / edition / STOP).unlink(missing_ok=True)
        self.issue.waits = ""
        self.issue.save()


def _post_json(post: Post) -> bytes:
    given = asdict(post)
    return json.dumps(
        {name: value.hex() if isinstance(value, bytes) else value for name, value in given.items()}
    ).encode()


def _post_of(text: str) -> Post:
    given = json.loads(text)
    return Post(**given | {name: bytes.fromhex(given[name]) for name in ("before", "headers", "body")})
