"""`tamizdat support`: what readers may give, by which ways, and what became of it."""

from __future__ import annotations

import argparse
import getpass
import json
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tamizdat.cli.opening import open_newsroom
from tamizdat.cli.progress import Bars
from tamizdat.cli.refusal import Refusal

if TYPE_CHECKING:
    from tamizdat.support.terms import Terms

HELP = "readers' support: what they may give and how, and the ledger"
NEUTRAL = "Reader support"
LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1):\d{1,5}")
EARNEST = "The account's rules must block cards of {countries} before the bank is asked; look there once a quarter."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WORD", required=True)
    offer = words.add_parser("offer", help="suggest sums in a currency; none takes the currency away")
    offer.add_argument("currency", metavar="CURRENCY", help="USD, EUR, …")
    for rhythm in ("once", "monthly", "yearly"):
        offer.add_argument(f"--{rhythm}", default="", metavar="SUM,SUM", help=f"sums to suggest {rhythm}: 5,10,25")
    offer.add_argument(
        "--languages", default="", metavar="L,L", help="for readers of these, instead of what others see (all)"
    )
    offer.add_argument("--least", default="2", metavar="SUM", help="the least that is taken (2)")
    offer.add_argument("--most", default="5000", metavar="SUM", help="the most that is taken (5000)")
    stripe = words.add_parser("stripe", help="take cards over an account at Stripe")
    stripe.add_argument(
        "name", metavar="NAME", help="neutral name for checkouts and statements, without the newsroom's"
    )
    stripe.add_argument("--manage", default="", metavar="ADDRESS", help="Stripe's page where readers change their gift")
    stripe.add_argument("--key-file", type=Path, metavar="FILE", help="its restricted key, instead of asking")
    stripe.add_argument("--hints-file", type=Path, metavar="FILE", help="secret of its webhook; none: hints are off")
    btcpay = words.add_parser("btcpay", help="take coins over a store at a BTCPay Server")
    btcpay.add_argument("address", metavar="ADDRESS", help="of the server: https://pay.example")
    btcpay.add_argument("store", metavar="STORE", help="its name for the store")
    btcpay.add_argument("--key-file", type=Path, metavar="FILE", help="a key that may create and view invoices")
    btcpay.add_argument("--hints-file", type=Path, metavar="FILE", help="secret of its webhook; none: hints are off")
    transfer = words.add_parser("transfer", help="take bank transfers, with a reference for each")
    transfer.add_argument("name", metavar="NAME", help="neutral name of the account's holder")
    transfer.add_argument("details", metavar="LINE", nargs="+", help="what a sender must know: 'IBAN …', 'BIC …'")
    statement = words.add_parser("statement", help="bring a bank's statement (CSV) into the ledger, without its names")
    statement.add_argument("file", type=Path, metavar="FILE")
    statement.add_argument("--currency", default="EUR", metavar="CURRENCY", help="where the table names none (EUR)")
    statement.add_argument("--dry-run", action="store_true", help="say what it holds, and keep nothing")
    statement.add_argument("--json", action="store_true", help="print one JSON object")
    links = words.add_parser("links", help="make a link at each provider for every sum that is suggested")
    links.add_argument("--json", action="store_true", help="print one JSON object")
    risk = words.add_parser("risk", help="which countries' cards are refused, and whose readers are at risk")
    risk.add_argument("--countries", metavar="RU,BY", help="ISO 3166")
    risk.add_argument("--languages", metavar="ru,be", help="of readers at risk")
    for word, helps in (("on", "offer a way to pay again"), ("off", "offer it no more, at once")):
        switch = words.add_parser(word, help=helps)
        switch.add_argument("provider", metavar="PROVIDER")
        switch.add_argument("--why", default="", help="for those who come later")
    attest = words.add_parser("attest", help="say that you have looked at the account's rules, where no program can")
    attest.add_argument("provider", metavar="PROVIDER")
    sign = words.add_parser("sign", help="answer for a way to pay in a language at risk, until a day")
    sign.add_argument("provider", metavar="PROVIDER")
    sign.add_argument("language", metavar="LANGUAGE")
    sign.add_argument("--until", type=_day, required=True, metavar="DAY", help="2027-01-31; half a year at most")
    seen = words.add_parser("seen", help="say that somebody has decided what to do about an alarm")
    seen.add_argument("number", type=int, metavar="NUMBER")
    settle = words.add_parser("settle", help="say that somebody has found out what an unplaced payment was")
    settle.add_argument("number", type=int, metavar="NUMBER")
    refund = words.add_parser("refund", help="give a payment back: a second line on the reader's statement")
    refund.add_argument("movement", metavar="MOVEMENT", help="as the ledger names it")
    refund.add_argument("--dry-run", action="store_true", help="say what would be given back")
    sweep = words.add_parser("sweep", help="ask every provider what became of pledges")
    sweep.add_argument("--json", action="store_true", help="print one JSON object")
    status = words.add_parser("status", help="ways to pay, pledges, alarms, and money that nobody can place")
    status.add_argument("--json", action="store_true", help="print one JSON object")
    ledger = words.add_parser(
        "ledger", help="the ledger as a table (CSV), for the accountant: sums and days, no people"
    )
    ledger.add_argument("--from", dest="first", type=_day, default=date(2000, 1, 1), metavar="DAY")
    ledger.add_argument("--to", dest="last", type=_day, default=date(2999, 12, 31), metavar="DAY")
    report = words.add_parser("report", help="what each month brought")
    report.add_argument("--json", action="store_true", help="print one JSON object")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write 2027-01-31") from None


def run(options: argparse.Namespace) -> int:
    open_newsroom()
    from tamizdat.support.switching import Refused
    from tamizdat.support.terms import BadTerms

    acts = {"offer": _offer, "stripe": _stripe, "btcpay": _btcpay, "transfer": _transfer, "statement": _statement}
    acts |= {"links": _links, "risk": _risk, "on": _switch, "off": _switch, "sign": _sign, "seen": _seen}
    acts |= {"settle": _settle, "refund": _refund, "attest": _attest}
    acts |= {"sweep": _sweep, "status": _status, "ledger": _ledger, "report": _report}
    try:
        return acts[options.what](options)
    except (BadTerms, Refused) as error:
        raise Refusal(str(error)) from error


def _keys() -> Path:
    from django.conf import settings

    return Path(settings.KEYS)


def _terms() -> Terms:
    from tamizdat.support.terms import Terms

    return Terms.of(_keys()) or Terms()


def _kept(terms: Terms) -> None:
    """Keep them, and let the paper say so.  Raises Refusal before the first run."""
    from tamizdat.newsletter.at_hand import NoNewsletter, the_newsroom
    from tamizdat.works.support import announce

    try:
        announce(terms, the_newsroom().languages, datetime.now(UTC))
    except NoNewsletter as error:
        raise Refusal(str(error)) from error
    terms.keep(_keys())


def _offer(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from tamizdat.money import DIGITS, NotASum, typed
    from tamizdat.support.terms import Offer

    currency, terms = options.currency.upper(), _terms()
    if currency not in DIGITS:
        raise Refusal(f"{options.currency} is no currency that we take; use one of {', '.join(sorted(DIGITS))}.")
    languages = tuple(one.strip() for one in options.languages.split(",") if one.strip())
    if not any((options.once, options.monthly, options.yearly)):
        gone = [one for one in terms.offers if one.currency == currency and languages in ((), one.languages)]
        _kept(replace(terms, offers=tuple(one for one in terms.offers if one not in gone)))
        print(f"Nothing is suggested in {currency}" + (f" to readers of {', '.join(languages)}." if languages else "."))
        return 0

    def sums(text: str) -> tuple[int, ...]:
        try:
            return tuple(typed(one, currency, 1, 10**12) for one in text.split(",") if one.strip())
        except NotASum:
            raise Refusal(f"{text!r} are no sums in {currency}; write 5,10,25.") from None

    (least,), (most,) = sums(options.least), sums(options.most)
    offer = Offer(
        currency=currency,
        least=least,
        most=most,
        once=sums(options.once),
        monthly=sums(options.monthly),
        yearly=sums(options.yearly),
        languages=languages,
    )
    _kept(terms.with_offer(offer))
    print(f"Readers are offered {currency}. The support page is printed with the next edition.")
    return 0


def _stripe(options: argparse.Namespace) -> int:
    from tamizdat.newsletter.at_hand import NoNewsletter, the_newsroom
    from tamizdat.support.terms import Till, refuse_telling

    try:
        names = the_newsroom().names.values()
    except NoNewsletter as error:
        raise Refusal(str(error)) from error
    refuse_telling(options.name, names)
    key = _secret(options.key_file, "Restricted key of the account: ")
    if key.startswith("sk_"):
        raise Refusal("this key may do anything at Stripe. Make a restricted one (rk_…): docs/how-to/take-support.md.")
    if not key.startswith("rk_"):
        raise Refusal("this is no restricted key of Stripe's; it begins with rk_.")
    secret = _secret(options.hints_file, "") if options.hints_file else ""
    till = Till(provider="stripe", name=options.name, key=key, secret=secret, manage=options.manage or _managed())
    terms = _terms().with_till(till)
    _kept(terms)
    print("Cards are taken over Stripe. " + EARNEST.format(countries=", ".join(terms.countries)))
    return 0


def _managed() -> str:
    """The page that was named before."""
    return next((till.manage for till in _terms().tills if till.provider == "stripe"), "")


def _btcpay(options: argparse.Namespace) -> int:
    from tamizdat import env
    from tamizdat.support.terms import Till

    address = options.address.removesuffix("/")
    if not env.ADDRESS.fullmatch(address) and not LOOPBACK.fullmatch(address):
        raise Refusal(f"{options.address!r} is no server's address; use https://NAME, with no path.")
    key = _secret(options.key_file, "Key of the store: ")
    secret = _secret(options.hints_file, "") if options.hints_file else ""
    till = Till(provider="btcpay", name=NEUTRAL, key=key, secret=secret, address=address, account=options.store)
    _kept(_terms().with_till(till))
    print("Coins are taken. A chain is public for ever, and whose coins they are cannot be known.")
    print("In languages at risk this way is offered only while somebody answers for it (`tamizdat support sign`).")
    return 0


def _transfer(options: argparse.Namespace) -> int:
    from tamizdat.newsletter.at_hand import NoNewsletter, the_newsroom
    from tamizdat.support.terms import Till, refuse_telling

    try:
        names = list(the_newsroom().names.values())
    except NoNewsletter as error:
        raise Refusal(str(error)) from error
    for text in (options.name, *options.details):
        refuse_telling(text, names)
    till = Till(provider="transfer", name=options.name, key="", details=(options.name, *options.details))
    _kept(_terms().with_till(till))
    print("Transfers are taken. Banks keep every sender's name: in languages at risk this way is offered only while")
    print("somebody answers for it (`tamizdat support sign`). Bring statements with `tamizdat support statement`.")
    return 0


def _statement(options: argparse.Namespace) -> int:
    from tamizdat.support import bringing, learning, statements, ways

    known = ways.providers(_known("transfer"))
    try:
        lines = statements.read(options.file.read_bytes(), options.currency.upper())
    except OSError as error:
        raise Refusal(f"{options.file} cannot be read: {error.strerror}.") from error
    except statements.BadStatement as error:
        raise Refusal(f"{options.file}: {error}") from error
    brought = bringing.bring(lines, datetime.now(UTC), dry_run=options.dry_run)
    if not options.dry_run:
        learning.learn(known["transfer"], brought.fresh, datetime.now(UTC))
    if options.json:
        found = {"lines": len(lines), "pledges": len(brought.fresh), "known": brought.known}
        print(json.dumps(found | {"orphans": brought.orphans, "dry_run": options.dry_run}))
        return 0
    would = "would find" if options.dry_run else "found"
    print(f"{len(lines)} payments in: {len(brought.fresh)} {would} their pledge, {brought.known} were known,")
    print(f"{brought.orphans} that nobody can place (`tamizdat support status`). Destroy the file: names are in it.")
    return 0


def _links(options: argparse.Namespace) -> int:
    from tamizdat.support import ways
    from tamizdat.support.providers.port import Trouble

    terms = _terms()
    try:
        made = ways.link_up(terms, ways.providers(terms))
    except Trouble as error:
        raise Refusal(str(error)) from error
    _kept(made)
    if options.json:
        print(json.dumps({"made": len(made.links) - len(terms.links), "links": [one.address for one in made.links]}))
        return 0
    print(
        f"{len(made.links) - len(terms.links)} links made, {len(made.links)} in all. They work with no machine of ours."
    )
    return 0


def _secret(file: Path | None, prompt: str) -> str:
    if file is not None:
        try:
            return file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal(f"{file} cannot be read. Make it a text file of one line.") from error
    if not sys.stdin.isatty():
        raise Refusal("there is no terminal to ask for the key on. Name a file with --key-file.")
    return getpass.getpass(prompt)


def _risk(options: argparse.Namespace) -> int:
    from dataclasses import replace

    terms = _terms()
    if options.countries is not None:
        terms = replace(terms, countries=_parts(options.countries))
    if options.languages is not None:
        terms = replace(terms, languages=_parts(options.languages))
    if (options.countries, options.languages) != (None, None):
        _kept(terms)
    print(f"Cards of {', '.join(terms.countries) or 'no country'} are refused.")
    print(f"Readers of {', '.join(terms.languages) or 'no language'} are at risk.")
    return 0


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _known(provider: str) -> Terms:
    terms = _terms()
    if all(till.provider != provider for till in terms.tills):
        raise Refusal(f"there is no way to pay {provider}; `tamizdat support status` shows those there are.")
    return terms


def _switch(options: argparse.Namespace) -> int:
    from tamizdat.support import switching

    terms, off = _known(options.provider), options.what == "off"
    switching.switch(options.provider, off=off, why=options.why, by=getpass.getuser(), now=datetime.now(UTC))
    _kept(terms)
    print(
        f"{options.provider} is {options.what}. Letterboxes hear of it within a minute, the page with the next edition."
    )
    return 0


def _sign(options: argparse.Namespace) -> int:
    from tamizdat.support import switching

    terms = _known(options.provider)
    switching.sign(options.provider, options.language, getpass.getuser(), options.until, datetime.now(UTC))
    _kept(terms)
    print(f"{options.provider} is offered to readers of {options.language} until {options.until}, by your word.")
    return 0


def _attest(options: argparse.Namespace) -> int:
    from tamizdat.support.health import GOOD_FOR
    from tamizdat.support.models import Attestation

    _known(options.provider)
    Attestation.objects.create(provider=options.provider, by=getpass.getuser(), at=datetime.now(UTC))
    print(f"Noted, with your name. `tamizdat doctor` asks again in {GOOD_FOR.days} days.")
    return 0


def _seen(options: argparse.Namespace) -> int:
    from tamizdat.support import switching

    switching.looked_at(options.number, getpass.getuser(), datetime.now(UTC))
    print("Noted. The way stays off until `tamizdat support on`.")
    return 0


def _settle(options: argparse.Namespace) -> int:
    from tamizdat.support import books

    if not books.settle(options.number):
        raise Refusal(f"there is no open payment {options.number}; `tamizdat support status` shows those there are.")
    print("Noted. It is shown no more.")
    return 0


def _refund(options: argparse.Namespace) -> int:
    from tamizdat.money import written
    from tamizdat.support import refunding, ways
    from tamizdat.support.providers.port import Trouble, Unknown

    entry = refunding.payment(options.movement)
    if entry is None:
        raise Refusal(f"the ledger has no payment {options.movement}; `tamizdat support ledger` shows those it has.")
    provider = ways.providers(_known(entry.provider))[entry.provider]
    sum_ = f"{written(entry.amount, entry.currency)} {entry.currency} of {entry.day}"
    if options.dry_run:
        print(f"It would give back {sum_}. The reader's statement would show it, as a line of its own.")
        return 0
    try:
        refunding.give_back(entry, provider, datetime.now(UTC))
    except (Trouble, Unknown) as error:
        raise Refusal(f"nothing was given back: {error}") from error
    print(f"{sum_} is given back. The reader's statement shows it, as a line of its own.")
    return 0


def _sweep(options: argparse.Namespace) -> int:
    from tamizdat.support import learning, ways

    known = ways.providers(_terms())
    with Bars(hidden=options.json) as bars:
        done = learning.sweep(known, lambda: datetime.now(UTC), lambda provider, at, of: bars.show(provider, at, of))
    if options.json:
        print(json.dumps(vars(done)))
        return int(bool(done.troubles))
    print(f"{done.asked} asked about, {done.changed} changed, {done.orphans} that nobody can place.")
    if done.troubles:
        raise Refusal(" ".join(done.troubles.values()))
    return 0


def _status(options: argparse.Namespace) -> int:
    from tamizdat.support import books, switching
    from tamizdat.support.models import Alarm, Orphan, Pledge, Signature

    terms = _terms()
    tills = [{"provider": one.provider, "on": switching.is_on(one.provider), "name": one.name} for one in terms.tills]
    alarms = [{"number": one.id, "provider": one.provider, "day": str(one.day)} for one in Alarm.objects.filter(by="")]
    orphans = list(Orphan.objects.filter(settled=False).values_list("id", "provider", "remote", "why"))
    doubts = list(Pledge.objects.exclude(doubt="").values_list("provider", "remote", "doubt"))
    signed = [
        {"provider": one.provider, "language": one.language, "until": str(one.until), "by": one.by}
        for one in Signature.objects.filter(until__gte=datetime.now(UTC).date())
    ]
    if options.json:
        found = {"ways": tills, "pledges": books.states(), "alarms": alarms, "orphans": orphans, "doubts": doubts}
        print(json.dumps(found | {"signed": signed, "currencies": [one.currency for one in terms.offers]}))
        return 0
    for till in tills:
        print(f"{till['provider']}  {'on' if till['on'] else 'off'}  ({till['name']})")
    for one in signed:
        print(f"{one['provider']} in {one['language']}: signed by {one['by']} until {one['until']}")
    if not tills or not terms.offers:
        print("Readers can give nothing yet: docs/how-to/take-support.md.")
    for state, number in books.states().items():
        print(f"{number} {state}")
    for alarm in alarms:
        print(f"ALARM {alarm['number']}: a card at risk reached its bank by {alarm['provider']} ({alarm['day']}).")
    for number, provider, remote, why in orphans:
        print(f"{number}  {provider} {remote}: {why}")
    for provider, remote, why in doubts:
        print(f"{provider} {remote}: {why}")
    return 0


def _ledger(options: argparse.Namespace) -> int:
    from tamizdat.support import books

    for line in books.entries_csv(options.first, options.last):
        sys.stdout.write(line)
    return 0


def _report(options: argparse.Namespace) -> int:
    from tamizdat.money import DIGITS
    from tamizdat.support import books

    found = books.months(date(2000, 1, 1), date(2999, 12, 31))
    if options.json:
        rows = [vars(one) | {"sums": dict(one.sums), "left": one.left} for one in found]
        print(json.dumps({"months": rows, "standing": books.standing(), "appeals": books.by_appeal()}))
        return 0
    for one in found:
        scale = 10 ** DIGITS.get(one.currency, 2)
        print(f"{one.month}  {one.gifts:6} gifts  {one.left / scale:12,.2f} {one.currency}")
    for appeal, currency, number, total in books.by_appeal():
        print(f"{appeal}: {number} gave {total / 10 ** DIGITS.get(currency, 2):,.2f} {currency}")
    for rhythm, currency, number, total in books.standing():
        print(f"{number} give {rhythm}: {total / 10 ** DIGITS[currency]:,.2f} {currency}")
    return 0
