"""`tamizdat issue`: the newsletter's issues, from the draft to the last envelope."""

from __future__ import annotations

import argparse
import getpass
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tamizdat.cli.opening import home, open_newsroom
from tamizdat.cli.phrases import asked
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal

if TYPE_CHECKING:
    from tamizdat.newsletter.models import Issue
    from tamizdat.newsletter.room import Room
    from tamizdat.vault.keys import OpeningKey

HELP = "issues of the newsletter: draft, look, approve, freeze, post"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WORD", required=True)
    listing = words.add_parser("list", help="every issue, the newest first")
    draft = words.add_parser("draft", help="a new issue, with what was published since the last one")
    draft.add_argument("--language", metavar="L", help="of the issue; the main one without it")
    change = words.add_parser("change", help="give it other words, stories or another hour; voids an approval")
    change.add_argument("--subject", metavar="TEXT", help="what mailboxes show")
    change.add_argument("--intro", type=Path, metavar="FILE", help="text above the stories, parted by empty lines")
    change.add_argument("--appeal", type=Path, metavar="FILE", help="text below them")
    change.add_argument("--due", type=_moment, metavar="WHEN", help="2026-12-04T18:00, on the newsroom's own clock")
    change.add_argument("--stories", metavar="KEY,KEY", help="stories in their order; `issue stories` has the keys")
    choice = words.add_parser("stories", help="what may be chosen, the newest first; * is in the issue")
    preview = words.add_parser("preview", help="write it down as a mailbox would get it: text and HTML")
    preview.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")
    test = words.add_parser("test", help="send it to one address of your own")
    approve = words.add_parser("approve", help="say that it may be sent as it is")
    freeze = words.add_parser("freeze", help="make and sign every reader's envelope; asks for the list's phrase")
    post = words.add_parser("post", help="send what is frozen; asks for the list's phrase. Run again, it goes on")
    stop = words.add_parser("stop", help="send nothing more of it, wherever it is being sent")
    resume = words.add_parser("resume", help="let a stopped one be sent again")
    status = words.add_parser("status", help="its books: who was on the list, what became of each envelope")
    for command in (change, choice, preview, test, approve, freeze, post, stop, resume, status):
        command.add_argument("number", metavar="N", type=int, help="as `issue list` shows it")
    test.add_argument("address", metavar="ADDRESS", help="a mailbox of the newsroom's")
    for command in (freeze, post):
        command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="the list's phrase, not asked for")
    for command in (listing, freeze, post, status):
        command.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    open_newsroom()
    from tamizdat import locks
    from tamizdat.newsletter.at_hand import NoNewsletter
    from tamizdat.newsletter.issues import NotNow
    from tamizdat.newsletter.room import Room
    from tamizdat.outbox.message import BadMessage
    from tamizdat.outbox.office import BadOffice
    from tamizdat.vault.keys import BadKey

    acts: dict[str, Callable[[argparse.Namespace, Room], int]] = {
        "list": _list,
        "draft": _draft,
        "change": _change,
        "stories": _stories,
        "preview": _preview,
        "test": _test,
        "approve": _approve,
        "freeze": _freeze,
        "post": _post,
        "stop": _stop,
        "resume": _resume,
        "status": _status,
    }
    try:
        return acts[options.what](options, Room.of(home()))
    except (NoNewsletter, NotNow, BadMessage, BadOffice, BadKey, locks.Taken) as error:
        raise Refusal(str(error)) from error


def _issue(options: argparse.Namespace) -> Issue:
    from tamizdat.newsletter.models import Issue

    found = Issue.objects.filter(pk=options.number).first()
    if found is None:
        raise Refusal(f"there is no issue {options.number}; `tamizdat issue list` shows those there are.")
    return found


def _list(options: argparse.Namespace, room: Room) -> int:
    from tamizdat.newsletter.models import Issue

    found = list(Issue.objects.order_by("-pk"))
    if options.json:
        rows = [
            {"number": one.pk, "language": one.language, "state": one.state, "due": one.due.isoformat()}
            | {"subject": one.subject}
            for one in found
        ]
        print(json.dumps({"issues": rows}, ensure_ascii=False))
        return 0
    for one in found:
        print(f"{one.pk:4}  {one.language}  {one.state:8}  {one.due:%Y-%m-%d %H:%M} UTC  {one.subject}")
    if not found:
        print("There is none. Make the first with `tamizdat issue draft`.")
    return 0


def _draft(options: argparse.Namespace, room: Room) -> int:
    from tamizdat.newsletter.issues import draft

    issue = draft(room.newsroom, options.language or room.newsroom.languages[0], datetime.now(UTC), getpass.getuser())
    print(f"Issue {issue.pk}, {issue.picks.count()} stories, due {issue.due:%Y-%m-%d %H:%M} UTC.")
    print(f"`tamizdat issue change {issue.pk}` gives it words; `issue preview {issue.pk} --out DIR` shows it.")
    return 0


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment; write one like 2026-12-04T18:00") from None


def _change(options: argparse.Namespace, room: Room) -> int:
    from tamizdat.newsletter import issues

    issue = _issue(options)
    words = {"subject": options.subject, "intro": _said(options.intro), "appeal": _said(options.appeal)}
    due = options.due.replace(tzinfo=ZoneInfo(room.newsroom.time_zone)) if options.due else None
    keys = [key.strip() for key in options.stories.split(",")] if options.stories else None
    issues.change(issue, getpass.getuser(), words, due, keys)
    print(f"Issue {issue.pk} is changed. It waits to be approved.")
    return 0


def _said(file: Path | None) -> str | None:
    try:
        return file.read_text() if file else None
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{file} cannot be read. Make it a text file.") from error


def _stories(options: argparse.Namespace, room: Room) -> int:
    from tamizdat.newsletter import stories

    issue = _issue(options)
    chosen = set(issue.picks.values_list("story", flat=True))
    for told in stories.newest(issue.language):
        print(f"{'*' if told.key in chosen else ' '} {told.key}  {told.published:%Y-%m-%d}  {told.headline}")
    return 0


def _preview(options: argparse.Namespace, room: Room) -> int:
    from tamizdat.newsletter import rendering

    issue = _issue(options)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, full in (("issue", False), ("full", True)):
        shown = room.letter(issue, full=full)
        (options.out / f"{name}.txt").write_text(rendering.text(shown))
        (options.out / f"{name}.html").write_text(rendering.html(shown))
    print(f"{options.out}: issue.html, issue.txt; with whole stories full.html, full.txt.")
    return 0


def _test(options: argparse.Namespace, room: Room) -> int:
    why = room.test(_issue(options), options.address, datetime.now(UTC))
    if why:
        raise Refusal(f"the test was not sent: {why}")
    print(f"Sent to {options.address}.")
    return 0


def _approve(options: argparse.Namespace, room: Room) -> int:
    issue = _issue(options)
    room.approve(issue, getpass.getuser(), others=False)
    print(f"Issue {issue.pk} may be sent as it is. Whatever is changed in it voids that.")
    return 0


def _key(options: argparse.Namespace, room: Room) -> OpeningKey:
    return room.ring.unlocked(asked(options.passphrase_file, "Phrase of the list: "))


def _freeze(options: argparse.Namespace, room: Room) -> int:
    issue = _issue(options)
    key = _key(options, room)
    with Bars(hidden=options.json) as bars:
        done = room.freeze(
            issue, key, getpass.getuser(), datetime.now(UTC), lambda at, total: bars.show("seal", at, total)
        )
    said: dict[str, Any] = {"candidates": done.candidates, "frozen": done.frozen, "excluded": dict(done.excluded)}
    if options.json:
        print(json.dumps(said))
        return 0
    print(f"{done.frozen} envelopes are frozen, of {done.candidates} readers on the list.")
    for reason, number in sorted(done.excluded.items()):
        print(f"  {number} get none: {REASONS.get(reason, reason)}")
    return 0


REASONS = {"language": "they chose other languages", "suppressed": "their mail came back, or they complained"}


def _post(options: argparse.Namespace, room: Room) -> int:
    issue = _issue(options)
    key = _key(options, room)
    with Bars(hidden=options.json) as bars:
        reports = room.post(issue, key, datetime.now(UTC), lambda at, total: bars.show("send", at, total))
    why = [line for report in reports for line in (*report.paused, report.stopped) if line]
    if options.json:
        print(json.dumps(_books(issue, room) | {"why": why}))
    else:
        _say_books(issue, room)
        for line in why:
            print(f"  {line}")
    if not room.books(issue).waiting:
        from tamizdat.works.issues import file_sent

        file_sent()
    else:
        raise Refusal(f"some wait. `tamizdat issue post {issue.pk}` goes on where it stopped.")
    return 0


def _stop(options: argparse.Namespace, room: Room) -> int:
    from tamizdat.newsletter.sending import Sender

    issue = _issue(options)
    Sender(room.home, issue, ()).stop()
    print(f"Nothing more of issue {issue.pk} is sent, but for what a relay has in its hands now.")
    return 0


def _resume(options: argparse.Namespace, room: Room) -> int:
    from tamizdat.newsletter.sending import Sender

    issue = _issue(options)
    Sender(room.home, issue, ()).resume()
    print(f"Issue {issue.pk} may be sent again: `tamizdat issue post {issue.pk}`.")
    return 0


def _books(issue: Issue, room: Room) -> dict[str, Any]:
    books = room.books(issue)
    return {
        "number": issue.pk,
        "state": issue.state,
        "candidates": issue.candidates,
        "excluded": issue.excluded,
        "frozen": books.frozen,
        "sent": books.sent,
        "refused": books.refused,
        "skipped": books.skipped,
        "waiting": books.waiting,
    }


def _status(options: argparse.Namespace, room: Room) -> int:
    issue = _issue(options)
    if options.json:
        print(json.dumps(_books(issue, room)))
    else:
        _say_books(issue, room)
    return 0


def _say_books(issue: Issue, room: Room) -> None:
    approved = issue.state != "approved" or room.is_approved(issue)
    print(f"Issue {issue.pk}, {issue.language}: {issue.state if approved else 'changed since it was approved'}.")
    if issue.frozen_at is None:
        return
    books = room.books(issue)
    out = sum(issue.excluded.values())
    print(f"  {issue.candidates} on the list = {books.frozen} frozen + {out} excluded")
    print(f"  {books.frozen} frozen = {books.sent} sent + {books.refused} refused ", end="")
    print(f"+ {books.skipped} left since + {books.waiting} waiting")
