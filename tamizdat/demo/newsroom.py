"""The Harbour Herald's own facts: its name, departments, people, topics and the order of its front pages.

Plain data in the shape of copy, in both languages; every story of the demo newsroom keeps to the names given here.
"""

from __future__ import annotations

from dataclasses import dataclass

Names = dict[str, str]  # language -> words

LANGUAGES = ("en", "ru")
NAMES: Names = {"en": "The Harbour Herald", "ru": "Портовый вестник"}
NAME = NAMES["en"]
STRAPLINES: Names = {
    "en": "News of Port Ansel and the coast, read by the people it is about",
    "ru": "Новости Порт-Анселя и побережья — для тех, о ком они",
}
ADDRESS = "https://harbourherald.example/"
TIME_ZONE = "UTC"  # Kestria keeps it all the year round
EMAIL = "desk@harbourherald.example"
SECURITY_CONTACT = "mailto:security@harbourherald.example"
COLOUR = "#0d4a5e"


@dataclass(frozen=True, kw_only=True)
class Department:
    slug: str
    names: Names
    descriptions: Names


@dataclass(frozen=True, kw_only=True)
class Person:
    """A name shown to readers; `sort` is person, pseudonym or staff."""

    slug: str
    names: Names
    bios: Names
    sort: str = "person"


@dataclass(frozen=True, kw_only=True)
class Subject:
    slug: str
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An appeal to readers."""

    language: str
    headline: str
    text: str
    button: str


@dataclass(frozen=True, kw_only=True)
class FrontOrder:
    """The front page of one language: names of stories, `demo:<language>/<file>` without the beginning."""

    language: str
    lead: str
    picks: tuple[str, ...]


SECTIONS = (
    Department(
        slug="news",
        names={"en": "News", "ru": "Новости"},
        descriptions={
            "en": "What happened in Port Ansel and on the coast, checked before it is printed.",
            "ru": "Что случилось в Порт-Анселе и на побережье. Сначала проверяем, потом печатаем.",
        },
    ),
    Department(
        slug="investigations",
        names={"en": "Investigations", "ru": "Расследования"},
        descriptions={
            "en": "Documents, soundings and people who were there. We show how we know.",
            "ru": "Документы, замеры и свидетели. Мы показываем, откуда знаем то, что пишем.",
        },
    ),
    Department(
        slug="harbour",
        names={"en": "Harbour", "ru": "Порт"},
        descriptions={
            "en": "Ships, dues, ferries, fish and weather: the business the city stands on.",
            "ru": "Суда, сборы, паромы, рыба и погода — всё, на чём стоит город.",
        },
    ),
    Department(
        slug="courts",
        names={"en": "Courts", "ru": "Суд"},
        descriptions={
            "en": "From the public benches: who is tried, for what, and what was said.",
            "ru": "Со скамьи для публики: кого судят, за что и что было сказано.",
        },
    ),
    Department(
        slug="culture",
        names={"en": "Culture", "ru": "Культура"},
        descriptions={
            "en": "Stages, books, rowing boats and football: how the city spends its evenings.",
            "ru": "Сцена, книги, гребля и футбол — как город проводит вечера.",
        },
    ),
    Department(
        slug="opinion",
        names={"en": "Opinion", "ru": "Мнения"},
        descriptions={
            "en": "Signed arguments. They are their authors', and the paper prints those it disagrees with too.",
            "ru": "Подписанные тексты. За них отвечают авторы; редакция печатает и тех, с кем не согласна.",
        },
    ),
    Department(
        slug="handbook",
        names={"en": "Handbook", "ru": "Справочник"},
        descriptions={
            "en": "How this paper is made, for those who make it or want to make their own.",
            "ru": "Как делается эта газета — для тех, кто её делает или хочет делать свою.",
        },
    ),
)

BYLINES = (
    Person(
        slug="liv-castemar",
        names={"en": "Liv Castemar", "ru": "Лив Кастемар"},
        bios={
            "en": "Editor. Began as a proof-reader on the shipping page and still reads it first.",
            "ru": "Главный редактор. Начинала корректором судоходной страницы и до сих пор читает её первой.",
        },
    ),
    Person(
        slug="ilda-marrosk",
        names={"en": "Ilda Marrosk", "ru": "Ильда Марроск"},
        bios={
            "en": "Investigations. Reads contracts, and the annexes to contracts.",
            "ru": "Отдел расследований. Читает договоры и приложения к договорам.",
        },
    ),
    Person(
        slug="teo-hanvik",
        names={"en": "Teo Hanvik", "ru": "Тео Ханвик"},
        bios={
            "en": "Harbour reporter. Worked four seasons as a deckhand on the Hesk ferry.",
            "ru": "Пишет о порте. Четыре сезона отработал матросом на пароме до Хеска.",
        },
    ),
    Person(
        slug="sabine-orlott",
        names={"en": "Sabine Orlott", "ru": "Сабина Орлотт"},
        bios={
            "en": "Courts. Has filled two hundred notebooks on the public benches.",
            "ru": "Судебный репортёр. Исписала двести блокнотов на скамье для публики.",
        },
    ),
    Person(
        slug="jon-perrowin",
        names={"en": "Jon Perrowin", "ru": "Йон Перровин"},
        bios={
            "en": "Culture. Sings second bass, badly, which he says helps.",
            "ru": "Отдел культуры. Поёт вторым басом — плохо, но говорит, что в работе помогает.",
        },
    ),
    Person(
        slug="marek-tullen",
        names={"en": "Marek Tullen", "ru": "Марек Туллен"},
        bios={
            "en": "Data. Publishes his tables with his stories.",
            "ru": "Данные. Вместе с текстом публикует таблицы.",
        },
    ),
    Person(
        slug="runa-vesk",
        names={"en": "Runa Vesk", "ru": "Руна Веск"},
        bios={
            "en": "City, schools and sport. Born in the Canal Ward, lives there still.",
            "ru": "Город, школы, спорт. Родилась в Приканальном районе, там и живёт.",
        },
    ),
    Person(
        slug="olm-dassery",
        names={"en": "Olm Dassery", "ru": "Ольм Дассери"},
        bios={
            "en": "Columnist. Taught geography on Hesk for thirty-one years.",
            "ru": "Колумнист. Тридцать один год преподавал географию на Хеске.",
        },
    ),
    Person(
        slug="a-stork",
        names={"en": "A. Stork", "ru": "А. Аист"},
        bios={
            "en": "A pen name. The editor knows who it is; nothing kept by this paper says so.",
            "ru": "Псевдоним. Кто за ним, знает главный редактор; ни в одной нашей базе этого нет.",
        },
        sort="pseudonym",
    ),
    Person(
        slug="staff",
        names={"en": "Herald staff", "ru": "Редакция «Вестника»"},
        bios={
            "en": "Written by several hands, or by one that would rather not be named.",
            "ru": "Написано несколькими людьми или одним, который предпочёл не называться.",
        },
        sort="staff",
    ),
)

TOPICS = (
    Subject(slug="harbour-dues", names={"en": "Harbour dues", "ru": "Портовые сборы"}),
    Subject(slug="the-channel", names={"en": "The channel", "ru": "Фарватер"}),
    Subject(slug="velna-flood", names={"en": "The Velna flood", "ru": "Наводнение на Вельне"}),
    Subject(slug="hesk-ferry", names={"en": "The Hesk ferry", "ru": "Паром на Хеск"}),
    Subject(slug="schools", names={"en": "Schools", "ru": "Школы"}),
    Subject(slug="concord-act", names={"en": "The Concord Act", "ru": "Закон о согласии"}),
    Subject(slug="press-freedom", names={"en": "A free press", "ru": "Свобода печати"}),
    Subject(slug="public-money", names={"en": "Public money", "ru": "Казённые деньги"}),
    Subject(slug="weather-and-water", names={"en": "Weather and water", "ru": "Погода и вода"}),
    Subject(slug="books", names={"en": "Books", "ru": "Книги"}),
    Subject(slug="stage-and-music", names={"en": "Stage and music", "ru": "Сцена и музыка"}),
    Subject(slug="sport", names={"en": "Sport", "ru": "Спорт"}),
    Subject(slug="fishing", names={"en": "Fishing", "ru": "Рыболовство"}),
    Subject(slug="old-harbour", names={"en": "The old harbour", "ru": "Старый порт"}),
    Subject(slug="making-the-paper", names={"en": "Making the paper", "ru": "Как делается газета"}),
)

APPEAL = Asked(
    language="en",
    headline="Nobody pays for the Herald but those who read it.",
    text="Two dollars keep a reporter in court for ten minutes.",
    button="How to help",
)

FRONT_PAGES = (
    FrontOrder(
        language="en",
        lead="channel-on-paper",
        picks=(
            "dues-refund-hearing",
            "net-makers",
            "herald-order",
            "budget-2027",
            "october-storm-live",
            "how-to-print-your-first-edition",
        ),
    ),
    FrontOrder(
        language="ru",
        lead="auditor-report",
        picks=(
            "herald-order",
            "ferry-returns",
            "slovar-prichala",
            "hor-solevaren",
            "school-roofs",
            "how-to-print-your-first-edition",
        ),
    ),
)
