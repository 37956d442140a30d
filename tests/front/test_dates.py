"""Days and moments as readers write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tamizdat.front import dates

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Europe/Helsinki"))


def test_a_moment_names_its_day_time_and_zone():
    assert dates.moment(NOON, "en") == "20 November 2026, 12:00 EET"


def test_one_moment_is_printed_in_the_zone_it_is_given_in_whatever_was_printed_before():
    elsewhere = NOON.astimezone(ZoneInfo("Asia/Almaty"))

    assert (dates.moment(NOON, "en"), dates.moment(elsewhere, "en")) == (
        "20 November 2026, 12:00 EET",
        "20 November 2026, 15:00 UTC+5",
    )
    assert dates.brief(NOON, "en") != dates.brief(elsewhere, "en")
    midnight = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    assert dates.day(midnight, "en") != dates.day(midnight.astimezone(ZoneInfo("Asia/Almaty")), "en")


def test_a_moment_for_readers_of_another_script_gives_the_distance_from_utc():
    assert dates.moment(NOON, "ru") == "20 ноября 2026, 12:00 UTC+2"


def test_moscow_time_has_its_russian_name():
    assert dates.zone(NOON.astimezone(ZoneInfo("Europe/Moscow")), "ru") == "мск"


@pytest.mark.parametrize(
    ("minutes", "name"), [(0, "UTC"), (180, "UTC+3"), (330, "UTC+5:30"), (-210, "UTC−3:30"), (-60, "UTC−1")]
)
def test_a_zone_without_a_name_is_a_distance_from_utc(minutes, name):
    moment = NOON.astimezone(timezone(timedelta(minutes=minutes)))

    assert dates.zone(moment, "ru") == name


def test_a_zone_that_calls_itself_by_digits_is_a_distance_from_utc():
    assert dates.zone(NOON.astimezone(ZoneInfo("Europe/Istanbul")), "en") == "UTC+3"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        dates.moment(NOON.replace(tzinfo=None), "en")


def test_a_day_is_written_without_the_office_word_for_year():
    assert dates.day(date(2026, 9, 1), "ru") == "1 сентября 2026"
    assert dates.day(date(2026, 9, 1), "uk") == "1 вересня 2026"


def test_a_day_in_a_language_nobody_knows_is_english():
    assert dates.day(date(2026, 9, 1), "x-klingon") == "1 September 2026"


def test_a_brief_moment_has_no_year():
    assert dates.brief(datetime(2026, 11, 20, 9, 5, tzinfo=UTC), "en") == "20 Nov, 09:05"


@pytest.mark.parametrize(("language", "written"), [("en", "$5"), ("ru", "5\xa0$"), ("de", "5\xa0$")])
def test_money_is_whole_and_stands_where_the_language_puts_it(language, written):
    assert dates.money(5, "USD", language) == written


def test_names_are_joined_as_the_language_joins_them():
    assert dates.series(("A", "B", "C"), "ru") == "A, B и C"
