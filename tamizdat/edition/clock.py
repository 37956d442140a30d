"""Confirm every hour that the newest edition is the newest: the work of a host that has neither content nor other keys.

A clock believes no place.  It checks the whole head of each against its own root and memory, and signs a new timestamp
over the highest that is genuine: never over a lower one, never two contents under one version.  Where two genuine heads
contradict each other it keeps both as evidence and signs nothing, until somebody tells it to hold what it knew before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from securesystemslib.signer import Signer

from tamizdat.edition import layout
from tamizdat.edition.head import clock_version, moment, stamp
from tamizdat.edition.places import write
from tamizdat.edition.reading import Absent, Checked, Container, Memory, Source, read
from tamizdat.edition.refusals import Expired, Forked, Refused
from tamizdat.edition.roles import FORMAT, HEAD_LIMIT

TIMESTAMP = layout.metadata("timestamp", 0)
MEMORY, LAST, HELD, EVIDENCE = "memory.json", "last.json", "held.json", "evidence"
SELDOM = timedelta(minutes=10)  # a clock signs no more often: its numbers stay below the press's


class Nothing(Exception):
    """There is no head that this clock may confirm: one line that says why."""


@dataclass(frozen=True)
class Seen:
    """The head of one place, genuine."""

    place: str
    head: Container
    checked: Checked

    def rank(self) -> tuple[int, int, int]:
        memory = self.checked.memory
        return memory.snapshot, memory.roles.get("press", 0), memory.timestamp


@dataclass
class Ticked:
    """What one confirmation did."""

    edition: int = 0
    version: int = 0  # of the timestamp; 0: nothing was signed
    confirmed: str = ""
    head: bytes = b""  # in one file, to be delivered
    timestamp: bytes = b""  # alone
    wrong: dict[str, str] = field(default_factory=dict)  # place -> why it was not believed
    held: bool = False

    def as_dict(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if name not in ("head", "timestamp")}


@dataclass
class Clock:
    """One clock, and the folder in which it remembers."""

    folder: Path
    root: bytes
    demo: bool = False

    def tick(self, places: Mapping[str, Source], signer: Signer, now: datetime) -> Ticked:
        """Confirm the newest genuine head of these places.  Raises Nothing, Forked."""
        done = Ticked(held=self.is_held)
        if self.is_held:
            chosen = self._last(now)
        else:
            seen = list(self._all(places, done, now))
            self._refuse_fork(seen)
            if not seen:
                raise Nothing("no place holds a head that can be confirmed. " + " ".join(done.wrong.values()))
            chosen = max(seen, key=Seen.rank)
        self._sign(chosen, signer, now, done)
        return done

    # Holding

    @property
    def is_held(self) -> bool:
        return (self.folder / HELD).exists()

    def hold(self, now: datetime) -> int:
        """Confirm from now on only the last good head, whatever newer ones appear; returns its edition."""
        last = self._last(now)
        write(self.folder / HELD, json.dumps({"since": moment(now)}).encode())
        return last.checked.edition

    def release(self) -> None:
        (self.folder / HELD).unlink(missing_ok=True)

    def _last(self, now: datetime) -> Seen:
        try:
            head = Container((self.folder / LAST).read_bytes())
        except FileNotFoundError as error:
            raise Nothing("this clock has confirmed nothing yet, so there is nothing to hold.") from error
        return Seen("its own memory", head, self._checked(head, now))

    # Looking

    def _all(self, places: Mapping[str, Source], done: Ticked, now: datetime) -> list[Seen]:
        found = []
        for name, place in places.items():
            try:
                head = Container(place.get(layout.HEAD, HEAD_LIMIT))
                found.append(Seen(name, head, self._checked(head, now)))
            except Forked as refusal:
                self._keep_evidence(place)
                raise Forked(f"{name}: {refusal} Both are kept in {self.folder / EVIDENCE}.") from refusal
            except Absent as absent:
                done.wrong[name] = f"{name} lacks {absent}."
            except Refused as refusal:
                done.wrong[name] = f"{name}: {refusal}"
            except OSError as error:
                done.wrong[name] = f"{name} is away ({error})."
        return found

    def _checked(self, head: Container, now: datetime) -> Checked:
        """An old timestamp alone is what a clock is for; anything else that has expired is not its to confirm."""
        checked = read(head, self._memory(), now, strict=False, demo=self.demo)
        for line in checked.expired:
            if not line.startswith("timestamp "):
                raise Expired(line)
        return checked

    def _refuse_fork(self, seen: list[Seen]) -> None:
        said: dict[int, tuple[str, str]] = {}
        for one in seen:
            number = one.checked.memory.snapshot
            digest = hashlib.sha256(one.head.get(layout.metadata("snapshot", number), HEAD_LIMIT)).hexdigest()
            other, place = said.setdefault(number, (digest, one.place))
            if other != digest:
                for each in seen:
                    self._keep(each.head)
                raise Forked(
                    f"{place} and {one.place} hold different snapshots {number}, both signed: somebody else has the "
                    f"press's keys. Both are kept in {self.folder / EVIDENCE}. Nothing was confirmed."
                )

    def _keep_evidence(self, place: Source) -> None:
        self._keep(Container(place.get(layout.HEAD, HEAD_LIMIT)))
        if (self.folder / LAST).exists():
            self._keep(Container((self.folder / LAST).read_bytes()))

    def _keep(self, head: Container) -> None:
        content = _in_one_file(head, {})
        write(self.folder / EVIDENCE / f"{hashlib.sha256(content).hexdigest()[:16]}.json", content)

    # Signing

    def _sign(self, chosen: Seen, signer: Signer, now: datetime, done: Ticked) -> None:
        memory = chosen.checked.memory
        snapshot = chosen.head.get(layout.metadata("snapshot", memory.snapshot), HEAD_LIMIT)
        done.edition = chosen.checked.edition
        if self._has_just_signed(memory, now):
            done.head, done.timestamp = _in_one_file(chosen.head, {}), chosen.head.get(TIMESTAMP, HEAD_LIMIT)
            return
        done.version = clock_version(max(memory.timestamp, self._memory().timestamp), now)
        done.timestamp = stamp(snapshot, [signer], done.version, now)
        done.head, done.confirmed = _in_one_file(chosen.head, {TIMESTAMP: done.timestamp}), moment(now)
        self._remember(Container(done.head), now)

    def _has_just_signed(self, memory: Memory, now: datetime) -> bool:
        """By a clock, that is: what the press confirmed a moment ago is confirmed again."""
        at = datetime.fromisoformat(memory.confirmed)
        return memory.timestamp % 2 == 1 and now - at < SELDOM

    def _memory(self) -> Memory:
        try:
            return Memory.from_json(json.loads((self.folder / MEMORY).read_text()))
        except FileNotFoundError:
            return Memory(self.root)

    def _remember(self, head: Container, now: datetime) -> None:
        """What was signed is a head like any other: it is checked as a reader would before anybody gets it."""
        checked = read(head, self._memory(), now, strict=True, demo=self.demo)
        write(self.folder / MEMORY, json.dumps(checked.memory.as_json(), ensure_ascii=False).encode())
        write(self.folder / LAST, _in_one_file(head, {}))


def _in_one_file(head: Container, other: Mapping[str, bytes]) -> bytes:
    files = {path: head.get(path, HEAD_LIMIT).decode() for path in head.paths()}
    files |= {path: content.decode() for path, content in other.items()}
    return json.dumps({"format": FORMAT, "files": files}, ensure_ascii=False, separators=(",", ":")).encode()
