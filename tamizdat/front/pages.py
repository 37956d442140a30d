"""What each kind of page shows, as plain data, and how it becomes HTML.

The press fills these in; the templates of the same name print them.  Every address in them is already relative to the
page that shows it.  A part that is None or empty is not printed: nothing on a page may pretend.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    label: str
    href: str
    language: str = ""  # of what it leads to, when that differs from the page's
    current: bool = False  # leads to the page it stands on


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of a picture."""

    href: str
    type: str  # "image/avif", "image/webp", "image/jpeg"
    width: int  # pixels
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: small files that fit a frozen line, and a large one that a reader may ask for."""

    small: tuple[Source, ...]  # best type first; the last is JPEG, for every browser
    large: Source | None
    alt: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What surrounds every page."""

    language: str
    direction: str  # "ltr" or "rtl"
    newsroom: str
    strapline: str
    home: str  # address of this language's front page
    title: str  # of the page, without the newsroom's name
    description: str = ""
    sections: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()  # policies and standing pages
    translations: tuple[Link, ...] = ()  # this page, or else the front page, in the other languages
    feeds: tuple[tuple[str, str], ...] = ()  # (media type, address)
    canonical: str = ""  # absolute; empty when the newsroom has no public address
    alternates: tuple[tuple[str, str], ...] = ()  # (language or "x-default", absolute address)
    social: tuple[tuple[str, str], ...] = ()  # OpenGraph and Twitter (property, content)
    json_ld: tuple[dict[str, Any], ...] = ()
    colour: str = "#7a1f1f"
    logo: Picture | None = None
    banner: Appeal | None = None  # asks for support, above the masthead
    index: bool = True  # may search engines keep it?
    worker: str = ""  # address of the program that checks pages; empty where there is none
    reader: str = ""  # of the paper as one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """A text that asks readers for support."""

    headline: str
    text: str  # clean HTML
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportBox:
    """Asks for support, and leads to the page that says first for whom it is dangerous."""

    href: str
    headline: str = ""  # of an appeal; empty: the words that always stand here
    text: str = ""  # clean HTML
    button: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterBox:
    """One address field and a button, posted as a plain form."""

    action: str
    promise: str  # "Every Friday. Free."


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A story as another page shows it."""

    headline: str
    deck: str
    href: str
    published: datetime  # aware, in the newsroom's zone
    bylines: tuple[str, ...] = ()
    section: Link | None = None
    picture: Picture | None = None
    genre: str = "news"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNote:
    day: date
    kind: str  # "correction", "clarification", "update", "retraction"
    wrong: str
    right: str
    story: Link | None = None  # on the corrections page


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """One story, or one part of a long one."""

    frame: Frame
    headline: str
    deck: str = ""
    dateline: str = ""
    genre: str = "news"
    section: Link | None = None
    bylines: tuple[Link, ...] = ()
    topics: tuple[Link, ...] = ()
    published: datetime
    changed: datetime | None = None  # only when a reader should hear of it
    picture: Picture | None = None
    body: tuple[str | Picture, ...] = ()  # clean HTML blocks and pictures, in order
    corrections: tuple[CorrectionNote, ...] = ()
    related: tuple[Card, ...] = ()
    part: int = 1
    parts: tuple[Link, ...] = ()  # of a story printed in parts; empty for a whole one
    send: str = ""  # address where the story is made a file that can be sent
    letter: Appeal | None = None  # letter to readers, after the body
    newsletter: NewsletterBox | None = None
    support: SupportBox | None = None

    @property
    def enlarges(self) -> bool:
        """Has it a picture of which there is a large one?"""
        shown = [self.picture, *(part for part in self.body if isinstance(part, Picture))]
        return any(picture.large for picture in shown if picture)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """The first page of one language."""

    frame: Frame
    lead: Card | None = None
    picks: tuple[Card, ...] = ()
    latest: tuple[Card, ...] = ()
    sections: tuple[tuple[Link, tuple[Card, ...]], ...] = ()
    newsletter: NewsletterBox | None = None
    support: SupportBox | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A section, byline, topic or one of their shelves: cards, newest first."""

    frame: Frame
    title: str
    kicker: str = ""  # what kind of list: "Section", "Author", "Topic"
    description: str = ""
    cards: tuple[Card, ...] = ()
    newer: Link | None = None
    older: Link | None = None
    feeds: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """About us, a policy, contacts."""

    frame: Frame
    title: str
    body: tuple[str | Picture, ...] = ()
    changed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsPage:
    frame: Frame
    notes: tuple[CorrectionNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachPage:
    """Where the newsroom is found, and by what it is known."""

    frame: Frame
    names: tuple[Link, ...] = ()  # its domains
    onions: tuple[Link, ...] = ()
    email: str = ""
    words: tuple[str, ...] = ()  # of its root, to compare by telephone
    file: str = ""  # SHA-256 of the paper as one file, hex
    codes: tuple[tuple[str, str], ...] = ()  # (label, SVG) of the first addresses, for cameras


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineFile:
    """Something to take along: a book, or a year's archive."""

    link: Link
    size: int  # bytes
    stories: int
    made: datetime  # aware, in the newsroom's zone


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflinePage:
    """What can be read without a network."""

    frame: Frame
    archives: tuple[OfflineFile, ...] = ()  # ZIM
    books: tuple[OfflineFile, ...] = ()  # EPUB
    reader: Link | None = None  # the paper as one file


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Where readers search, in their own browser."""

    frame: Frame
    years: tuple[str, ...] = ()  # that have an index, in a folder beside the page; the newest first
    made: datetime | None = None  # the newest of them; None: there is none now
    stories: int = 0  # that they know
    all: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePage:
    """An issue of the newsletter that was sent."""

    frame: Frame
    subject: str
    sent: datetime
    intro: tuple[str, ...] = ()  # paragraphs
    cards: tuple[Card, ...] = ()
    book: OfflineFile | None = None  # EPUB
    all: Link | None = None  # to the others, while readers can sign up
    newsletter: NewsletterBox | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuesPage:
    """All of them, newest first."""

    frame: Frame
    issues: tuple[tuple[Link, datetime], ...] = ()
    newsletter: NewsletterBox | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPage:
    """What a server shows when it has no such page, in every language of the newsroom."""

    frame: Frame
    words: tuple[tuple[str, Link], ...] = field(default_factory=tuple)  # (language, link to its front page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A box to tick."""

    value: str
    label: str
    language: str = ""  # of the label, when it differs from the page's
    ticked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """A form that a letterbox shows, or what it says to one that was sent."""

    frame: Frame
    part: str  # a template in letters/
    action: str = ""
    leave: str = ""  # where the form goes that ends the newsletter
    email: str = ""  # as it was typed
    problem: str = ""  # why that is no address: "empty", "shape", "letters", "long"
    languages: tuple[Choice, ...] = ()
    full: bool | None = None  # is the edition with whole stories ticked?  None: there is none
    months: tuple[tuple[int, bool], ...] = ()  # (in how many to remind, is it chosen?)
    challenge: str = ""  # JSON of a proof of work, for browsers with scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class GivePage:
    """A letterbox's form for a sum of one's own, and what it says to one that was sent."""

    frame: Frame
    part: str  # a template in letters/
    action: str
    plain: str  # address of the page that needs no answer
    countries: tuple[str, ...] = ()  # at risk (ISO 3166)
    amount: str = ""  # as it was typed
    currency: str = ""
    currencies: tuple[str, ...] = ()
    problem: str = ""  # why that is no sum: "empty", "shape", "fine", "little", "much"; "way": not in this rhythm
    least: tuple[int, int] = (0, 0)  # minor units, and the most
    rhythms: tuple[Choice, ...] = ()
    ways: tuple[Choice, ...] = ()
    variant: str = ""
    company: str = ""  # to whom the reader goes on
    go: str = ""  # where
    lines: tuple[str, ...] = ()  # what must be known to send money; the last is the reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What is suggested in one currency, minor units."""

    currency: str
    least: int
    once: tuple[int, ...] = ()
    monthly: tuple[int, ...] = ()
    yearly: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayLink:
    """An address at a payment company where one sum is paid, with no machine of ours between."""

    rhythm: str  # "once", "monthly", "yearly"
    amount: int  # minor units
    currency: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportWay:
    """A way to pay."""

    slug: str
    company: str
    asks: bool = False  # may be asked for any sum, while a machine of ours answers
    rhythms: tuple[str, ...] = ()
    links: tuple[PayLink, ...] = ()
    details: tuple[str, ...] = ()  # of a bank account, a line each
    manage: str = ""  # address where readers change or end what repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportPage:
    """Who should not give, and then how to."""

    frame: Frame
    countries: tuple[str, ...] = ()  # at risk (ISO 3166)
    ways: tuple[SupportWay, ...] = ()  # none: readers of this language are offered no way to pay
    sums: tuple[Sums, ...] = ()
    rhythms: tuple[str, ...] = ()  # that can be asked for
    action: str = ""  # where the form goes
    variant: str = ""  # of the appeal that led here
    later: tuple[tuple[int, str], ...] = ()  # (months, address of a file for the reader's calendar)
    remind: str = ""  # where a reminder by mail is asked for
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksPage:
    """What a reader comes back to who has paid."""

    frame: Frame
    ways: tuple[SupportWay, ...] = ()  # those with a page where it is changed or ended
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedPage:
    """Left at an old address; leads to the new one without JavaScript."""

    language: str
    title: str
    href: str
    canonical: str = ""


Page = (
    StoryPage
    | FrontPage
    | ListPage
    | TextPage
    | CorrectionsPage
    | ReachPage
    | OfflinePage
    | SearchPage
    | IssuePage
    | IssuesPage
    | LostPage
    | LetterPage
    | GivePage
    | SupportPage
    | ThanksPage
    | MovedPage
)
