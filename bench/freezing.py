"""`python -m bench.freezing N`: fill a list with N readers of nonsense names and freeze an issue for them.

Prints peak memory in MB before the list is opened, and at the end.  Signatures are left out: they take most of the time
and keep nothing.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 11, 27, 16, tzinfo=UTC)
AT_ONCE = 2_000


def main(number: int) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tamizdat.settings"
    django.setup()
    from django.core.management import call_command

    for name, app in (("press", "press"), ("readers", "newsletter")):
        call_command("migrate", app, database=name, verbosity=0, interactive=False)
    if os.fork() == 0:  # so that filling the list leaves nothing in this process
        fill(number)
        os._exit(0)
    if os.wait()[1]:
        raise SystemExit("the list could not be filled")
    freeze()


def fill(number: int) -> None:
    from django.db import transaction

    from tamizdat.newsletter import ring
    from tamizdat.newsletter.models import Subscription
    from tamizdat.newsletter.taking import LIST
    from tamizdat.vault import records

    made = ring.make(Path(os.environ["TAMIZDAT_HOME"]) / "keys", "online", "list", NOW)
    for first in range(0, number, AT_ONCE):
        with transaction.atomic(using="readers"):
            Subscription.objects.bulk_create(
                Subscription(
                    sealed=records.seal(
                        {"address": f"reader{count}@mail.example", "leave": f"{count:032}"}, made.sealing, LIST
                    ),
                    languages=["ru"],
                    day=NOW.date(),
                )
                for count in range(first, min(first + AT_ONCE, number))
            )


def freeze() -> None:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    from tamizdat.newsletter import issues, sending
    from tamizdat.newsletter.lists import opened
    from tamizdat.newsletter.models import Issue
    from tamizdat.newsletter.rendering import Item, Letter
    from tamizdat.newsletter.ring import Ring
    from tamizdat.newsletter.sending import Freezer
    from tamizdat.outbox.dkim import Domain, Signing
    from tamizdat.outbox.office import Office
    from tamizdat.press.copy import Newsroom

    home = Path(os.environ["TAMIZDAT_HOME"])
    ring = Ring.of(home / "keys", "online")
    assert ring
    item = Item(headline="Девять человек", blurb="были в лодке", link="https://herald.example/ru/1.html")
    shown = Letter(
        language="ru",
        newsroom="Портовый вестник",
        subject="Неделя",
        intro="",
        items=[item],
        appeal="",
        home="https://herald.example/ru/",
        ask="https://herald.example/-/ru/ask",
    )
    issue = Issue.objects.create(language="ru", subject="Неделя", due=NOW + timedelta(hours=1), secret="s" * 64)
    issue.state, issue.approved = "approved", issues.digest(shown, issue.due)
    issue.save()
    sending.issues.letter = lambda *given, **how: shown
    Signing.signature = lambda self, own: "A" * 344  # type: ignore[method-assign]
    newsroom = Newsroom(languages=("ru",), names={"ru": "Портовый вестник"})
    office, domain = Office(address="letters@herald.example", selector="t"), generate_private_key(65537, 2048)
    key = ring.unlocked("list")
    Path("/proc/self/clear_refs").write_text("5")  # what the phrase took for a moment is not the list's
    before = peak()
    with opened(ring, key, "bench", "bench", NOW) as readers:
        Freezer(home, issue, newsroom, office, Domain("herald.example", "t", domain)).freeze(readers, NOW)
    print(before, peak())


def peak() -> int:
    """MB since the last reset."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]


if __name__ == "__main__":
    main(int(sys.argv[1]))
