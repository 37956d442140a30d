"""Support: the page that says who should not give, and then how to; and the page of thanks.

It is one sheet of each language.  Stories carry a box that leads here and names no sum, so a new one, another way to
pay or a signature that lapsed prints two sheets and no archive.  Only this page ever holds an address at a payment
company, and only below the words.
"""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.front.pages import PayLink, Sums, SupportPage, SupportWay, ThanksPage
from tamizdat.front.printing import to_html
from tamizdat.front.words import words
from tamizdat.money import LATER, suggested_in
from tamizdat.press.calendars import reminder
from tamizdat.press.copy import Appeal, Support, Way
from tamizdat.press.copy import Sums as SuggestedSums
from tamizdat.press.frames import Matter, Setting
from tamizdat.press.links import relative
from tamizdat.press.reads import Reader
from tamizdat.press.sheet import Sheet, Unprintable

RHYTHMS = ("once", "monthly", "yearly")


def path(language: str) -> str:
    return f"{language}/support.html"


def thanks(language: str) -> str:
    return f"{language}/support/thanks.html"


def later(language: str, months: int) -> str:
    return f"{language}/support/later-{months}.ics"


def of_appeal(read: Reader, key: str) -> Iterator[Sheet]:
    """The support page that an appeal leads to, so that what it brings is told from other gifts: by a link alone."""
    appeal = read.row(Appeal, key, "words")
    setting = Setting(read, appeal.language) if appeal else None
    support = read.row(Support, "support")
    if appeal is None or not setting or support is None:
        return
    here = f"{appeal.language}/support/{appeal.key}.html"
    matter = Matter(path=here, title=appeal.headline, index=False)
    yield Sheet(here, to_html(_page(setting, support, matter, variant=appeal.key)).encode())


def sheets(read: Reader, language: str) -> Iterator[Sheet]:
    setting = Setting(read, language)
    support = read.row(Support, "support")
    if not setting or support is None:
        return
    here, say = path(language), words(language).gettext
    if owner := read.first(f"address/{here}"):
        raise Unprintable(f"{owner} has the address {here}, where the support page belongs; withdraw it.")
    others = tuple((code, path(code)) for code, _ in setting.standing["languages"] if code != language)
    page = _page(setting, support, Matter(path=here, title=say("Support us"), translations=others))
    yield Sheet(here, to_html(page).encode())
    for months in LATER:
        # Not what it is for: a calendar is read by whoever keeps it.
        yield Sheet(later(language, months), reminder(read.month(), months, say("As planned")))
    there = thanks(language)
    matter = Matter(path=there, title=say("Thank you"), index=False)
    managed = tuple(way for way in page.ways if way.manage)
    page_of_thanks = ThanksPage(frame=setting.frame(matter), ways=managed, email=setting.standing["email"])
    yield Sheet(there, to_html(page_of_thanks).encode())


def _page(setting: Setting, support: Support, matter: Matter, variant: str = "") -> SupportPage:
    language, here = setting.language, matter.path
    sums = suggested_in(language, support.sums)
    ways = tuple(_way(way, sums) for way in support.ways if language in way.languages) if sums else ()
    return SupportPage(
        frame=setting.frame(matter),
        countries=support.countries,
        ways=ways,
        sums=tuple(
            Sums(currency=one.currency, least=one.least, once=one.once, monthly=one.monthly, yearly=one.yearly)
            for one in sums
        ),
        rhythms=tuple(one for one in RHYTHMS if any(way.asks and one in way.rhythms for way in ways)),
        action=relative(here, f"-/{language}/give") if any(way.asks for way in ways) else "",
        later=tuple((months, relative(here, later(language, months))) for months in LATER) if ways else (),
        remind=relative(here, f"-/{language}/remind") if ways and support.reminds else "",
        variant=variant,
        email=setting.standing["email"],
    )


def _way(way: Way, sums: tuple[SuggestedSums, ...]) -> SupportWay:
    suggested = {(one.currency, rhythm, sum_) for one in sums for rhythm in RHYTHMS for sum_ in getattr(one, rhythm)}
    links = tuple(
        PayLink(rhythm=one.rhythm, amount=one.amount, currency=one.currency, href=one.address)
        for one in way.links
        if (one.currency, one.rhythm, one.amount) in suggested
    )
    return SupportWay(
        slug=way.slug,
        company=way.company,
        asks=way.asks,
        rhythms=way.rhythms,
        links=links,
        details=way.details,
        manage=way.manage,
    )
