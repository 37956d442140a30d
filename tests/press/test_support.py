"""The support page: words first, ways to pay below them, and nowhere else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tamizdat.press import calendars, filing
from tamizdat.press.copy import BadCopy, PayLink, Sums, Support, Way, from_json
from tamizdat.works.round import make_round

LINK = PayLink(rhythm="monthly", amount=500, currency="USD", address="https://pay.example/five")
SUPPORT = Support(
    countries=("RU", "BY"),
    sums=(Sums(currency="USD", least=200, once=(200, 500), monthly=(500,)),),
    ways=(
        Way(
            slug="stripe",
            company="Pay Example",
            languages=("en",),
            rhythms=("once", "monthly"),
            asks=True,
            links=(LINK,),
            manage="https://pay.example/login",
        ),
    ),
)


@pytest.fixture
def edition(newsroom: Any, story: Any) -> Path:
    story.publish()
    filing.file([SUPPORT])
    make_round(datetime.now(UTC))
    return Path(settings.EDITION)


def test_the_row_comes_back_from_json() -> None:
    assert from_json("support", SUPPORT.as_json()) == SUPPORT


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://pay.example/", "https://pay.example/a b"])
def test_a_strange_link_is_not_filed(newsroom: Any, address: str) -> None:
    link = PayLink(rhythm="once", amount=500, currency="USD", address=address)
    way = Way(slug="stripe", company="x", languages=("en",), rhythms=("once",), links=(link,))

    with pytest.raises(BadCopy):
        filing.file([Support(ways=(way,))])


def test_words_come_before_every_way_to_pay(edition: Path) -> None:
    page = (edition / "en/support.html").read_text()

    assert page.index("Russia, Belarus") < page.index("<form") < page.index("https://pay.example/five")
    assert 'action="../-/en/give"' in page
    assert 'value="USD 5" checked' in page
    assert "form-action 'self'" in page


def test_in_a_language_at_risk_there_are_words_and_no_way_to_pay(edition: Path) -> None:
    page = (edition / "ru/support.html").read_text()

    assert "Россия, Беларусь" in page
    assert "<form" not in page
    assert "form-action 'none'" in page


def test_no_other_page_holds_a_sum_or_a_link_to_pay(edition: Path) -> None:
    found = [path for path in edition.rglob("*.html") if re.search(r"pay\.example|/give\b", path.read_text())]

    assert {str(path.relative_to(edition)) for path in found} == {"en/support.html", "en/support/thanks.html"}


def test_stories_and_fronts_lead_to_it(edition: Path, story: Any) -> None:
    for page in (edition / "en/index.html", edition / story.address):
        assert re.search(r'class="give">.*?href="[./]*support\.html"', page.read_text(), re.S)
    assert "https://pay.example/login" in (edition / "en/support/thanks.html").read_text()
    assert "noindex" in (edition / "en/support/thanks.html").read_text()


def test_another_sum_prints_this_page_and_no_archive(edition: Path) -> None:
    filing.file([Support(countries=("RU",), sums=SUPPORT.sums, ways=SUPPORT.ways)])

    done = make_round(datetime.now(UTC))

    assert done.report.changed == 2


def test_a_reminder_is_a_day_in_the_readers_calendar_that_says_nothing_of_us(edition: Path) -> None:
    found = {path.name: path.read_text() for path in (edition / "en/support").glob("*.ics")}

    assert set(found) == {"later-1.ics", "later-3.ics", "later-6.ics", "later-9.ics"}
    for text in found.values():
        assert not re.search(r"herald|support|pay|http|@|\$", text, re.I)
        assert "SUMMARY:As planned" in text
    assert 'href="support/later-3.ics" download' in (edition / "en/support.html").read_text()


def test_a_reminder_by_mail_is_offered_where_a_letterbox_takes_it(edition: Path) -> None:
    assert "remind" not in (edition / "en/support.html").read_text()
    filing.file([replace(SUPPORT, reminds=True)])
    make_round(datetime.now(UTC))

    assert 'action="../-/en/remind"' in (edition / "en/support.html").read_text()
    assert "remind" not in (edition / "ru/support.html").read_text()


def test_reminders_move_with_the_month() -> None:
    december = calendars.reminder(datetime(2026, 12, 1, tzinfo=UTC), 1, "As planned, then; yes")

    assert b"DTSTART;VALUE=DATE:20270110\r\nDTEND;VALUE=DATE:20270111\r\n" in december
    assert b"SUMMARY:As planned\\, then\\; yes\r\n" in december
    assert all(len(line) < 75 for line in december.split(b"\r\n"))


def test_when_it_ends_nothing_of_it_stays(edition: Path) -> None:
    filing.withdraw(["support:support"])
    make_round(datetime.now(UTC))

    assert not (edition / "en/support.html").exists()
    assert not [path for path in edition.rglob("*.html") if "support.html" in path.read_text()]


def test_each_language_sees_its_own_sums_and_the_links_to_them(newsroom: Any, story: Any) -> None:
    story.publish()
    more = PayLink(rhythm="once", amount=9_900, currency="EUR", address="https://pay.example/ninety-nine")
    way = replace(SUPPORT.ways[0], languages=("en", "ru"), links=(LINK, more))
    sums = (*SUPPORT.sums, Sums(currency="USD", least=100, once=(300,), languages=("ru",)))
    sums += (Sums(currency="EUR", least=200, once=(9_900,), languages=("en",)),)
    filing.file([replace(SUPPORT, sums=sums, ways=(way,))])
    make_round(datetime.now(UTC))
    pages = {code: (Path(settings.EDITION) / f"{code}/support.html").read_text() for code in ("en", "ru")}

    assert 'value="USD 5"' in pages["en"]
    assert 'value="EUR 99"' in pages["en"]
    assert "https://pay.example/ninety-nine" in pages["en"]
    assert 'value="USD 3"' in pages["ru"]
    assert "USD 5" not in pages["ru"]
    assert "pay.example/ninety-nine" not in pages["ru"]
    assert "https://pay.example/five" not in pages["ru"]  # five is not suggested there

    filing.file([replace(SUPPORT, sums=sums[-1:], ways=(way,))])
    make_round(datetime.now(UTC))
    assert "<form" not in (Path(settings.EDITION) / "ru/support.html").read_text()
