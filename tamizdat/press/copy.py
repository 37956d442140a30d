"""Copy: what the press may know of the newsroom, in plain data.

A row of copy holds everything a reader may see of one thing and nothing else: no draft, no account, no revision.  It
goes to JSON and comes back equal, so a press on another machine can be fed by files.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tamizdat.money import DIGITS
from tamizdat.press.row import BadCopy as BadCopy
from tamizdat.press.row import Row as Row

Genre = Literal["news", "report", "analysis", "opinion", "interview", "live", "handbook"]
Place = Literal["banner", "letter", "box"]
Names = dict[str, str]  # language (BCP 47) -> what readers of that language see

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
UUID_HEX = re.compile(r"[0-9a-f]{32}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
SLUG = re.compile(r"[a-z0-9](-?[a-z0-9])*")
ADDRESS = re.compile(r"[^/\x00-\x1f\x7f?#\\]+(/[^/\x00-\x1f\x7f?#\\]+)*")


PAY = re.compile(r"https://[^\s<>\"]+$|http://(localhost|127\.0\.0\.1)[:/]")  # a demo's is on this machine


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoUse:
    """A photo as one story uses it."""

    photo: str  # key of a Photo
    caption: str  # plain text
    credit: str  # plain text, never empty
    alt: str  # plain text; empty only for a picture that adds nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One block of a body: either clean HTML or a photo.

    A link to another story is written `href="story:KEY"`; the press puts the address in, or drops the link when that
    story is not published.
    """

    html: str = ""
    photo: PhotoUse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a published story said, and what it says now."""

    day: str  # YYYY-MM-DD
    kind: Literal["correction", "clarification", "update", "retraction"]
    wrong: str  # plain text; may be empty
    right: str  # plain text


def _is_moment(text: str) -> bool:
    try:
        return bool(MOMENT.fullmatch(text)) and bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _is_zone(text: str) -> bool:
    try:
        return bool(ZoneInfo(text))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    segments = text.split("/")
    return bool(ADDRESS.fullmatch(text)) and text.endswith(".html") and not {".", ".."} & set(segments)


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def _photo_use(values: dict[str, Any] | None) -> PhotoUse | None:
    return PhotoUse(**values) if values else None


def _passages(values: list[dict[str, Any]]) -> tuple[Passage, ...]:
    return tuple(Passage(html=value["html"], photo=_photo_use(value["photo"])) for value in values)


def _used(lead: PhotoUse | None, body: tuple[Passage, ...]) -> tuple[str, ...]:
    uses = [lead, *(passage.photo for passage in body)]
    return tuple(dict.fromkeys(use.photo for use in uses if use))


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(Row):
    """One piece of journalism in one language, as published."""

    kind: ClassVar[str] = "story"

    language: str  # BCP 47
    translation: str  # shared by all language versions of one story
    address: str  # file path in the edition, frozen at first publication: "en/2026/11/slug.html"
    former: tuple[str, ...] = ()  # old addresses that must lead here; may hold a query ("?p=12")
    genre: Genre = "news"
    section: str  # key of a Section
    topics: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    headline: str
    deck: str = ""
    dateline: str = ""
    social_headline: str = ""
    photo: PhotoUse | None = None
    body: tuple[Passage, ...] = ()
    related: tuple[str, ...] = ()  # keys of stories, in order
    corrections: tuple[Correction, ...] = ()
    published: str  # ISO 8601 in UTC, to the second: "2026-11-20T09:00:00Z"
    changed: str  # the same form; of the last published change a reader should hear of

    @classmethod
    def _built(cls, values: dict[str, Any]) -> dict[str, Any]:
        built = Row._built.__func__(cls, values)  # type: ignore[attr-defined]
        return built | {
            "photo": _photo_use(values.get("photo")),
            "body": _passages(values.get("body", [])),
            "corrections": tuple(Correction(**value) for value in values.get("corrections", [])),
        }

    def photos(self) -> tuple[str, ...]:
        return _used(self.photo, self.body)

    def _rules(self) -> Iterator[tuple[str, bool, str]]:
        yield "key", bool(UUID_HEX.fullmatch(self.key)), "a UUID as 32 hexadecimal digits"
        yield "language", bool(LANGUAGE.fullmatch(self.language)), "a BCP 47 tag"
        yield "address", _is_address(self.address), "a path like en/2026/11/slug.html"
        yield "genre", self.genre in get_args(Genre), f"one of {', '.join(get_args(Genre))}"
        yield "headline", bool(self.headline.strip()), "a line of text"
        yield "section", bool(self.section), "the key of a section"
        yield "moment of publication", _is_moment(self.published), "UTC, like 2026-11-20T09:00:00Z"
        yield "moment of change", _is_moment(self.changed), "UTC, like 2026-11-20T09:00:00Z"
        yield "correction", all(_is_day(one.day) for one in self.corrections), "dated like 2026-11-20"
        yield "photo", all(use.credit.strip() for use in self._uses()), "with a credit"

    def _uses(self) -> Iterator[PhotoUse]:
        uses = (self.photo, *(passage.photo for passage in self.body))
        yield from (use for use in uses if use is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPage(Row):
    """A page that is not news: about us, a policy, contacts."""

    kind: ClassVar[str] = "page"

    language: str
    translation: str
    address: str  # "en/about.html"
    former: tuple[str, ...] = ()
    role: Literal["about", "contact", "ethics", "corrections", "ownership", "privacy", "safety", "other"]
    order: int = 0  # place in the footer
    title: str
    body: tuple[Passage, ...] = ()
    changed: str

    @classmethod
    def _built(cls, values: dict[str, Any]) -> dict[str, Any]:
        built = Row._built.__func__(cls, values)  # type: ignore[attr-defined]
        return built | {"body": _passages(values.get("body", []))}

    def photos(self) -> tuple[str, ...]:
        return _used(None, self.body)

    def _rules(self) -> Iterator[tuple[str, bool, str]]:
        yield from Row._rules(self)
        yield "language", bool(LANGUAGE.fullmatch(self.language)), "a BCP 47 tag"
        yield "address", _is_address(self.address), "a path like en/about.html"
        yield "title", bool(self.title.strip()), "a line of text"
        yield "moment of change", _is_moment(self.changed), "UTC, like 2026-11-20T09:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Row):
    """A department of the paper.  Its key is its slug and the folder of its pages."""

    kind: ClassVar[str] = "section"

    names: Names
    descriptions: Names = dataclasses.field(default_factory=dict)
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline(Row):
    """A name shown to readers; may be a pen name.  Its key is its slug."""

    kind: ClassVar[str] = "byline"

    sort: Literal["person", "pseudonym", "staff"] = "person"
    names: Names
    bios: Names = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Row):
    """What a story is about, across sections.  Its key is its slug."""

    kind: ClassVar[str] = "topic"

    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement(Row):
    """The editor's order of one language's front page.  Its key is the language."""

    kind: ClassVar[str] = "arrangement"

    lead: str = ""  # key of a story pinned on top; empty: the newest
    picks: tuple[str, ...] = ()  # keys of stories that follow, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo(Row):
    """A picture whose bytes the press holds.  Its key is the SHA-256 of those bytes, in hex."""

    kind: ClassVar[str] = "photo"

    width: int  # pixels
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom(Row):
    """The newsroom's settings that readers see.  There is one row, with the key "newsroom"."""

    kind: ClassVar[str] = "newsroom"

    key: str = "newsroom"
    uid: str = ""  # UUID in hex, made once; names the feeds for ever
    languages: tuple[str, ...]  # the first is the main one
    names: Names
    straplines: Names = dataclasses.field(default_factory=dict)
    address: str = ""  # the public address, "https://herald.example/"; empty: none, and no canonical is printed
    time_zone: str = "UTC"  # IANA name
    email: str = ""  # for readers; empty: not shown
    security_contact: str = ""  # "mailto:…" or "https://…", for security.txt
    colour: str = "#7a1f1f"  # of the masthead and links
    logo: str = ""  # key of a Photo

    def photos(self) -> tuple[str, ...]:
        return (self.logo,) if self.logo else ()

    def _rules(self) -> Iterator[tuple[str, bool, str]]:
        languages = bool(self.languages) and all(LANGUAGE.fullmatch(code) for code in self.languages)
        yield "languages", languages, "one BCP 47 tag or more"
        yield "time zone", _is_zone(self.time_zone), "an IANA name like Europe/Riga"
        yield "colour", bool(COLOUR.fullmatch(self.colour)), "like #7a1f1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach(Row):
    """Where readers find the newsroom, as people have signed it.  There is one row, and the press files it itself."""

    kind: ClassVar[str] = "reach"

    key: str = "reach"
    own: tuple[str, ...] = ()  # addresses, the one to be tried first in front; no carrier is ever in it
    words: str = ""  # of the newsroom's root, to compare by telephone
    root: str = ""  # that root without its signatures: the programs that check editions begin with it
    seeds: tuple[str, ...] = ()  # every signed address, copies at others' hosts too: for those programs, on no page
    demo: bool = False  # a demo's root


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters(Row):
    """Readers can sign up for the newsletter.  There is one row, filed while there is a letterbox."""

    kind: ClassVar[str] = "letters"

    key: str = "letters"
    promises: Names = dataclasses.field(default_factory=dict)  # "Every Friday. Free."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What readers are suggested to give in one currency, minor units."""

    currency: str  # ISO 4217
    least: int
    once: tuple[int, ...] = ()
    monthly: tuple[int, ...] = ()
    yearly: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()  # whose readers see it, instead of what names none; none: all others


@dataclass(frozen=True, slots=True, kw_only=True)
class PayLink:
    """An address at a payment company where one sum is paid."""

    rhythm: str
    amount: int  # minor units
    currency: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to pay."""

    slug: str
    company: str
    languages: tuple[str, ...]  # whose readers are offered it, by now
    rhythms: tuple[str, ...]
    asks: bool = False  # may be asked for any sum at a letterbox
    links: tuple[PayLink, ...] = ()
    details: tuple[str, ...] = ()  # of a bank account, a line each
    manage: str = ""  # address where readers change or end what repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Support(Row):
    """What readers may give, and how.  There is one row, filed while the newsroom takes support."""

    kind: ClassVar[str] = "support"

    key: str = "support"
    countries: tuple[str, ...] = ()  # at risk (ISO 3166)
    sums: tuple[Sums, ...] = ()
    ways: tuple[Way, ...] = ()
    reminds: bool = False  # is there a letterbox that takes wishes to be reminded?

    @classmethod
    def _built(cls, values: dict[str, Any]) -> dict[str, Any]:
        built = Row._built.__func__(cls, values)  # type: ignore[attr-defined]
        return built | {
            "sums": tuple(Sums(**_tuples(one)) for one in values.get("sums", [])),
            "ways": tuple(
                Way(**_tuples(one) | {"links": tuple(PayLink(**link) for link in one.get("links", []))})
                for one in values.get("ways", [])
            ),
        }

    def _rules(self) -> Iterator[tuple[str, bool, str]]:
        yield "sums", all(one.currency in DIGITS and one.least > 0 for one in self.sums), "in a currency that we take"
        links = [link.address for way in self.ways for link in way.links]
        links += [way.manage for way in self.ways if way.manage]
        yield "links", all(PAY.match(address) for address in links), "addresses like https://pay.example/…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Row):
    """A text that asks readers for support, while it runs.  Its key is its slug, by which gifts are told apart."""

    kind: ClassVar[str] = "appeal"

    language: str
    place: Place
    section: str = ""  # key of a Section, on whose pages alone it stands; empty: everywhere
    headline: str
    text: str = ""  # plain text, paragraphs parted by an empty line
    button: str
    stories: tuple[str, ...] = ()  # keys of the stories that carry it

    def _rules(self) -> Iterator[tuple[str, bool, str]]:
        yield "key", bool(SLUG.fullmatch(self.key)), "a slug of small Latin letters, digits and hyphens"
        yield "language", bool(LANGUAGE.fullmatch(self.language)), "a BCP 47 tag"
        yield "place", self.place in get_args(Place), f"one of {', '.join(get_args(Place))}"
        yield "headline", bool(self.headline.strip()), "a line of text"
        yield "button", bool(self.button.strip()), "a few words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A story as an issue of the newsletter shows it."""

    story: str  # key
    headline: str = ""  # empty: the story's own
    blurb: str = ""  # the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Row):
    """An issue of the newsletter that was sent.  The newsletter files it; its key is its number."""

    kind: ClassVar[str] = "issue"

    language: str
    sent: str
    subject: str
    intro: str = ""  # plain text, paragraphs parted by an empty line
    picks: tuple[Picked, ...] = ()

    @property
    def address(self) -> str:
        return f"{self.language}/newsletter/{self.key}.html"

    @classmethod
    def _built(cls, values: dict[str, Any]) -> dict[str, Any]:
        built = Row._built.__func__(cls, values)  # type: ignore[attr-defined]
        return built | {"picks": tuple(Picked(**pick) for pick in values.get("picks", []))}

    def _rules(self) -> Iterator[tuple[str, bool, str]]:
        yield "key", self.key.isdecimal(), "its number"
        yield "language", bool(LANGUAGE.fullmatch(self.language)), "a BCP 47 tag"
        yield "moment of sending", _is_moment(self.sent), "UTC, like 2026-11-20T09:00:00Z"
        yield "subject", bool(self.subject.strip()), "a line of text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of an enclosure; its bytes lie in the press's store."""

    path: str  # in the edition
    digest: str  # SHA-256 of the bytes, hex
    size: int  # bytes
    story: str = ""  # key of the one story that it tells of; empty: it may tell of each


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure(Row):
    """Files made outside a run, because it takes long: an issue as a book, a year as an archive, a search index.

    None of it is printed while a story that it holds is not published.
    """

    kind: ClassVar[str] = "enclosure"

    language: str
    sort: Literal["book", "archive", "search"]
    title: str = ""  # "2026"
    made: str  # the moment
    parts: tuple[Part, ...]
    stories: tuple[str, ...] = ()  # keys of those it holds
    low: str = ""  # of the list of all stories: where those stand, from here; neither is said for a few
    high: str = ""  # up to here

    @classmethod
    def _built(cls, values: dict[str, Any]) -> dict[str, Any]:
        built = Row._built.__func__(cls, values)  # type: ignore[attr-defined]
        return built | {"parts": tuple(Part(**part) for part in values.get("parts", []))}

    def _rules(self) -> Iterator[tuple[str, bool, str]]:
        yield from Row._rules(self)
        yield "language", bool(LANGUAGE.fullmatch(self.language)), "a BCP 47 tag"
        yield "moment of making", _is_moment(self.made), "UTC, like 2026-11-20T09:00:00Z"
        yield "part", all(part.path.startswith(f"{self.language}/") for part in self.parts), "in its language's folder"


_KINDS: tuple[type[Row], ...] = (Story, StandingPage, Section, Byline, Topic, Arrangement, Photo, Newsroom)
_KINDS += (Reach, Letters, Issue, Support, Appeal, Enclosure)
KINDS: dict[str, type[Row]] = {row.kind: row for row in _KINDS}


def from_json(kind: str, text: str) -> Row:
    """The row of this kind that `Row.as_json` wrote.  Raises BadCopy."""
    try:
        return KINDS[kind].from_data(json.loads(text))
    except (KeyError, json.JSONDecodeError) as error:
        raise BadCopy(f"{kind}: {error}") from error
