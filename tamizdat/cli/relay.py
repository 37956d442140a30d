"""`tamizdat relay`: as whom the newsroom writes, and which hosts take its mail on."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tamizdat.cli.opening import open_newsroom
from tamizdat.cli.refusal import Refusal
from tamizdat.letterbox.vendors import VENDORS, refuse_bad
from tamizdat.outbox.office import BadOffice, Office
from tamizdat.outbox.smtp import NEAR, Relay, Tls

HELP = "mail: as whom the newsroom writes, and the relays that take its mail on"
SCHEMES = {"smtps": (Tls.FROM_THE_START, 465), "smtp": (Tls.STARTTLS, 587)}
KNOWS = "The relay sees every reader's address: choose it as you choose the bank."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WORD", required=True)
    sender = words.add_parser("from", help="write as this address, and make the key that signs")
    sender.add_argument("address", metavar="ADDRESS", help="letters@herald.example")
    add = words.add_parser("add", help="send over this relay too; the first that lets us in is used first")
    add.add_argument("relay", metavar="RELAY", help="smtps://USER@HOST or smtp://USER@HOST:587 (with STARTTLS)")
    add.add_argument("--lines", type=_number, default=4, metavar="N", help="connections at once (4)")
    add.add_argument("--rate", type=float, default=0.0, metavar="R", help="messages a second it allows; 0: any (0)")
    add.add_argument(
        "--rate-for", type=_host_rate, action="append", default=[], metavar="HOST=R", help="messages a second to HOST"
    )
    add.add_argument("--password-file", type=Path, metavar="FILE", help="its password, instead of asking")
    remove = words.add_parser("remove", help="send over it no more")
    remove.add_argument("name", metavar="HOST:PORT")
    inbox = words.add_parser("inbox", help="read what comes back: bounces, complaints, readers who leave by mail")
    inbox.add_argument("inbox", metavar="INBOX", nargs="?", help="imaps://USER@HOST; none with --none")
    inbox.add_argument("--none", action="store_true", help="read none any more")
    inbox.add_argument("--password-file", type=Path, metavar="FILE", help="its password, instead of asking")
    webhook = words.add_parser("webhook", help="hear what a mail vendor tells by webhook, through the letterbox")
    webhook.add_argument("vendor", metavar="VENDOR", choices=sorted(VENDORS), help=", ".join(sorted(VENDORS)))
    webhook.add_argument("--none", action="store_true", help="hear it no more")
    webhook.add_argument("--secret-file", type=Path, metavar="FILE", help="what proves its events, instead of asking")
    check = words.add_parser("check", help="ask what the domain's zone says, and whether the relays let us in")
    check.add_argument("--resolver", metavar="IP", help="whom to ask about names; the system's without it")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    listing = words.add_parser("list", help="sender, relays, and what the domain's zone must hold")
    listing.add_argument("--json", action="store_true", help="print one JSON object")


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of connections; use one from 1 to 100")
    return int(text)


def _host_rate(text: str) -> tuple[str, float]:
    host, _, rate = text.partition("=")
    try:
        if not host or not 0 < float(rate) <= 10_000:
            raise ValueError
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no rate for a host; write mail.example=5") from None
    return host.lower(), float(rate)


def run(options: argparse.Namespace) -> int:
    open_newsroom()
    acts = {"from": _from, "add": _add, "remove": _remove, "inbox": _inbox, "webhook": _webhook}
    acts |= {"check": _check, "list": _list}
    try:
        return acts[options.what](options)
    except (BadOffice, ValueError) as error:
        raise Refusal(str(error)) from error


def _keys() -> tuple[Path, str]:
    from django.conf import settings

    from tamizdat.press import keys as press_keys

    return settings.KEYS, press_keys.passphrase(settings.KEYS)


def _office(keys: Path) -> Office:
    office = Office.of(keys)
    if office is None:
        raise Refusal("say first as whom the newsroom writes: `tamizdat relay from letters@herald.example`.")
    return office


def _from(options: argparse.Namespace) -> int:
    from tamizdat.outbox.office import open_office

    keys, phrase = _keys()
    office = open_office(keys, phrase, options.address, datetime.now(UTC))
    print(f"Mail comes from {office.address}. The zone of {office.domain} must hold these, or mailboxes refuse it:")
    _print_records(keys, phrase, office)
    return 0


def _print_records(keys: Path, phrase: str, office: Office) -> None:
    from tamizdat.outbox.office import records

    for name, text in records(office, office.signing(keys, phrase)):
        print(f"  {name}  TXT  {text}")


def _add(options: argparse.Namespace) -> int:
    keys, _ = _keys()
    parts = urlsplit(options.relay)
    if parts.scheme not in SCHEMES or not parts.hostname or parts.path not in ("", "/") or parts.password:
        raise Refusal(
            f"{options.relay.partition('@')[2] or options.relay} is no relay; write smtps://USER@HOST or "
            "smtp://USER@HOST:587. Its password is asked for, and never stands in a command."
        )
    tls, port = SCHEMES[parts.scheme]
    if parts.hostname in NEAR and parts.scheme == "smtp":
        tls = Tls.NONE
    office = _office(keys)
    relay = Relay(
        host=parts.hostname,
        port=parts.port or port,
        tls=tls,
        user=unquote(parts.username or ""),
        secret=_password(keys, parts.hostname, options.password_file) if parts.username else None,
        helo=office.domain,
        lines=options.lines,
        rate=options.rate,
        host_rates=tuple(options.rate_for),
    )
    office.with_relay(relay).keep(keys)
    print(f"Mail goes over {relay.name}. {KNOWS}")
    return 0


def _inbox(options: argparse.Namespace) -> int:
    from tamizdat.outbox.inbox import Inbox

    keys, _ = _keys()
    office = _office(keys)
    if options.none == bool(options.inbox):
        raise Refusal("name the mailbox, imaps://USER@HOST, or say --none.")
    if options.none:
        replace(office, inbox=None).keep(keys)
        if office.inbox:
            office.inbox.secret.unlink(missing_ok=True)
        print("No mailbox is read any more: bounces and goodbyes by mail are not heard.")
        return 0
    parts = urlsplit(options.inbox)
    near = parts.hostname in NEAR and parts.scheme == "imap"
    if not (parts.scheme == "imaps" or near) or not parts.hostname or not parts.username or parts.password:
        raise Refusal("that is no mailbox to read; write imaps://USER@HOST. Its password is asked for.")
    inbox = Inbox(
        host=parts.hostname,
        port=parts.port or (143 if near else 993),
        tls=Tls.NONE if near else Tls.FROM_THE_START,
        user=unquote(parts.username),
        secret=_password(keys, parts.hostname, options.password_file, "inbox"),
    )
    replace(office, inbox=inbox).keep(keys)
    print(f"Read each minute at {inbox.name}. Let mail to {office.sender} and leave+…@{office.domain} arrive there,")
    print("and nothing else: what is understood is deleted there, since it says who readers are.")
    return 0


def _webhook(options: argparse.Namespace) -> int:
    from tamizdat.newsletter.models import Letterbox

    keys, _ = _keys()
    office, vendor = _office(keys), options.vendor
    others = {name: path for name, path in office.webhooks.items() if name != vendor}
    if options.none:
        replace(office, webhooks=others).keep(keys)
        if vendor in office.webhooks:
            office.webhooks[vendor].unlink(missing_ok=True)
        print(f"Nothing that {vendor} tells is heard any more.")
        return 0
    secret = _asked(f"Of {vendor}: {VENDORS[vendor]}: ", options.secret_file, "--secret-file")
    refuse_bad(vendor, secret)
    path = keys / "outbox" / f"{vendor}.webhook"
    _keep(path, secret)
    replace(office, webhooks={**others, vendor: path}).keep(keys)
    site = Letterbox.site() or "https://YOUR-LETTERBOX"
    at = site.replace("://", "://USER:PASSWORD@") if vendor == "brevo" else site
    print(f"Let {vendor} tell of bounces, complaints and unsubscribing, and of nothing else, at {at}/-/hint/{vendor}.")
    print("Letterboxes hear it from their next collection on; restart them, and they keep its library at hand.")
    return 0


def _password(keys: Path, host: str, file: Path | None, what: str = "relay") -> Path:
    secret = _asked(f"Password at {host}: ", file, "--password-file")
    path = keys / "outbox" / (f"{host}.password" if what == "relay" else f"{host}.{what}.password")
    _keep(path, secret)
    return path


def _asked(question: str, file: Path | None, option: str) -> str:
    if file is not None:
        try:
            return file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal(f"{file} cannot be read. Make it a text file of one line.") from error
    if sys.stdin.isatty():
        return getpass.getpass(question).strip()
    raise Refusal(f"there is no terminal to ask for it on. Name a file with {option}.")


def _keep(path: Path, secret: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as kept:
        kept.write(secret)


def _remove(options: argparse.Namespace) -> int:
    keys, _ = _keys()
    before = _office(keys)
    office = before.without_relay(options.name)
    office.keep(keys)
    kept = {one.secret for one in office.relays}
    for relay in before.relays:
        if relay.secret and relay.secret not in kept:
            relay.secret.unlink(missing_ok=True)
    print(f"Nothing goes over {options.name} any more." + ("" if office.relays else " No relay is left: mail waits."))
    return 0


def _check(options: argparse.Namespace) -> int:
    from tamizdat.outbox.zone import Unasked, Zone

    keys, phrase = _keys()
    office = _office(keys)
    server, _, port = (options.resolver or "").partition("#")
    try:
        zone = Zone(office, office.signing(keys, phrase), (server,) if server else (), int(port or 53))
        answers = list(zone.answers())
    except Unasked as error:
        raise Refusal(str(error)) from error
    if options.json:
        told = [{"what": one.what, "name": one.name, "wrong": one.wrong} for one in answers]
        print(json.dumps({"answers": told}))
    for one in answers if not options.json else ():
        print(
            f"{'wrong' if one.wrong else 'fine ':5}  {one.what:5}  {one.name}" + (f": {one.wrong}" if one.wrong else "")
        )
    if not office.relays and not options.json:
        print("There is no relay yet.")
    return int(any(one.wrong for one in answers))


def _list(options: argparse.Namespace) -> int:
    keys, phrase = _keys()
    office = _office(keys)
    if options.json:
        relays = [
            {"name": one.name, "tls": str(one.tls), "lines": one.lines, "rate": one.rate} for one in office.relays
        ]
        inbox = office.inbox.name if office.inbox else None
        told = {"from": office.address, "selector": office.selector, "relays": relays, "inbox": inbox}
        print(json.dumps(told | {"webhooks": sorted(office.webhooks)}))
        return 0
    print(f"Mail comes from {office.address}.")
    for one in office.relays:
        print(f"  {one.name}  {one.tls}, {one.lines} connections" + (f", {one.rate:g} a second" if one.rate else ""))
        for host, rate in one.host_rates:
            print(f"    {rate:g} a second to {host}")
    if not office.relays:
        print("There is no relay, so mail waits. Add one with `tamizdat relay add smtps://USER@HOST`.")
    if office.inbox:
        print(f"What comes back is read at {office.inbox.name}.")
    for vendor in sorted(office.webhooks):
        print(f"What {vendor} tells by webhook is heard.")
    print(f"The zone of {office.domain} must hold:")
    _print_records(keys, phrase, office)
    return 0
