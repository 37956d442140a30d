"""The odd edition: everything that can stand in copy and that pages, feeds and checkers trip over.

`python -m tests.site.odd` files it into the press of TAMIZDAT_HOME and prints it.  No word of the desk's is needed.
"""

from __future__ import annotations

import io
import os
import random
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tamizdat.front.blocks import block
from tamizdat.press import copy

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ADDRESS = "https://herald.example/"
WITHDRAWN = "Zanzalimor"  # stands only in stories that were withdrawn
LEAKED = "Quorvexil"  # stands only in the metadata of photos
WORDS = {
    language: words.split()
    for language, words in (
        ("en", "harbour pilot ferry quay council ledger tide winter letter court witness bridge night boat crew"),
        ("ru", "порт лоцман паром причал совет счёт прилив зима письмо суд свидетель мост ночь лодка команда"),
        ("ar", "ميناء مرشد عبّارة رصيف مجلس دفتر مدّ شتاء رسالة محكمة شاهد جسر ليل قارب طاقم"),
    )
}
COUNTS = {"en": 66, "ru": 64, "ar": 6}


def key(number: int) -> str:
    return uuid.UUID(int=0x1000 + number).hex


def moment(hours_ago: float) -> str:
    return (NOW - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def prose(rng: random.Random, language: str, count: int) -> str:
    words = [rng.choice(WORDS[language]) + rng.choice(("", "", "", ",")) for _ in range(count)]
    return " ".join(words).strip(",").capitalize() + "."


def paragraph(rng: random.Random, language: str, count: int = 45) -> copy.Passage:
    return copy.Passage(html=f"<p>{prose(rng, language, count)}</p>")


def photos() -> list[bytes]:
    """A camera's JPEG full of metadata, a transparent PNG, a palette, CMYK, one pixel, and a very long one."""
    noise = Image.effect_noise((1600, 1000), 60).convert("RGB")
    words = Image.Exif()
    words[0x010E] = LEAKED
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{LEAKED}</x:xmpmeta>".encode()
    camera, png, palette, cmyk, dot, long = (io.BytesIO() for _ in range(6))
    noise.save(camera, "JPEG", exif=words, comment=LEAKED.encode(), xmp=xmp, icc_profile=LEAKED.encode() * 40)
    told = PngInfo()
    told.add_text("Author", LEAKED)
    Image.effect_noise((900, 900), 90).convert("RGBA").save(png, "PNG", pnginfo=told)
    noise.resize((700, 500)).convert("P").save(palette, "PNG", transparency=0)
    Image.new("CMYK", (640, 400), (10, 120, 30, 0)).save(cmyk, "JPEG")
    Image.new("L", (1, 1), 128).save(dot, "PNG")
    Image.effect_noise((40, 5000), 90).convert("RGB").save(long, "JPEG")
    return [file.getvalue() for file in (camera, png, palette, cmyk, dot, long)]


def use(photo: str, **words: str) -> copy.PhotoUse:
    given = {"caption": 'Boats & "nets" <here>', "credit": "O. Reed / Herald", "alt": "Two boats"}
    return copy.PhotoUse(photo=photo, **{**given, **words})


def frame_rows(kept: list[str]) -> Iterator[copy.Row]:
    """The newsroom, its sections, bylines, topics and standing pages."""
    yield copy.Newsroom(
        uid=uuid.UUID(int=7).hex,
        languages=("en", "ru", "ar"),
        names={"en": "The Harbour Herald", "ru": "Портовый вестник", "ar": "بشير الميناء"},
        straplines={"en": "News & tides <daily>", "ru": "Новости порта", "ar": "أخبار الميناء"},
        address=ADDRESS,
        time_zone="Europe/Lisbon",
        email="desk@herald.example",
        security_contact="mailto:safe@herald.example",
        colour="#0d4a5e",
        logo=kept[1],
    )
    yield copy.Section(key="news", names={"en": "News", "ru": "Новости", "ar": "أخبار"})
    yield copy.Section(
        key="courts", names={"en": 'Courts & "law"', "ru": "Суд"}, descriptions={"en": "Who <is> tried."}
    )
    yield copy.Section(key="экономика", names={"ru": "Экономика"}, order=2)
    yield copy.Section(key="empty", names={"en": "Nothing here"}, order=3)
    yield copy.Byline(key="lev", names={"en": "A. Stork", "ru": "А. Аист"}, sort="pseudonym")
    yield copy.Byline(key="o-malley", names={"en": "Órla O'Malley-Nuñez", "ru": "Орла О’Малли"}, bios={"en": "Sails."})
    yield copy.Byline(key="staff", names={"en": "Herald staff", "ru": "Редакция"}, sort="staff")
    yield copy.Topic(key="ferry", names={"en": "Ferry <line>", "ru": "Паром", "ar": "العبّارة"})
    yield from standing_pages(kept)
    yield copy.Arrangement(key="en", lead=key(8), picks=(key(1), key(2), key(3), key(4), key(999)))


def standing_pages(kept: list[str]) -> Iterator[copy.Row]:
    roles = ("about", "contact", "ethics", "corrections", "ownership", "privacy", "safety", "other")
    for number, role in enumerate(roles):
        for language, title in (("en", role.capitalize()), ("ru", f"Страница {number}")):
            body = [copy.Passage(html=f"<p>{title}: we are who we are.</p>")]
            if role == "about":
                body.append(copy.Passage(photo=use(kept[0], caption="", alt="")))
            yield copy.StandingPage(
                key=uuid.UUID(int=0x900 + number * 2 + (language == "ru")).hex,
                language=language,
                translation=f"page-{number}",
                address=f"{language}/{role}.html",
                former=(f"{role}/",) if language == "en" else (),
                role=role,
                order=number,
                title=title,
                body=tuple(body),
                changed=moment(4000),
            )


def ordinary(language: str, number: int, first: int) -> copy.Story:
    """One of many: enough of them to fill shelves."""
    rng = random.Random(f"{language}{number}")
    body = [paragraph(rng, language) for _ in range(4)]
    target = key(first + (number + 1) % COUNTS[language])
    body.append(copy.Passage(html=f'<p><a href="story:{target}">{prose(rng, language, 3)}</a> end {number}.</p>'))
    sections = {"en": ("news", "courts"), "ru": ("news", "экономика"), "ar": ("news",)}[language]
    return copy.Story(
        key=key(first + number),
        language=language,
        translation=key(first + number),
        address=f"{language}/2026/{11 - number // 30:02}/{'история' if language == 'ru' else 'story'}-{number}.html",
        former=(f"2019/05/{language}-{number}/", f"?p={first + number}"),
        section=sections[number % len(sections)],
        topics=("ferry",) if number % 2 else (),
        bylines=("lev", "o-malley")[: number % 3],
        headline=prose(rng, language, 7),
        deck=prose(rng, language, 16),
        dateline=("", "Eastquay", "Порт", "الميناء")[number % 4],
        body=tuple(body),
        related=(target, key(first + (number + 2) % COUNTS[language]), key(998)),
        published=moment(7 * number + 1),
        changed=moment(7 * number + (0.5 if number % 5 == 0 else 1)),
    )


def every_block(language: str) -> tuple[copy.Passage, ...]:
    claim = {"statement": "The dam is safe", "who": "The ministry", "basis": "No report named", "said_on": "2026-11-02"}
    states = ("said", "corroborated", "disputed", "corrected")
    values = [
        ("paragraph", '<p>With <b>bold</b>, <i>slant</i> and <a href="https://a.example/?x=1&amp;y=2">a link</a>.</p>'),
        ("heading", 'A heading & its "quotes"'),
        ("quote", {"text": "First line\nSecond <line>", "who": "A reader"}),
        ("quote", {"text": "Nobody said it", "who": ""}),
        ("list", {"ordered": True, "entries": ["one", "<b>two</b>", "three"]}),
        ("list", {"ordered": False, "entries": ["only"]}),
        *(
            (
                "claim",
                claim | {"state": state, "doubted_since": "2026-11-05", "source": "https://gov.example/a?b=1&c=2"},
            )
            for state in states
        ),
        (
            "claim",
            {
                "statement": "Bare",
                "state": "said",
                "who": "",
                "basis": "",
                "said_on": "",
                "doubted_since": "",
                "source": "",
            },
        ),
        ("link", {"address": "https://www.archive.example/a", "title": "The papers", "note": "In full"}),
        ("link", {"address": "https://archive.example/", "title": "", "note": ""}),
        ("facts", {"heading": "What we know", "body": "<p>This.</p><ul><li>That</li></ul>"}),
        ("facts", {"heading": "", "body": "Only this."}),
        ("pullout", 'Pulled "out"'),
        ("divider", None),
        ("heading", "Second heading"),
    ]
    return tuple(copy.Passage(html=block(kind, value, language)) for kind, value in values)


def corrections() -> tuple[copy.Correction, ...]:
    return (
        copy.Correction(day="2026-11-19", kind="correction", wrong="Nine <people>", right="Eleven & more"),
        copy.Correction(day="2026-11-18", kind="clarification", wrong="", right="It was the east quay."),
        copy.Correction(day="2026-11-17", kind="update", wrong="", right="The ferry is back."),
        copy.Correction(day="2026-11-16", kind="retraction", wrong="All of it", right="None of it"),
    )


def _counted(rng: random.Random) -> str:
    """A sentence that does not compress away."""
    return f"At {rng.random():.9} of the tide the {rng.choice(WORDS['en'])} was at {rng.random():.9} on the gauge."


def odd_parts(kept: list[str]) -> dict[int, dict[str, object]]:
    """What is odd about a story, by its number among the English ones."""
    rng = random.Random(5)
    long = [copy.Passage(html=f"<p>{' '.join(_counted(rng) for _ in range(40))}</p>") for _ in range(24)]
    long[6:6] = [copy.Passage(html="<h2>Halfway</h2>"), copy.Passage(photo=use(kept[0]))]
    giant = " ".join(_counted(rng) for _ in range(700))
    nothing = {"deck": "", "dateline": "", "bylines": (), "topics": (), "body": (), "related": ()}
    hard = "]]> \x08\x1b\x0b\x00 <b>bold</b> &amp; \ufffe"
    return {
        1: {"body": every_block("en"), "photo": use(kept[0]), "genre": "report"},
        2: nothing | {"headline": "Bare"},
        3: {"headline": "Long headline of a very long story of the harbour " * 8, "genre": "analysis"},
        4: {
            "headline": "🚢 Ferry “sails” </script><!-- & <b>",
            "deck": "👩‍👩‍👧 ok",
            "social_headline": 'Q&A "x"',
            "photo": use(kept[1]),
        },
        5: {"body": tuple(long), "photo": use(kept[2]), "corrections": corrections()},
        6: {"body": (copy.Passage(html=f"<p>{giant}</p>"),), "genre": "opinion"},
        7: {"corrections": corrections(), "photo": use(kept[3]), "genre": "interview"},
        8: {"translation": key(8), "photo": use(kept[0], alt=""), "genre": "live", "bylines": ("staff",)},
        9: {
            "headline": f"Control {hard}",
            "deck": hard,
            "body": (copy.Passage(html=f"<p>Body ]]&gt; {hard[4:]}</p>"),),
        },
        10: {"address": "en/2026/11/порт-и-суд.html", "photo": use(kept[4], alt="A dot")},
        11: {"photo": use("0" * 64), "genre": "handbook"},
        12: {"photo": use(kept[5], alt="A mast"), "headline": "שלום מן הנמל و مرحبا inside English"},
    }


def stories(kept: list[str]) -> Iterator[copy.Story]:
    odd = odd_parts(kept)
    for language, first in (("en", 0), ("ru", 100), ("ar", 200)):
        for number in range(COUNTS[language]):
            story = ordinary(language, number, first)
            if language == "en":
                story = replace(story, **odd.get(number, {}))
            elif number == 3:
                story = replace(story, translation=key(8), photo=use(kept[0]), corrections=corrections()[:2])
            elif number == 4:
                story = replace(story, body=every_block(language))
            yield story


def withdrawn(language: str, number: int) -> copy.Story:
    """Printed once, then taken back: nothing of it may stay."""
    rng = random.Random(number)
    return replace(
        ordinary(language, 1, 0 if language == "en" else 100),
        key=key(500 + number),
        translation=key(500 + number),
        address=f"{language}/2026/11/{WITHDRAWN.lower()}-{number}.html",
        former=(f"{WITHDRAWN.lower()}/{number}/", f"?{WITHDRAWN}={number}"),
        headline=f"{WITHDRAWN} {number}",
        deck=f"{WITHDRAWN} deck",
        social_headline=WITHDRAWN,
        body=(copy.Passage(html=f"<p>{WITHDRAWN} {prose(rng, language, 20)}</p>"),),
        corrections=(copy.Correction(day="2026-11-20", kind="correction", wrong=WITHDRAWN, right=WITHDRAWN),),
        published=moment(0.2 + number),
        changed=moment(0.1 + number),
    )


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tamizdat.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", "press", database="press", verbosity=0)
    from tamizdat.press import filing
    from tamizdat.press.run import Press

    kept = [filing.keep(content) for content in photos()]
    filing.file([copy.Photo(key=photo, width=1, height=1) for photo in kept])
    filing.file([*frame_rows(kept), *stories(kept)])
    taken_back = [withdrawn("en", 1), withdrawn("ru", 2)]
    filing.file(taken_back)
    Press().run(NOW)
    filing.withdraw([story.name for story in taken_back])
    report = Press().run(NOW)
    print("\n".join(report.problems))


if __name__ == "__main__":
    main()
