"""The ways to pay that there are: accounts opened, and what of them is offered to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from tamizdat.front.ways import COMPANIES, way
from tamizdat.letterbox.giving import RHYTHMS, Giving, Way
from tamizdat.press import copy
from tamizdat.support import bringing, switching
from tamizdat.support.providers.btcpay import BTCPay
from tamizdat.support.providers.port import Provider
from tamizdat.support.providers.stripe import Stripe
from tamizdat.support.providers.transfer import Transfer
from tamizdat.support.terms import PayLink, Terms, Till


def providers(terms: Terms) -> dict[str, Provider]:
    """By their names, in the newsroom's order."""
    return {till.provider: _opened(till, terms) for till in terms.tills}


def _opened(till: Till, terms: Terms) -> Provider:
    if till.provider == BTCPay.slug:
        return BTCPay(till.address, till.account, till.key, till.secret)
    if till.provider == Transfer.slug:
        return Transfer(till.details, bringing.lines, bringing.asked, bringing.since)
    return Stripe(till.key, till.name, terms.countries, till.secret, till.address)


def offered(terms: Terms, known: Mapping[str, Provider], language: str, today: date) -> list[Provider]:
    """To readers of this language."""
    at_risk = frozenset(terms.languages)
    return [one for one in known.values() if switching.is_offered(one.slug, one.can, language, at_risk, today)]


def giving(terms: Terms, known: Mapping[str, Provider], languages: tuple[str, ...], today: date) -> dict[str, Giving]:
    """What letterboxes are told; a language with no way to pay is left out."""
    found = {}
    for language in languages:
        offers = terms.offered_in(language)
        least = {one.currency: one.least for one in offers}
        most = {one.currency: one.most for one in offers}
        ways = [
            Way(
                slug=one.slug,
                name=way(one.slug, language),
                company=COMPANIES[one.slug],
                rhythms=[rhythm for rhythm in RHYTHMS if rhythm in one.can.rhythms],
            )
            for one in offered(terms, known, language, today)
        ]
        if ways and least:
            found[language] = Giving(least=least, most=most, ways=ways, countries=list(terms.countries))
    return found


def row(terms: Terms, known: Mapping[str, Provider], languages: Iterable[str], asks: bool, today: date) -> copy.Support:
    """What the press is told.  `asks`: is there a letterbox that takes questions?"""
    found, till_of = [], {till.provider: till for till in terms.tills}
    for one in known.values():
        offers_it = tuple(code for code in languages if one in offered(terms, known, code, today))
        links = tuple(
            copy.PayLink(rhythm=link.rhythm, amount=link.amount, currency=link.currency, address=link.address)
            for link in terms.links_of(one.slug)
        )
        found.append(
            copy.Way(
                slug=one.slug,
                company=COMPANIES[one.slug],
                languages=offers_it,
                rhythms=one.can.rhythms,
                asks=asks and bool(terms.offers),
                links=links,
                details=till_of[one.slug].details,
                manage=till_of[one.slug].manage,
            )
        )
    sums = tuple(
        copy.Sums(
            currency=one.currency,
            least=one.least,
            once=one.once,
            monthly=one.monthly,
            yearly=one.yearly,
            languages=one.languages,
        )
        for one in terms.offers
    )
    return copy.Support(countries=terms.countries, sums=sums, ways=tuple(found), reminds=asks)


def reminding(terms: Terms, known: Mapping[str, Provider], languages: Iterable[str], today: date) -> list[str]:
    """In which languages readers may ask for a reminder by mail: not where they are offered words and no way to pay."""
    return [code for code in languages if terms.offered_in(code) and offered(terms, known, code, today)]


def link_up(terms: Terms, known: Mapping[str, Provider]) -> Terms:
    """With a link at each provider for every sum that is suggested and has none.  Raises Trouble."""
    links = list(terms.links)
    there = {(one.provider, one.rhythm, one.amount, one.currency) for one in links}
    for slug, provider in known.items():
        if not isinstance(provider, Stripe):
            continue  # others have no page that stays
        for rhythm, amount, currency in terms.suggested():
            if (slug, rhythm, amount, currency) not in there and rhythm in provider.can.rhythms:
                address = provider.link(amount, currency, rhythm)
                made = PayLink(provider=slug, rhythm=rhythm, amount=amount, currency=currency, address=address)
                links.append(made)
    return replace(terms, links=tuple(links))


def hints(terms: Terms) -> dict[str, str]:
    """With which secrets letterboxes verify hints, by provider."""
    return {till.provider: till.secret for till in terms.tills if till.secret}
