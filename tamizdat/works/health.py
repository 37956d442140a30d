"""What `doctor` asks about the machine: its settings, its disk, its clock, and the program itself."""

from __future__ import annotations

import ctypes
import re
import shutil
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.core.checks import ERROR

from tamizdat import checks
from tamizdat.doctor import Finding, State, check
from tamizdat.press.models import Run
from tamizdat.saying import say

GIGABYTE = 1_000_000_000
LITTLE, TOO_LITTLE = 2 * GIGABYTE, GIGABYTE // 5  # bytes free: a backup needs room, a run a little
ADRIFT = 5  # what adjtimex(2) returns when nothing keeps the clock right
WRONG_BY = timedelta(minutes=5)
LOOK_AGAIN, TOO_LONG = timedelta(days=35), timedelta(days=120)
PROGRAM = Path(__file__).parent.parent.parent
PINNED = re.compile(r"^([\w.\-]+)(?:\[.*?\])?==(\S+)(?: ; (.*?))?(?: \\)?$", re.MULTILINE)


@check("settings")
def safe_settings(now: datetime) -> Finding:
    """Nothing in settings and folders gives the newsroom away."""
    found = checks.found()
    if not found:
        return Finding(State.FINE, say("Settings and folders are as they should be."))
    worst = found[0]
    return Finding(State.WRONG if worst.level >= ERROR else State.SOON, worst.msg, worst.hint or "")


@check("disk")
def room_on_the_disk(now: datetime) -> Finding:
    """Is there room for the next days?"""
    free = shutil.disk_usage(settings.HOME).free
    says = say("{free} GB are free on the newsroom's disk.", free=f"{free / GIGABYTE:.1f}")
    if free >= LITTLE:
        return Finding(State.FINE, says)
    return Finding(
        State.WRONG if free < TOO_LITTLE else State.SOON,
        says,
        say("Make room: carry old backups away, empty the bin (docs/how-to/recover-from-a-full-disk.md)."),
    )


@check("clock")
def right_time(now: datetime) -> Finding:
    """Signatures have terms, so a clock that is wrong stops readers."""
    mend = say("Set the clock, and let the system keep it: `timedatectl set-ntp true`.")
    last = Run.objects.exclude(finished=None).order_by("-finished").first()
    if last and last.finished and last.finished - now > WRONG_BY:
        minutes = int((last.finished - now).total_seconds() // 60)
        says = say(
            "This machine's clock is behind: the last edition was printed {minutes} minutes from now.", minutes=minutes
        )
        return Finding(State.WRONG, says, mend)
    if ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(256)) == ADRIFT:
        return Finding(State.SOON, say("No time service keeps this machine's clock right."), mend)
    return Finding(State.FINE, say("The clock is kept right."))


@check("updates")
def up_to_date(now: datetime) -> Finding:
    """Is what is installed what this version wants, and has somebody looked for a newer one?  It asks nobody."""
    if other := not_as_listed(PROGRAM / "requirements.lock"):
        says = say(
            "{number} packages are not the ones this version was tried with: {names}.",
            number=len(other),
            names=", ".join(other[:3]),
        )
        return Finding(State.WRONG, says, say("Run `./run help` in the program's folder: it installs them."))
    looked = looked_for(PROGRAM / ".git")
    if looked is None:
        return Finding(State.FINE, say("The packages are those this version was tried with."))
    days = (now - looked).days
    says = say("New versions were last looked for {days} days ago.", days=max(days, 0))
    if now - looked < LOOK_AGAIN:
        return Finding(State.FINE, says)
    mend = say("Get the newest with `git pull`, then `tamizdat upgrade`.")
    return Finding(State.WRONG if now - looked > TOO_LONG else State.SOON, says, mend)


def not_as_listed(lock: Path) -> list[str]:
    """Names of packages whose installed version is none of those listed for some system."""
    listed: dict[str, set[str]] = defaultdict(set)
    for name, version, only in PINNED.findall(lock.read_text()) if lock.exists() else ():
        listed[name] |= {version, ""} if only else {version}  # "": elsewhere alone
    return [name for name, versions in listed.items() if _installed(name) not in versions]


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def looked_for(git: Path) -> datetime | None:
    """When `git` last brought anything from elsewhere; None where the program did not come by it."""
    moments = [path.stat().st_mtime for path in (git / "FETCH_HEAD", git / "config") if path.exists()]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None
