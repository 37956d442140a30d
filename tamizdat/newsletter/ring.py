"""The newsletter's keys, in the newsroom's folder of keys.

The intake's are at hand and change every week: they open what comes in.  The list's is locked with a phrase that
somebody types: it opens who the readers are, and nothing else does.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tamizdat.edition.places import write
from tamizdat.letterbox.tokens import Pass
from tamizdat.vault import keys, records
from tamizdat.vault.intake import Intake
from tamizdat.vault.keys import BadKey, OpeningKey, SealingKey
from tamizdat.vault.marks import MarkingKey

FOLDER = "readers"  # below the newsroom's keys
LIST, SEALING, HELD, MARKS, INTAKE = "list.key", "list.json", "held.key", "marks.sealed", "intake"
NEXT = "list.next.key"  # while the list is being sealed for another key
MARKING = "newsletter marking key"  # what the key of marks is sealed for


@dataclass(frozen=True)
class Ring:
    """What is at hand without anybody's phrase."""

    folder: Path
    intake: Intake
    sealing: SealingKey  # the list's: it opens nothing
    collector: Ed25519PrivateKey
    passing: Pass

    @classmethod
    def of(cls, newsroom_keys: Path, phrase: str) -> Ring | None:
        """None when the newsroom has no newsletter yet.  `phrase` is the online keys'.  Raises BadKey."""
        folder = newsroom_keys / FOLDER
        if not (folder / SEALING).exists():
            return None
        held = json.loads(keys.taken_out(folder / HELD, phrase))
        sealing = SealingKey(b64decode(json.loads((folder / SEALING).read_text())["list"]))
        collector = Ed25519PrivateKey.from_private_bytes(b64decode(held["collector"]))
        return cls(folder, Intake(folder / INTAKE, phrase), sealing, collector, Pass(b64decode(held["pass"])))

    @property
    def collector_name(self) -> str:
        """What a letterbox is told to know the collector by."""
        return b64encode(self.collector.public_key().public_bytes_raw()).decode()

    def unlocked(self, list_phrase: str) -> OpeningKey:
        """The list's own key.  Takes about a second.  Raises BadKey."""
        if (self.folder / NEXT).exists():
            raise BadKey("the list is half sealed for another key. Run `tamizdat readers rotate` again: it goes on.")
        return keys.taken(self.folder / LIST, list_phrase)

    def marking(self, opening: OpeningKey) -> MarkingKey:
        """The key of marks, which lies sealed for the list's.  Raises vault.records.Unopened."""
        record = records.open_((self.folder / MARKS).read_bytes(), [opening], MARKING)
        return MarkingKey(b64decode(record["key"]))


def make(newsroom_keys: Path, phrase: str, list_phrase: str, now: datetime) -> Ring:
    """Make all of them; nothing is written over.  Killed half-way, it is made anew by the next call."""
    folder = newsroom_keys / FOLDER
    if (folder / SEALING).exists():
        raise BadKey(f"{folder} holds the newsletter's keys already.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (LIST, HELD):
        (folder / name).unlink(missing_ok=True)
    listing = OpeningKey.new()
    keys.keep(listing, folder / LIST, list_phrase)
    held = {
        "collector": b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode(),
        "pass": b64encode(Pass.new().key).decode(),
    }
    keys.put_away(json.dumps(held).encode(), folder / HELD, phrase)
    marking = {"key": b64encode(MarkingKey.new().content).decode()}
    write(folder / MARKS, records.seal(marking, listing.sealing, MARKING))
    write(folder / SEALING, json.dumps({"list": b64encode(listing.sealing.content).decode()}).encode())
    os.chmod(folder / SEALING, 0o600)
    ring = Ring.of(newsroom_keys, phrase)
    assert ring
    ring.intake.sealing(now)
    return ring
