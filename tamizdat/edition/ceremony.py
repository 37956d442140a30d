"""Several people make the keys of root and targets together, each on a stick of their own.

Each key is made on its holder's stick, sealed with a phrase that only they type, and never copied.  What is written
down beside is public: which keys there are, who has signed, and a transcript to print.  A ceremony that was broken off
goes on where it was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from securesystemslib.signer import CryptoSigner, Key

from tamizdat.edition import comparing, keys, proposals
from tamizdat.edition.head import Head
from tamizdat.edition.places import write
from tamizdat.edition.proposals import Proposal, Useless

ROLES = ("root", "targets")
STATE = "ceremony.json"
TRANSCRIPT = "transcript.txt"
PROPOSAL = "proposal.json"


class Misplaced(Exception):
    """What cannot be done at this table: one line that says why."""


@dataclass(frozen=True)
class Rules:
    """How many people there are, and how many of them must sign."""

    people: int
    root: int
    targets: int

    def __post_init__(self) -> None:
        if not (1 <= self.root <= self.people and 1 <= self.targets <= self.people <= 16):
            raise Misplaced(
                f"{self.root} and {self.targets} of {self.people} people cannot sign. At most 16 take part."
            )


@dataclass
class Ceremony:
    """One ceremony, kept in a folder from step to step."""

    folder: Path
    head: Head  # that of the newsroom before
    rules: Rules
    held: list[dict[str, Key]] = field(default_factory=list)  # for each person: role -> public key
    proposal: Proposal | None = None
    told: list[str] = field(default_factory=list)  # the transcript

    @classmethod
    def begun(cls, folder: Path, head: Head, rules: Rules, now: datetime) -> Ceremony:
        """The one in this folder, or a new one.  Raises Misplaced when that one has other rules or another newsroom."""
        if not (folder / STATE).exists():
            folder.mkdir(parents=True, exist_ok=True)
            fresh = cls(folder, head, rules)
            fresh.note(now, f"{rules.people} people: {rules.root} sign root, {rules.targets} sign targets")
            fresh.note(now, f"root {head.version('root')} before: {comparing.root(head.roots[-1])}")
            return fresh
        body = json.loads((folder / STATE).read_text())
        found = cls(
            folder,
            Head.from_json(json.dumps(body["head"])),
            Rules(**body["rules"]),
            [{role: Key.from_dict(key.pop("keyid"), key) for role, key in one.items()} for one in body["held"]],
            Proposal.from_json(json.dumps(body["proposal"]).encode()) if body["proposal"] else None,
            body["told"],
        )
        if found.rules != rules or found.head.roots != head.roots:
            raise Misplaced(f"{folder} holds a ceremony with other rules or of another newsroom. Name another folder.")
        return found

    def keep(self) -> None:
        held = [{role: {"keyid": key.keyid, **key.to_dict()} for role, key in one.items()} for one in self.held]
        body = {
            "head": json.loads(self.head.as_json()),
            "rules": vars(self.rules),
            "held": held,
            "proposal": json.loads(self.proposal.as_json()) if self.proposal else None,
            "told": self.told,
        }
        write(self.folder / STATE, json.dumps(body, ensure_ascii=False).encode())
        write(self.folder / TRANSCRIPT, self.transcript().encode())

    def note(self, now: datetime, line: str) -> None:
        self.told.append(f"{now.astimezone(UTC):%Y-%m-%d %H:%M} UTC  {line}")
        self.keep()

    # Keys

    def sits_down(self, stick: Path, phrase: str, now: datetime) -> None:
        """The next person's keys are made on their stick, or taken up where that was broken off.  Raises Misplaced."""
        if not stick.is_dir():
            raise Misplaced(f"there is no folder {stick}. Is the stick in, and mounted?")
        made: dict[str, Key] = {role: _made(stick / f"{role}.pem", phrase).public_key for role in ROLES}
        if any(made["root"] == one["root"] for one in self.held):
            raise Misplaced(f"the keys on {stick} are those of somebody who sat here before. Take another stick.")
        self.held.append(made)
        words = ", ".join(f"{role} {comparing.short(key.keyid)}" for role, key in made.items())
        self.note(now, f"person {len(self.held)} made keys: {words}")

    @property
    def is_complete(self) -> bool:
        return len(self.held) == self.rules.people

    # Signatures

    def propose(self, now: datetime) -> None:
        if self.proposal is None:
            root, targets = ([one[role] for one in self.held] for role in ROLES)
            changes = {"root": (root, self.rules.root), "targets": (targets, self.rules.targets)}
            self.proposal = proposals.with_keys(self.head, changes, now)
            self.note(now, f"root {self.head.version('root') + 1} proposed: {self.words()}")

    def missing(self) -> list[str]:
        assert self.proposal
        return list(proposals.missing(self.proposal, self.head).values())

    def signs(self, stick: Path, phrase: str, who: str, now: datetime) -> None:
        """Somebody signs with what lies on their stick.  Raises Misplaced, BadKey."""
        assert self.proposal
        before = self.proposal
        for role in ROLES:
            if (path := stick / f"{role}.pem").exists():
                self.proposal = _signed(self.proposal, self.head, keys.taken(path, phrase))
        if self.proposal == before:
            raise Misplaced(f"nothing on {stick} may sign this, or it has signed already.")
        self.note(now, f"{who} signed")

    def finish(self, now: datetime) -> Path:
        """Write the proposal for the newsroom; returns its path.  Raises Refused when too few have signed."""
        assert self.proposal
        proposals.adopted(self.head, self.proposal, now)
        follows = {"follows": json.loads(self.head.as_json()), "proposes": json.loads(self.proposal.as_json())}
        write(self.folder / PROPOSAL, json.dumps(follows, ensure_ascii=False, indent=1).encode())
        self.note(now, f"enough have signed root {self.head.version('root') + 1}")
        return self.folder / PROPOSAL

    def words(self) -> str:
        """By which the new root is compared."""
        assert self.proposal
        return comparing.root(self.proposal.parts["root"])

    def transcript(self) -> str:
        """The whole course, to be printed and signed by hand."""
        lines = ["CEREMONY OF THE KEYS OF ROOT AND TARGETS", "", *self.told, ""]
        lines += [f"Person {number + 1}  {'_' * 40}\n" for number in range(self.rules.people)]
        return "\n".join(lines)


def _made(path: Path, phrase: str) -> CryptoSigner:
    if not path.exists():
        keys.keep(keys.new(), path, phrase)
    return keys.taken(path, phrase)


def _signed(proposal: Proposal, head: Head, signer: CryptoSigner) -> Proposal:
    try:
        return proposals.signed(proposal, head, signer)
    except Useless:
        return proposal
