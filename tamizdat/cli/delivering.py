"""`tamizdat mirror add, list, push, remove`: the mirrors that a newsroom delivers to.

They need no Django: a delivery reads the printed edition and our own book of what was brought where.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamizdat import env
from tamizdat.cli.books import alone, book, named
from tamizdat.cli.opening import home
from tamizdat.cli.progress import ManyBars
from tamizdat.cli.refusal import Refusal

if TYPE_CHECKING:
    from tamizdat.mirrors.book import Book, Mirror
    from tamizdat.mirrors.delivery import Delivered
    from tamizdat.mirrors.places import Place
    from tamizdat.mirrors.places.keyring import Keyring
    from tamizdat.mirrors.pushing import Push

NAME = re.compile("[a-z0-9][a-z0-9-]{0,39}")
OFFLINE = ("root.pem", "targets.pem")
TRIED = "edition/tried"
CORS = "docs/how-to/deliver-to-mirrors.md tells how to set it."


def add_words(words: argparse._SubParsersAction[Any]) -> None:
    _add_word(words)
    listing = words.add_parser("list", help="the newsroom's mirrors, and what each was last brought")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    listing.set_defaults(does=_list)
    _push_word(words)
    remove = words.add_parser("remove", help="deliver to a mirror no more; what lies there stays")
    remove.add_argument("name", metavar="NAME", help="the mirror's name")
    remove.set_defaults(does=_remove)


def _add_word(words: argparse._SubParsersAction[Any]) -> None:
    add = words.add_parser("add", help="name a place that editions are to be delivered to")
    add.add_argument("name", metavar="NAME", help="a short name of your own for it")
    add.add_argument(
        "place", metavar="PLACE", help="a folder; sftp://user@host/folder; https://… (WebDAV); s3+https://host/bucket"
    )
    add.add_argument("--secret", type=Path, metavar="FILE", help="the file of the key or password that the host wants")
    add.add_argument("--fingerprint", metavar="SHA256:…", help="the key that an SFTP host must show")
    add.add_argument("--address", metavar="ADDRESS", default="", help="where readers find it, https://…/")
    add.add_argument(
        "--packed", action="store_true", help="bring each page packed too (.gz, .br), for a server that sends them"
    )
    add.add_argument("--unserved", action="store_true", help="nothing serves it yet, so nobody can look at it")
    add.set_defaults(does=_add)


def _push_word(words: argparse._SubParsersAction[Any]) -> None:
    push = words.add_parser("push", help="deliver the newest edition to all mirrors, or to those named")
    push.add_argument("names", metavar="NAME", nargs="*", help="a mirror's name; all mirrors when none is given")
    push.add_argument("--all", action="store_true", help="bring every file again, whatever was brought before")
    push.add_argument("--dry-run", action="store_true", help="say what would be brought, and bring nothing")
    push.add_argument("--one-person", action="store_true", help="although the keys of root and targets are here")
    push.add_argument("--demo", action="store_true", help="a demo newsroom's edition too")
    push.add_argument("--json", action="store_true", help="print one JSON object")
    push.set_defaults(does=_push)


# Mirrors


def _add(options: argparse.Namespace) -> int:
    from tamizdat.mirrors.book import Known, Mirror
    from tamizdat.mirrors.places import BadPlace, checked, opened

    if not NAME.fullmatch(options.name):
        raise Refusal(f"{options.name!r} is no name for a mirror; use up to 40 of a-z, 0-9 and -.")
    with book() as kept:
        try:
            where = checked(options.place)
            if where.startswith("/") and Path(where).is_relative_to(home().resolve()):
                raise Refusal(f"{options.place} lies in the newsroom's own folder. Name one outside.")
            _refuse_twice(kept, options.name, where)
            keys = _keyring(options, where)
            _refuse_unserved(options, where)
            _try_out(opened(where, keys), options.address)
            kept.add(Mirror(options.name, where, address=options.address, packed=options.packed))
            keys.keep(home(), options.name)
        except BadPlace as error:
            raise Refusal(str(error)) from error
        except OSError as error:
            raise Refusal(f"{options.place} cannot be written to: {error}") from error
        except Known as error:
            raise Refusal(f"there is a mirror named {options.name} already. Choose another name.") from error
    print(f"Mirror {options.name} is {options.place}. `tamizdat mirror push` delivers to it.")
    return 0


def _refuse_twice(kept: Book, name: str, place: str) -> None:
    from tamizdat.mirrors.places import checked

    for mirror in kept.mirrors():
        if mirror.name == name:
            raise Refusal(f"there is a mirror named {name} already. Choose another name.")
        if checked(mirror.place) == place:
            raise Refusal(f"{place} is the mirror {mirror.name} already.")


def _keyring(options: argparse.Namespace, place: str) -> Keyring:
    """What is kept for this mirror: the secret from its file, and the key that an SFTP host shows.  Raises OSError."""
    from tamizdat.mirrors.places.keyring import Keyring

    if place.startswith("/"):
        return Keyring()
    if options.secret is None:
        raise Refusal(f"{place} asks for a key or a password. Put it into a file and name it: --secret FILE.")
    try:
        secret = options.secret.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{options.secret} cannot be read as text. --secret names the file of a secret.") from error
    if not place.startswith("sftp:"):
        if ":" not in secret:
            raise Refusal(f"{options.secret} holds no colon. Write name:password into it.")
        return Keyring(secret)
    return Keyring(secret, _pinned(options, place))


def _pinned(options: argparse.Namespace, place: str) -> str:
    from tamizdat.mirrors.places.sftp import shown_key

    key, fingerprint = shown_key(place)
    if options.fingerprint and options.fingerprint != fingerprint:
        raise Refusal(f"the host shows the key {fingerprint}, not {options.fingerprint}: somebody may be in between.")
    if not options.fingerprint:
        print(f"The host shows the key {fingerprint}. Compare it with what whoever runs it tells you;")
        print("from now on no other is accepted.")
    return key


def _refuse_unserved(options: argparse.Namespace, place: str) -> None:
    from tamizdat.edition.places import WebPlace

    if options.address:
        try:
            options.address = WebPlace(options.address).address
        except ValueError as error:
            raise Refusal(str(error)) from error
    elif not place.startswith("/") and not options.unserved:
        raise Refusal("say where readers find it: --address https://…/; or --unserved, when nothing serves it yet.")


def _try_out(place: Place, address: str) -> None:
    """Can it be written to, and do readers get what is written there?"""
    try:
        place.put(TRIED, b"Can be written to.\n")
        try:
            if address:
                _refuse_unreadable(address)
        finally:
            place.remove(TRIED)
    finally:
        place.close()


def _refuse_unreadable(address: str) -> None:
    from tamizdat.edition.refusals import TooLarge
    from tamizdat.mirrors.looking import asked

    try:
        answer = asked(address, TRIED)
    except (OSError, TooLarge) as error:
        raise Refusal(f"what is put there is not at {address}: {error} Is it the address of this place?") from error
    if answer.content != b"Can be written to.\n":
        raise Refusal(f"{address} answers with something else than was put there. Is it the address of this place?")
    if not answer.open_to_all:
        raise Refusal(
            f"{address} does not send `Access-Control-Allow-Origin: *`, so a reader whose other addresses are blocked "
            f"could not use it. {CORS}"
        )


def _list(options: argparse.Namespace) -> int:
    with book() as kept:
        mirrors = kept.mirrors()
    if options.json:
        print(json.dumps({"mirrors": [vars(mirror) for mirror in mirrors]}, ensure_ascii=False))
        return 0
    for mirror in mirrors:
        at = f"edition {mirror.edition} on {mirror.delivered}" if mirror.delivered else "nothing delivered yet"
        print(f"{mirror.name}: {mirror.place}, {at}" + (f"; failed since: {mirror.failed}" if mirror.failed else ""))
    if not mirrors:
        print("There are no mirrors. Add one with `tamizdat mirror add NAME PLACE`.")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from tamizdat.mirrors.places.keyring import Keyring

    with book() as kept, alone(kept):
        mirror = named(kept, options.name)
        kept.forget(mirror.name)
        Keyring().keep(home(), mirror.name)
    print(f"Nothing is delivered to {mirror.name} any more. What lies in {mirror.place} stays and grows old:")
    print("empty it yourself, or pages that you withdraw later can still be read there.")
    return 0


# Push


def _push(options: argparse.Namespace) -> int:
    from tamizdat.edition.reading import Absent
    from tamizdat.edition.refusals import Demo, Refused
    from tamizdat.mirrors.pushing import Push

    if not (options.demo or options.one_person):
        _refuse_offline_keys()
    now = datetime.now(UTC)
    with book() as kept, ManyBars(hidden=options.json) as bars:
        mirrors = [named(kept, name) for name in dict.fromkeys(options.names)] or kept.mirrors()
        if not mirrors:
            raise Refusal("there are no mirrors. Add one with `tamizdat mirror add NAME PLACE`.")
        _refuse_demo_abroad(mirrors)
        push = Push(home(), bars.show, demo=options.demo)
        try:
            done = _delivered(kept, push, mirrors, options, now)
        except Demo as refusal:
            raise Refusal(f"{refusal} --demo delivers it all the same.") from refusal
        except (Refused, Absent, OSError) as error:
            raise Refusal(f"there is nothing to deliver: {error} `tamizdat press` prints and signs.") from error
    return _told(options, done)


def _delivered(
    kept: Book, push: Push, mirrors: list[Mirror], options: argparse.Namespace, now: datetime
) -> list[Delivered]:
    if options.dry_run:
        return [push.foreseen(mirror, now) for mirror in mirrors]
    with alone(kept):
        for mirror in mirrors if options.all else ():
            kept.doubt(mirror.name)
        return push.run(mirrors, now)


def _told(options: argparse.Namespace, done: list[Delivered]) -> int:
    failed = [one for one in done if one.failed]
    if options.json:
        print(json.dumps({"mirrors": [one.as_dict() for one in done]}, ensure_ascii=False))
    else:
        would = "would be " if options.dry_run else ""
        for one in done:
            size = "" if options.dry_run else f", {one.size:,} bytes"
            if not one.failed:
                print(f"{one.mirror}: edition {one.edition}, {one.brought} files {would}brought{size}, ", end="")
                print(f"{one.removed} {would}removed.")
    for one in failed:
        print(f"tamizdat mirror push: {one.mirror} failed: {one.failed} The next push goes on.", file=sys.stderr)
    return 1 if failed else 0


def _refuse_demo_abroad(mirrors: list[Mirror]) -> None:
    """A demo may be laid into a folder, to be looked at; nobody carries it to another host by mistake."""
    if env.is_demo() and (far := [mirror for mirror in mirrors if not mirror.place.startswith("/")]):
        raise Refusal(f"{far[0].name} is on another host, and nothing in a demo is real. Name folders only.")


def _refuse_offline_keys() -> None:
    away = home() / "keys" / "offline"
    if here := [name for name in OFFLINE if (away / name).exists()]:
        raise Refusal(
            f"{' and '.join(here)} lie in {away}: whoever takes this machine takes the newsroom's name. Carry them "
            "away, or say --one-person."
        )
