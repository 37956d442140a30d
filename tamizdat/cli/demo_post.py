"""The demo's newsletter: keys, an office, a letterbox in a process of its own, and the mailbox that catches all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from tamizdat.demo.mailbox import Mailbox
from tamizdat.newsletter import ring
from tamizdat.newsletter.models import Letterbox, Rhythm
from tamizdat.outbox.office import open_office
from tamizdat.outbox.smtp import Relay, Tls
from tamizdat.press import keys as press_keys
from tamizdat.works.letters import announce
from tamizdat.works.serving import LOOPBACK, Served, listening

LIST_PHRASE = "demo"
SENDER = "letters@harbourherald.example"


def begin(port: int, languages: Sequence[str]) -> None:
    """Keys and a letterbox, so that the first edition has the form already."""
    make_keys()
    Rhythm.objects.get_or_create()  # each Friday, at six in the evening
    Letterbox.objects.get_or_create(address=f"http://localhost:{port}")
    announce(languages)


def make_keys() -> None:
    """Those of the newsletter, unless they are there."""
    phrase = press_keys.passphrase(settings.KEYS)
    if ring.Ring.of(settings.KEYS, phrase) is None:
        ring.make(settings.KEYS, phrase, LIST_PHRASE, datetime.now(UTC))


@contextmanager
def open_post(home: Path, port: int) -> Iterator[None]:
    """Letterbox on port + 2, the mailbox's page on port + 3, its mail on port + 4.  Raises PortTaken."""
    listening(LOOPBACK, port + 2).close()  # or say that it is taken
    phrase = press_keys.passphrase(settings.KEYS)
    make_keys()
    found = ring.Ring.of(settings.KEYS, phrase)
    assert found
    relay = Relay(host="127.0.0.1", port=port + 4, tls=Tls.NONE)
    office = open_office(settings.KEYS, phrase, SENDER, datetime.now(UTC))
    for one in office.relays:
        office = office.without_relay(one.name)
    office.with_relay(relay).keep(settings.KEYS)
    here = f"http://localhost:{port}"
    Letterbox.objects.exclude(address=here).delete()
    Letterbox.objects.get_or_create(address=here)
    mailbox = Mailbox(home / "mailbox")
    page = Served(mailbox, port + 3, threads=2)
    page.start()
    end = mailbox.listen(listening(LOOPBACK, port + 4))
    environment = {
        **os.environ,
        "TAMIZDAT_HOME": str(home / "post"),
        "TAMIZDAT_LETTERBOX": here,
        "TAMIZDAT_COLLECTOR": found.collector_name,
    }
    words = [sys.executable, "-m", "tamizdat", "serve", "--role", "letterbox", "--port", str(port + 2)]
    quiet = subprocess.DEVNULL
    letterbox = subprocess.Popen(words, env=environment, stdout=quiet, stderr=quiet)  # noqa: S603
    try:
        yield
    finally:
        letterbox.terminate()
        letterbox.wait(20)
        end()
        page.stop()
