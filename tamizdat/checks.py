"""What must not be so while a newsroom is open: settings and folders that would give it away.

Errors keep `tamizdat serve` from starting; warnings are told by `tamizdat doctor`.  Each says what to write instead.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks

from tamizdat import env
from tamizdat.saying import say

TAG = "newsroom"
SHORTEST_SECRET = 32  # characters; Django's own measure is 50 with five distinct, ours are made of 64
FEWEST_DISTINCT = 8
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def found() -> list[CheckMessage]:
    """Everything that is unsafe, the worst first."""
    return sorted(run_checks(tags=[TAG]), key=lambda message: -message.level)


@register(TAG)
def errors_are_not_shown(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error(
            say("TAMIZDAT_DEBUG is yes: an error shows drafts and names to whoever is looking."),
            hint=say("Write TAMIZDAT_DEBUG=no, or take the line away."),
            id="tamizdat.E001",
        )


@register(TAG)
def sessions_cannot_be_forged(**kwargs: Any) -> Iterator[CheckMessage]:
    secret = settings.SECRET_KEY
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DISTINCT:
        yield Error(
            say("TAMIZDAT_SECRET can be guessed, and whoever does signs in as anyone."),
            hint=say("Take it away, and one is made; or give {number} random characters.", number=SHORTEST_SECRET),
            id="tamizdat.E002",
        )


@register(TAG)
def nobody_else_reads_the_folder(**kwargs: Any) -> Iterable[CheckMessage]:
    # What lies inside is shut away with the folder, whatever its own rights are.
    if open_to_others(settings.HOME):
        yield Error(
            say("{folder} can be read by other users of this machine.", folder=settings.HOME),
            hint=say("Run: chmod go= {folder}", folder=settings.HOME),
            id="tamizdat.E003",
        )


def open_to_others(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & OTHERS)
    except OSError:
        return False


@register(TAG)
def the_newsroom_has_a_user_of_its_own(**kwargs: Any) -> Iterator[CheckMessage]:
    if os.geteuid() == 0 and not env.is_demo():
        yield Warning(
            say("The newsroom runs as root: a hole in it is a hole in the whole machine."),
            hint=say("Give it a user of its own, as docs/how-to/put-it-on-a-server.md does."),
            id="tamizdat.W001",
        )


@register(TAG)
def a_copy_of_the_folder_cannot_sign(**kwargs: Any) -> Iterator[CheckMessage]:
    if (settings.KEYS / "passphrase").exists() and not env.is_demo():
        yield Warning(
            say("The phrase that opens the press's keys lies beside them: whoever copies the folder can sign as you."),
            hint=say("Hand it over by TAMIZDAT_KEYS_PASSPHRASE_FILE and remove keys/passphrase."),
            id="tamizdat.W002",
        )
