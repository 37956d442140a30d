"""A newsroom with a newsletter: its keys, a post office that sends into a sink, and letters made by hand."""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tamizdat.letterbox import letters
from tamizdat.letterbox.slots import Lying
from tamizdat.newsletter import collecting
from tamizdat.newsletter.budget import Budget
from tamizdat.newsletter.ring import Ring, make
from tamizdat.newsletter.taking import Taking
from tamizdat.outbox.office import Office, open_office
from tamizdat.outbox.spool import PURPOSE, Spool
from tamizdat.vault import records
from tamizdat.vault.keys import OpeningKey
from tamizdat.works.round import make_round

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
PHRASE, LIST_PHRASE = "of the online keys", "of the list"


@cache
def _made() -> tuple[dict[str, bytes], OpeningKey]:
    """Keys take a second each to make and to open, so all tests have the same."""
    with tempfile.TemporaryDirectory() as folder:
        ring = make(Path(folder), PHRASE, LIST_PHRASE, NOW)
        for now in (NOW, datetime.now(UTC)):
            for weeks in range(collecting.AHEAD):
                ring.intake.sealing(now + timedelta(weeks=weeks))
        files = {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}
        return files, ring.unlocked(LIST_PHRASE)


@cache
def _ring(folder: Path) -> Ring:
    found = Ring.of(folder, PHRASE)
    assert found
    return found


def lay_keys(folder: Path) -> None:
    for name, content in _made()[0].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@dataclass
class Desk:
    """The private side at work on letters."""

    ring: Ring
    listing: OpeningKey
    spool: Spool
    now: datetime = NOW
    budget: Budget = field(default_factory=Budget)

    @property
    def taking(self) -> Taking:
        return Taking(self.ring, self.spool, self.budget)

    def take(self, letter: letters.Letter, name: bytes = b"") -> bytes:
        """A letter as a letterbox would have kept it; returns its name."""
        sealed = records.seal(letter.as_record(), self.ring.intake.sealing(self.now), letters.PURPOSE)
        lying = Lying(name or secrets.token_bytes(16), self.now.date(), sealed)
        assert self.taking.take(lying, self.now)
        return lying.name

    def join(self, address: str, **more: Any) -> str:
        """Somebody signs up; returns the token that is mailed, or nothing."""
        before = set(self.mails())
        self.take(join(address, **more))
        fresh = [record for name, record in self.mails().items() if name not in before]
        return fresh[0]["token"] if fresh else ""

    def confirmed(self, address: str, **more: Any) -> str:
        """Somebody signs up and confirms; returns the token that only leaves."""
        token = self.join(address, **more)
        before = set(self.mails())
        self.take(letters.Confirm(token=token))
        return next(record["token"] for name, record in self.mails().items() if name not in before)

    def mails(self) -> dict[str, dict[str, Any]]:
        keys = self.ring.intake.opening(self.now)
        return {path.name: records.open_(path.read_bytes(), keys, PURPOSE) for path in self.spool.paths()}


def join(address: str, **more: Any) -> letters.Join:
    given: dict[str, Any] = {"page": "en", "languages": ["en"], "full": False, "policy": "2026-11-01"}
    return letters.Join(address=address, **{**given, **more})


@pytest.fixture
def desk(newsroom: Any, tmp_path: Path) -> Desk:
    _, listing = _made()
    lay_keys(settings.KEYS)
    return Desk(_ring(settings.KEYS), listing, Spool(tmp_path / "spool"))


@pytest.fixture
def home(newsroom: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsroom that has been printed once, with keys for its newsletter."""
    monkeypatch.setenv("TAMIZDAT_KEYS_PASSPHRASE", PHRASE)
    lay_keys(settings.KEYS)
    make_round(datetime.now(UTC))
    return Path(settings.HOME)


def office(*relays: Any) -> Office:
    made = open_office(settings.KEYS, PHRASE, "letters@herald.example", datetime.now(UTC))
    for one in relays:
        made = made.with_relay(one)
    made.keep(settings.KEYS)
    return made
