"""`tamizdat keys ceremony`: walk several people through making the keys of root and targets at one table."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.cli.phrases import asked
from tamizdat.cli.proposing import folder, head_by_hand
from tamizdat.cli.refusal import Refusal
from tamizdat.edition import keys
from tamizdat.edition.ceremony import TRANSCRIPT, Ceremony, Misplaced, Rules
from tamizdat.edition.head import Head

WELCOME = """A ceremony of {people} people. Any {root} of them will say who may sign, any {targets} which keys print.
Each needs a stick of their own, and a phrase that nobody else sees. Best on a machine without a network.
Stop with Ctrl-C whenever you must: what is done is kept in {folder}, and the same command goes on."""

OLD = """
Now it is signed, by those at the table and by whoever could do so until today: `old` stands for the keys that
`tamizdat init` put into keys/offline, or for those of the last ceremony."""

DONE = """
Done. Print {transcript}, and let everybody sign it. Read these words to somebody who was not here:
    {words}
Take {proposal} to the newsroom, and there: tamizdat keys take {proposal}
Then destroy root.pem and targets.pem in keys/offline: they count no longer. Every stick goes home with its owner."""


def walk(options: argparse.Namespace) -> int:
    rules = Rules(options.people, options.root, options.targets)
    course = Ceremony.begun(options.folder, _head(options.head), rules, _now())
    print(WELCOME.format(**vars(rules), folder=options.folder))
    while not course.is_complete:
        person = len(course.held) + 1
        print(f"\nPerson {person} of {rules.people}: put in your stick, and type your phrase twice.")
        _until_it_works(lambda: course.sits_down(_stick(), asked(None, "Your phrase: ", new=True), _now()))
    course.propose(_now())
    _signatures(course)
    proposal = course.finish(_now())
    print(DONE.format(transcript=options.folder / TRANSCRIPT, words=course.words(), proposal=proposal))
    return 0


def _signatures(course: Ceremony) -> None:
    if course.missing():
        print(OLD)
    while missing := course.missing():
        print("\nStill missing: " + " ".join(missing))
        _until_it_works(lambda: _one_signs(course))


def _one_signs(course: Ceremony) -> None:
    who = _called(course, input("Who signs (a person's number, or `old`)? ").strip())
    course.signs(_stick(), asked(None, "The phrase: "), who, _now())


def _called(course: Ceremony, who: str) -> str:
    if who == "old":
        return "one of those before"
    if not who.isdecimal() or not 1 <= int(who) <= course.rules.people:
        raise Misplaced(f"there is no person {who!r}; they are 1 to {course.rules.people}.")
    return f"person {who}"


def _until_it_works(step: Callable[[], None]) -> None:
    while True:
        try:
            return step()
        except (Misplaced, Refusal, keys.BadKey) as trouble:
            print(f"{trouble} Once more.")


def _stick() -> Path:
    while not (typed := input("Its folder: ").strip()):
        pass
    return Path(typed).expanduser()


def _head(file: Path | None) -> Head:
    if file is None:
        return head_by_hand()
    try:
        return Head.from_json(file.read_text())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{file} is no newsroom's head. Bring {folder().name}/head.json from there.") from error


def _now() -> datetime:
    return datetime.now(UTC)
