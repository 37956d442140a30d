"""Every page with every part, filled with an invented story: what to look at when the style changes.

The pages hold no moment of their own: their dates are written here, so two printings are equal.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tamizdat.front.blocks import block
from tamizdat.front.directions import direction, own_name
from tamizdat.front.pages import (
    Appeal,
    Card,
    CorrectionNote,
    CorrectionsPage,
    Frame,
    FrontPage,
    Link,
    ListPage,
    LostPage,
    MovedPage,
    NewsletterBox,
    Page,
    PayLink,
    Picture,
    ReachPage,
    StoryPage,
    Sums,
    SupportBox,
    SupportPage,
    SupportWay,
    TextPage,
)
from tamizdat.front.printing import to_html
from tamizdat.front.specimen.arabic import ARABIC
from tamizdat.front.specimen.english import ENGLISH
from tamizdat.front.specimen.pictures import picture
from tamizdat.front.specimen.russian import RUSSIAN
from tamizdat.front.specimen.texts import Texts

ALL = {texts.language: texts for texts in (ENGLISH, RUSSIAN, ARABIC)}
ZONE = ZoneInfo("Europe/Helsinki")
PUBLISHED = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)
GENRES = ("news", "report", "analysis", "opinion", "interview")


def file_name(language: str, name: str) -> str:
    return f"{language}-{name}.html"


def frame_of(texts: Texts, name: str, title: str) -> Frame:
    """What surrounds the specimen page `name`: eight sections, policies, three languages, everything for machines."""
    address = f"https://herald.example/{texts.language}/2026/11/{name}.html"
    return Frame(
        language=texts.language,
        direction=direction(texts.language),
        newsroom=texts.newsroom,
        strapline=texts.strapline,
        home=file_name(texts.language, "front"),
        title=title,
        description=texts.deck,
        sections=tuple(
            Link(label=label, href=file_name(texts.language, "list"), current=name == "list" and number == 1)
            for number, label in enumerate(texts.sections)
        ),
        footer=tuple(Link(label=label, href=file_name(texts.language, "text")) for label in texts.policies),
        translations=tuple(
            Link(label=own_name(other), href=file_name(other, name), language=other)
            for other in ALL
            if other != texts.language
        ),
        feeds=(("application/rss+xml", "rss.xml"), ("application/atom+xml", "atom.xml")),
        canonical=address,
        alternates=tuple((other, address.replace(f"/{texts.language}/", f"/{other}/")) for other in ALL),
        social=(
            ("og:type", "article"),
            ("og:title", title),
            ("og:description", texts.deck),
            ("og:url", address),
            ("og:site_name", texts.newsroom),
            ("og:image", "https://herald.example/photos/3f/3f9c2d71aa0be4.jpg"),
            ("og:image:alt", texts.alt),
            ("article:published_time", PUBLISHED.isoformat()),
            ("twitter:card", "summary_large_image"),
        ),
        json_ld=(_for_machines(texts, address, title),),
        banner=Appeal(
            headline=texts.banner[0],
            text=f"<p>{texts.banner[1]}</p>",
            link=Link(label=texts.act[0], href=file_name(texts.language, "text")),
        ),
    )


def _for_machines(texts: Texts, address: str, title: str) -> dict[str, object]:
    home = f"https://herald.example/{texts.language}/"
    image = {"@type": "ImageObject", "url": "https://herald.example/photos/3f/3f9c2d71aa0be4.jpg"}
    return {
        "@context": "https://schema.org",
        "@type": "ReportageNewsArticle",
        "headline": title,
        "description": texts.deck,
        "inLanguage": texts.language,
        "mainEntityOfPage": address,
        "datePublished": PUBLISHED.isoformat(),
        "dateModified": PUBLISHED.replace(day=21).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in texts.people],
        "publisher": {"@type": "NewsMediaOrganization", "name": texts.newsroom, "url": home},
        "image": image | {"caption": texts.caption, "creditText": texts.credit},
        "articleSection": texts.sections[1],
        "keywords": list(texts.topics),
        "isAccessibleForFree": True,
        "correction": {"@type": "CorrectionComment", "text": texts.right},
    }


def blocks_of(texts: Texts) -> tuple[str | Picture, ...]:
    """Every kind of block, with the story's paragraphs around them."""
    lines = [block("paragraph", f"<p>{line}</p>", texts.language) for line in texts.paragraphs]
    claim = {
        "statement": texts.statement,
        "who": texts.who,
        "basis": texts.basis,
        "said_on": "2026-11-12",
        "doubted_since": "",
        "source": "https://harbour.example/letters/77",
    }
    others: list[tuple[str, object]] = [
        ("claim", claim | {"state": "disputed", "doubted_since": "2026-11-16"}),
        ("facts", {"heading": texts.facts[0], "body": texts.facts[1]}),
        ("heading", texts.heading),
        ("list", {"ordered": False, "entries": list(texts.entries)}),
        ("quote", {"text": texts.quote[0], "who": texts.quote[1]}),
        ("divider", None),
        ("link", {"address": "https://log.example/pages", "title": texts.see[0], "note": texts.see[1]}),
        ("list", {"ordered": True, "entries": list(texts.entries)}),
        *(("claim", claim | {"state": state, "source": ""}) for state in ("said", "corroborated", "corrected")),
    ]
    rest = [block(kind, value, texts.language) for kind, value in others]
    photo = picture(2, texts.alt, texts.caption, texts.credit)
    pull = block("pullout", texts.pullout, texts.language)
    return (*lines[:2], pull, lines[2], rest[0], lines[3], rest[1], rest[2], lines[4], photo, *rest[3:], *lines[5:])


def cards_of(texts: Texts, start: int, count: int, *, pictures: bool = True) -> tuple[Card, ...]:
    return tuple(_card(texts, number, pictures=pictures) for number in range(start, start + count))


def _card(texts: Texts, number: int, *, pictures: bool) -> Card:
    section = texts.sections[number % len(texts.sections)]
    return Card(
        headline=texts.headlines[number % len(texts.headlines)],
        deck=texts.decks[number % len(texts.decks)],
        href=file_name(texts.language, "story"),
        published=PUBLISHED.replace(day=20 - number % 12, hour=8 + number % 12, minute=number * 7 % 60),
        bylines=texts.people[: 1 + number % 2],
        section=Link(label=section, href=file_name(texts.language, "list")),
        picture=picture(number, texts.alt) if pictures else None,
        genre=GENRES[number % len(GENRES)],
    )


def story_of(texts: Texts) -> StoryPage:
    """A story with everything a story can have, except parts."""
    here = {name: file_name(texts.language, name) for name in ("list", "text")}
    note = CorrectionNote(day=date(2026, 11, 21), kind="correction", wrong=texts.wrong, right=texts.right)
    return StoryPage(
        frame=frame_of(texts, "story", texts.headline),
        headline=texts.headline,
        deck=texts.deck,
        dateline=texts.dateline,
        genre="report",
        section=Link(label=texts.sections[1], href=here["list"]),
        bylines=tuple(Link(label=name, href=here["list"]) for name in texts.people),
        topics=tuple(Link(label=name, href=here["list"]) for name in texts.topics),
        published=PUBLISHED,
        changed=PUBLISHED.replace(day=21, hour=9),
        picture=picture(1, texts.alt, texts.caption, texts.credit),
        body=blocks_of(texts),
        corrections=(
            note,
            replace(note, day=date(2026, 11, 20), kind="update", wrong=""),
            replace(note, day=date(2026, 11, 20), kind="clarification"),
        ),
        related=cards_of(texts, 3, 4),
        letter=Appeal(headline=texts.letter[0], text=f"<p>{texts.letter[1]}</p>"),
        newsletter=NewsletterBox(action="https://letters.example/in", promise=texts.promise),
        support=SupportBox(href=here["text"]),
    )


def plain_story_of(texts: Texts, name: str = "plain") -> StoryPage:
    """A story as most are: paragraphs, a photo, a few cards, no boxes."""
    return replace(
        story_of(texts),
        frame=replace(frame_of(texts, name, texts.headline), banner=None),
        body=tuple(block("paragraph", f"<p>{line}</p>", texts.language) for line in texts.paragraphs),
        corrections=(),
        changed=None,
        letter=None,
        newsletter=None,
        support=None,
    )


def _part_of(texts: Texts) -> StoryPage:
    links = tuple(Link(label=label, href=file_name(texts.language, "part")) for label in texts.parts)
    return replace(plain_story_of(texts, "part"), parts=links, part=2, picture=None, dateline="", related=())


def _bare_of(texts: Texts) -> StoryPage:
    return StoryPage(
        frame=replace(frame_of(texts, "bare", texts.headlines[0]), banner=None, sections=(), translations=()),
        headline=texts.headlines[0] * 4,
        published=PUBLISHED,
    )


def front_of(texts: Texts) -> FrontPage:
    story = story_of(texts)
    lead = replace(_card(texts, 1, pictures=True), headline=texts.headline, deck=texts.deck)
    return FrontPage(
        frame=frame_of(texts, "front", texts.newsroom),
        lead=lead,
        picks=cards_of(texts, 2, 6),
        latest=cards_of(texts, 5, 10, pictures=False),
        sections=tuple(
            (Link(label=label, href=file_name(texts.language, "list")), _strip_of(texts, number))
            for number, label in enumerate(texts.sections[1:5])
        ),
        newsletter=story.newsletter,
        support=story.support,
    )


def _strip_of(texts: Texts, number: int) -> tuple[Card, ...]:
    """Three or four cards of a section; every other section begins with a picture."""
    first = cards_of(texts, 4 + number * 4, 1, pictures=number % 2 == 0)
    return (*first, *cards_of(texts, 5 + number * 4, 3 - number // 2, pictures=False))


def list_of(texts: Texts) -> ListPage:
    here = file_name(texts.language, "list")
    return ListPage(
        frame=frame_of(texts, "list", texts.sections[1]),
        title=texts.sections[1],
        kicker=texts.lists[0],
        description=texts.lists[1],
        cards=(*cards_of(texts, 0, 3), *cards_of(texts, 3, 4, pictures=False)),
        newer=Link(label=texts.newer_older[0], href=here),
        older=Link(label=texts.newer_older[1], href=here),
        feeds=(Link(label="RSS", href="rss.xml"), Link(label="Atom", href="atom.xml")),
    )


def _corrections_of(texts: Texts) -> CorrectionsPage:
    link = Link(label=texts.headline, href=file_name(texts.language, "story"))
    notes = [replace(note, story=link) for note in story_of(texts).corrections]
    last = CorrectionNote(day=date(2026, 10, 2), kind="retraction", wrong=texts.wrong, right=texts.right, story=link)
    return CorrectionsPage(frame=frame_of(texts, "corrections", texts.policies[2]), notes=(*notes, last))


def _reach_of(texts: Texts) -> ReachPage:
    return ReachPage(
        frame=frame_of(texts, "reach", texts.policies[0]),
        names=tuple(Link(label=name, href=f"https://{name}/") for name in ("herald.example", "herald-2.example")),
        onions=(Link(label=f"{'a2' * 28}.onion", href=f"http://{'a2' * 28}.onion/"),),
        email="desk@herald.example",
        words=("vulas", "pifot", "gisar", "natod", "zuvab", "hokit", "ramol", "sidun"),
    )


def _lost_of(texts: Texts) -> LostPage:
    links = tuple(
        (other.language, Link(label=other.newsroom, href=file_name(other.language, "front"))) for other in ALL.values()
    )
    return LostPage(frame=replace(frame_of(texts, "lost", "404"), index=False, json_ld=(), social=()), words=links)


def _support_of(texts: Texts) -> SupportPage:
    sums = [(rhythm, amount) for rhythm in ("once", "monthly") for amount in (500, 1_000, 2_500)]
    links = tuple(
        PayLink(rhythm=rhythm, amount=amount, currency="USD", href="https://pay.example/") for rhythm, amount in sums
    )
    both = ("once", "monthly")
    return SupportPage(
        frame=frame_of(texts, "support", texts.act[0]),
        countries=("RU", "BY"),
        ways=(SupportWay(slug="stripe", company="Pay Example", asks=True, rhythms=both, links=links),),
        sums=(
            Sums(currency="USD", least=200, once=(200, 500, 1_000, 2_500)),
            Sums(currency="EUR", least=200, once=(200,)),
        ),
        rhythms=both,
        action="/-/give",
        email="desk@herald.example",
    )


def pages(language: str) -> dict[str, Page]:
    """Every specimen page of a language by its name."""
    texts = ALL[language]
    home = file_name(language, "front")
    return {
        "front": front_of(texts),
        "story": story_of(texts),
        "plain": plain_story_of(texts),
        "part": _part_of(texts),
        "bare": _bare_of(texts),
        "list": list_of(texts),
        "text": TextPage(
            frame=frame_of(texts, "text", texts.policies[1]),
            title=texts.policies[1],
            body=blocks_of(texts)[:8],
            changed=date(2026, 9, 1),
        ),
        "corrections": _corrections_of(texts),
        "reach": _reach_of(texts),
        "support": _support_of(texts),
        "lost": _lost_of(texts),
        "moved": MovedPage(language=language, title=texts.newsroom, href=home, canonical="https://herald.example/"),
    }


def specimen(language: str) -> list[tuple[str, str]]:
    """(name, HTML) of every page: of a language from ALL."""
    return [(name, to_html(page)) for name, page in pages(language).items()]
