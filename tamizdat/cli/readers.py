"""`tamizdat readers`: what is kept of one person, lists from and to elsewhere, the list's key."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tamizdat import locks
from tamizdat.cli.opening import home, open_newsroom
from tamizdat.cli.phrases import asked
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal

if TYPE_CHECKING:
    from tamizdat.newsletter.lists import OpenList
    from tamizdat.newsletter.moving import Entry
    from tamizdat.newsletter.persons import Held

HELP = "readers: what is kept of one, forgetting one, lists from and to elsewhere"

NEW_PHRASE = """
The list opens with this phrase from now on. It is shown once and kept nowhere:
    {phrase}
Write it down twice, and keep it where this machine is not. Backups made before open with the old one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WORD", required=True)
    show = words.add_parser("show", help="all that is kept of one address")
    forget = words.add_parser("forget", help="destroy all that is kept of one address")
    for command in (show, forget):
        command.add_argument("address", metavar="ADDRESS")
    forget.add_argument("--never-again", action="store_true", help="and send nothing there, whoever signs it up")
    bring = words.add_parser("import", help="bring a list from elsewhere, with the evidence of consent")
    bring.add_argument("file", metavar="FILE", type=Path, help="a table (CSV) with a column email, or our export")
    bring.add_argument("--consent", metavar="TEXT", help="how and when they agreed; it is kept with each")
    bring.add_argument("--languages", metavar="L,L", help="for those whose list names none; the main one without it")
    bring.add_argument("--key", type=Path, metavar="FILE", help="the key that opens a sealed file")
    export = words.add_parser("export", help="the list, sealed for somebody's key")
    export.add_argument("file", metavar="FILE", type=Path, help="the file to write")
    export.add_argument("--to", action="append", required=True, metavar="RECIPIENT", help="who can open it: age1…")
    rotate = words.add_parser("rotate", help="seal the list for another key, and destroy the old one")
    rotate.add_argument("--new-passphrase-file", type=Path, metavar="FILE", help="of a change that was stopped")
    openings = words.add_parser("openings", help="who opened the list, when, and what for")
    for command in (show, forget, bring, export, rotate):
        command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="the list's phrase, not asked for")
    for command in (forget, bring):
        command.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    for command in (show, forget, bring, export, openings):
        command.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    open_newsroom()
    from tamizdat.newsletter.at_hand import NoNewsletter
    from tamizdat.vault.keys import BadKey
    from tamizdat.vault.records import Unopened

    acts: dict[str, Callable[[argparse.Namespace], int]] = {
        "show": _show,
        "forget": _forget,
        "import": _import,
        "export": _export,
        "rotate": _rotate,
        "openings": _openings,
    }
    try:
        return acts[options.what](options)
    except (NoNewsletter, BadKey, locks.Taken) as error:
        raise Refusal(str(error)) from error
    except Unopened as error:
        raise Refusal(f"a record of the list cannot be opened: {error}") from error


@contextmanager
def _open_list(options: argparse.Namespace, purpose: str, *, hidden: bool) -> Iterator[OpenList]:
    """Raises NoNewsletter, BadKey."""
    from tamizdat.newsletter.at_hand import keys_at_hand
    from tamizdat.newsletter.lists import opened

    ring, _ = keys_at_hand()
    key = ring.unlocked(asked(options.passphrase_file, "Phrase of the list: "))
    with Bars(hidden=hidden) as bars:
        who, now = getpass.getuser(), datetime.now(UTC)
        with opened(ring, key, who, purpose, now, lambda at, total: bars.show("open", at, total)) as readers:
            yield readers


def _held(readers: OpenList, address: str) -> Held:
    from tamizdat.mailboxes import NotAMailbox, typed
    from tamizdat.newsletter.persons import Search
    from tamizdat.outbox.spool import Spool

    try:
        address = typed(address)
    except NotAMailbox as error:
        raise Refusal(f"{address!r} is no address of a mailbox.") from error
    return Search(readers, Spool(home() / "outbox" / "spool"), datetime.now(UTC)).of(address)


def _show(options: argparse.Namespace) -> int:
    with _open_list(options, "show one", hidden=options.json) as readers:
        held = _held(readers, options.address)
    if options.json:
        print(json.dumps(held.as_dict(), ensure_ascii=False))
        return 0
    given = held.as_dict()
    for name, says in (
        ("subscriptions", "On the list"),
        ("waiting", "Waits to be confirmed, or for mail"),
        ("wishes", "Asked by a mailed link"),
        ("reminders", "To be reminded"),
        ("mails", "To be mailed"),
    ):
        for record in given[name]:
            print(f"{says}: " + ", ".join(f"{part} {said}" for part, said in record.items() if said not in ("", False)))
    if held.suppressed:
        print("Nothing is sent to it.")
    if not len(held):
        print("Nothing else is kept of it." if held.suppressed else "Nothing is kept of it.")
    _tell_of_gifts()
    return 0


def _tell_of_gifts() -> None:
    """The ledger knows nobody, so nothing in it can be shown or forgotten by an address."""
    from tamizdat.support.models import Pledge

    providers = sorted(Pledge.objects.values_list("provider", flat=True).distinct())
    if providers:
        print(f"No gift is kept under an address here. Who gave is known at {', '.join(providers)}: ask there too.")


def _forget(options: argparse.Namespace) -> int:
    from tamizdat.keeping import record
    from tamizdat.newsletter import persons

    now = datetime.now(UTC)
    with _open_list(options, "forget one", hidden=options.json) as readers:
        held = _held(readers, options.address)
        if not options.dry_run:
            persons.forget(held, now)
            if options.never_again:
                readers.suppress(held.address, "asked", now)
    backups = [made for made in record.backups(home()) if made.expires >= now.date()]
    last = max((made.expires for made in backups), default=None)
    if options.json:
        done = {"records": len(held), "dry_run": options.dry_run, "backups_until": last and last.isoformat()}
        print(json.dumps(done))
        return 0
    print(f"{len(held)} records {'would be' if options.dry_run else 'are'} destroyed.")
    if last:
        print(f"Backups hold them, sealed, until the last is destroyed on {last:%Y-%m-%d}: {len(backups)} of them.")
    print("What a letterbox holds is sealed, and fetched within a minute; what a relay has taken is out of our hands.")
    _tell_of_gifts()
    return 0


def _import(options: argparse.Namespace) -> int:
    from tamizdat.newsletter import moving
    from tamizdat.newsletter.at_hand import the_newsroom
    from tamizdat.works.letters import policy

    those = _entries(options)
    newsroom = the_newsroom()
    languages = [code.strip() for code in options.languages.split(",")] if options.languages else newsroom.languages[:1]
    if unknown := [code for code in languages if code not in newsroom.languages]:
        raise Refusal(f"the newsroom does not write in {unknown[0]!r}; it writes in {', '.join(newsroom.languages)}.")
    consent = (options.consent or "").strip()
    if not consent and any(not entry.record.get("consent") and not entry.record.get("confirmed") for entry in those):
        raise Refusal("say how and when these readers agreed, with --consent: it is the evidence, and kept with each.")
    if len(consent.encode()) > moving.LONGEST_CONSENT:
        raise Refusal(f"--consent has {len(consent.encode())} bytes; {moving.LONGEST_CONSENT} fit.")
    with _open_list(options, "import", hidden=options.json) as readers, Bars(hidden=options.json) as bars:
        bringing = moving.Import(readers, consent, languages, newsroom.languages, policy())
        done = bringing.bring(
            those, datetime.now(UTC), lambda at, total: bars.show("import", at, total), dry=options.dry_run
        )
    if options.json:
        print(json.dumps(done.as_dict() | {"dry_run": options.dry_run}))
        return 0
    says = {"added": "would be added" if options.dry_run else "are added", "known": "are on the list already"}
    says |= {"suppressed": "asked for nothing more, or their mail came back", "off": "have left, by the list itself"}
    for name, words in says.items():
        if done.counts[name] or name == "added":
            print(f"{done.counts[name]} {words}.")
    if done.wrong:
        shown = ", ".join(map(str, done.wrong[:10])) + (", …" if len(done.wrong) > 10 else "")
        print(f"{done.counts['wrong']} hold no address that can be kept: lines {shown}.")
    if not options.dry_run:
        print(f"{options.file} tells who your readers are. Destroy it where it lies, and where it came from.")
    return 0


def _entries(options: argparse.Namespace) -> list[Entry]:
    """Raises Refusal."""
    from tamizdat.newsletter import moving
    from tamizdat.vault import sealing

    try:
        content = options.file.read_bytes()
        if content.startswith(b"age-encryption.org/"):
            if options.key is None:
                raise Refusal(f"{options.file} is sealed. Name the key that opens it with --key.")
            opened = BytesIO()
            sealing.unseal(BytesIO(content), opened, sealing.keys(options.key))
            content = opened.getvalue()
        return moving.entries(content.decode())
    except OSError as error:
        raise Refusal(f"{options.file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"{options.file} is no text in UTF-8. Save it as CSV in UTF-8.") from error
    except sealing.Unsealable as error:
        raise Refusal(str(error)) from error
    except (sealing.Unopened, moving.NoList) as error:
        raise Refusal(f"{options.file}: {error}") from error


def _export(options: argparse.Namespace) -> int:
    from tamizdat.newsletter.moving import Export
    from tamizdat.vault import sealing

    try:
        those = sealing.recipients(options.to)
    except sealing.Unsealable as error:
        raise Refusal(str(error)) from error
    beside = options.file.with_name(options.file.name + ".part")
    if options.file.exists():
        raise Refusal(f"{options.file} is there already; nothing is written over.")
    with _open_list(options, "export", hidden=options.json) as readers:
        export = Export(readers)
        try:
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                sealing.seal(export, file, those)  # type: ignore[arg-type]  # it is read from, nothing else
                file.flush()
                os.fsync(file.fileno())
            beside.replace(options.file)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise Refusal(f"{options.file} was not written ({error.strerror}).") from error
    if options.json:
        print(json.dumps({"readers": export.number, "file": str(options.file)}))
        return 0
    print(f"{options.file}: {export.number} readers, sealed for {len(those)}.")
    return 0


def _rotate(options: argparse.Namespace) -> int:
    from tamizdat.newsletter.at_hand import keys_at_hand
    from tamizdat.newsletter.ring import NEXT
    from tamizdat.newsletter.rotating import rotate

    ring, _ = keys_at_hand()
    begun = (ring.folder / NEXT).exists()
    if begun and options.new_passphrase_file is None:
        new = asked(None, "The new phrase, as it was shown: ")
    elif options.new_passphrase_file is not None:
        new = asked(options.new_passphrase_file)
    else:
        new = secrets.token_urlsafe(24)
    old = asked(options.passphrase_file, "Phrase of the list, the old one: ")
    with locks.serving(home()), Bars() as bars:
        if not begun:
            ring.unlocked(old)  # a wrong phrase shows no new one
            if options.new_passphrase_file is None:
                print(NEW_PHRASE.format(phrase=new), flush=True)
        number = rotate(ring, home(), old, new, lambda at, total: bars.show("seal", at, total))
    print(f"{number} records are sealed anew, and the old key is destroyed.")
    return 0


def _openings(options: argparse.Namespace) -> int:
    from tamizdat.newsletter.models import Opening

    rows = list(Opening.objects.order_by("-at"))
    if options.json:
        told = [
            {"at": one.at.isoformat(), "who": one.who, "what_for": one.purpose, "records": one.records} for one in rows
        ]
        print(json.dumps({"openings": told}))
        return 0
    for one in rows:
        print(f"{one.at:%Y-%m-%d %H:%M} UTC  {one.who}  {one.purpose}  {one.records} records")
    if not rows:
        print("Nobody has opened it yet.")
    return 0
