"""What Debian's SpamAssassin thinks of our mail, asked offline."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tamizdat.desk.draft import Block
from tamizdat.newsletter import issues
from tamizdat.newsletter.models import Letterbox
from tamizdat.newsletter.room import Room
from tamizdat.newsletter.sending import Sender
from tamizdat.outbox.spool import Spool
from tamizdat.works.letters import Letters
from tamizdat.works.round import make_round
from tests import cast
from tests.newsletter.conftest import Desk, _made, _ring, office
from tests.outbox.mail import relay
from tests.outbox.sink import sinking

NOW = datetime.now(UTC).replace(microsecond=0)
SUSPECT = 5.0  # points: from there on it is called spam
GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"  # what every filter calls spam


def score(content: bytes, folder: Path) -> tuple[float, str]:
    """(points, rules that fired)."""
    wire = re.sub(rb"(?m)^\.\.", b".", content.removesuffix(b".\r\n")).replace(b"\r\n", b"\n")
    words = ["spamassassin", "--local", "--test-mode", "--prefs-file=/dev/null"]
    done = subprocess.run(words, input=wire, capture_output=True, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    told = done.stdout.decode("utf-8", "replace")
    found = re.search(r"score=(-?[\d.]+) .*?tests=(.*?)\s+autolearn", told, re.DOTALL)
    assert found, done.stderr.decode()[-500:]
    return float(found[1]), " ".join(found[2].split())


def test_the_filter_bites(tmp_path: Path) -> None:
    points, _ = score(b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\n" + GTUBE + b"\r\n.\r\n", tmp_path)
    assert points > SUSPECT


SAID = {
    "en": ("Harbour pilots stop work at noon", "Nine people were in the boat, its owner said.", "Good evening."),
    "ru": ("Лоцманы прекратили работу в полдень", "В лодке было девять человек, сказал владелец.", "Добрый вечер."),
}


@pytest.mark.parametrize("language", SAID)
def test_an_issue_and_mails_to_one_reader_score_clean(home: Path, tmp_path: Path, language: str) -> None:
    headline, said, greeting = SAID[language]
    body = (Block(kind="paragraph", value=f"<p>{said * 4}</p>"),)
    cast.story(headline=headline, deck=said, body=body, language=language).publish(now=NOW - timedelta(hours=1))
    make_round(NOW)
    Letterbox.objects.create(address="https://herald.example")
    with sinking() as sink:
        office(relay(sink.port))
        spool = Spool(home / "outbox" / "spool")
        readers = Desk(_ring(settings.KEYS), _made()[1], spool, now=NOW)
        readers.confirmed("reader@mail.example", page=language, languages=[language])
        Letters(home).round(NOW + timedelta(hours=1))
        room = Room.of(home)
        issue = issues.draft(room.newsroom, language, NOW, "vera")
        issues.change(issue, "vera", {"intro": f"{greeting}\n\n{said}", "appeal": said})
        room.approve(issue, "lev", others=True)
        room.freeze(issue, readers.listing, "vera", NOW, lambda done, total: None)
        Sender(home, issue, [relay(sink.port)]).send(readers.listing, NOW)

    assert len(sink.taken) == 3  # please confirm, confirmed, the issue
    scores = [score(content, tmp_path) for _, content in sink.taken]
    assert [told for points, told in scores if points >= 1.0] == []
