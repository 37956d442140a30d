"""Appeals at the desk: who may write them, what is refused, and that they run when they should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Locale

from tamizdat.desk import filing
from tamizdat.desk.appeals import STORIES, Appeal, next_turn
from tamizdat.desk.entering import invite
from tamizdat.desk.printed import next_moment, printed
from tamizdat.desk.roles import Role
from tamizdat.desk.stories import Story
from tamizdat.desk.sweep import sweep
from tamizdat.press import filing as press
from tamizdat.press.copy import Support, Way
from tamizdat.works.round import make_round
from tests import cast

NOW = datetime.now(UTC)


def appeal(**more: Any) -> Appeal:
    given = {"headline": "Winter is dear", "button": "Give", "starts": NOW - timedelta(days=1)}
    return Appeal(**{**given, "locale": Locale.objects.get(language_code="en"), **more})


def rows(now: datetime = NOW) -> list[Any]:
    return list(filing.appeals(printed(Story, now), now))


def test_a_slug_is_made_and_never_twice(newsroom: Any) -> None:
    made = [appeal() for _ in range(3)]
    for one in made:
        one.full_clean()
        one.save()

    assert [one.slug for one in made] == ["winter-is-dear", "winter-is-dear-2", "winter-is-dear-3"]
    thanks = appeal(headline="Thanks")
    thanks.full_clean()
    assert thanks.slug != "thanks"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends": NOW - timedelta(days=2)},
        {"slug": "thanks"},
        {"slug": "Winter Is"},
        {"headline": ""},
        {"button": ""},
        {"headline": "x" * 121},
    ],
)
def test_what_is_refused(newsroom: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        appeal(**wrong).full_clean()


def test_it_runs_between_its_days(newsroom: Any) -> None:
    appeal(ends=NOW + timedelta(days=3)).save()
    appeal(headline="Later", starts=NOW + timedelta(days=1), place="letter").save()

    assert [row.headline for row in rows()] == ["Winter is dear"]
    assert next_turn(NOW) == next_moment(NOW) == NOW + timedelta(days=1)
    assert {row.headline for row in rows(NOW + timedelta(days=2))} == {"Winter is dear", "Later"}
    assert {row.headline for row in rows(NOW + timedelta(days=4))} == {"Later"}
    assert next_turn(NOW + timedelta(days=4)) is None


def test_of_two_in_one_place_the_one_that_began_last_is_shown(newsroom: Any) -> None:
    appeal(headline="Old", starts=NOW - timedelta(days=9)).save()
    appeal(headline="New").save()
    appeal(headline="Letter", place="letter").save()

    assert {row.headline for row in rows()} == {"New", "Letter"}


def test_it_stands_on_the_newest_stories_of_its_language_and_section(newsroom: Any, story: Any) -> None:
    story.publish()
    other = cast.story(headline="About news", section="news")
    other.publish()
    appeal().save()
    appeal(headline="News", section=other.section).save()
    now = datetime.now(UTC)

    found = {row.headline: set(row.stories) for row in rows(now)}

    assert found == {"Winter is dear": {story.key, other.key}, "News": {other.key}}
    assert STORIES + 50 <= 300  # sheets that starting one prints, with all the fronts


def test_the_sweep_files_it_and_takes_it_back(newsroom: Any) -> None:
    made = appeal()
    made.save()
    sweep(NOW)
    assert list(press.held("appeal")) == ["winter-is-dear"]

    made.delete()
    sweep(NOW)

    assert not press.held("appeal")


@pytest.mark.parametrize(("role", "may"), [("reporter", False), ("editor", False), ("publisher", True)])
def test_publishers_ask(newsroom: Any, role: str, may: bool) -> None:
    person, _ = invite("Olga", Role(role), NOW)
    client = cast.sits(Client(), type(person).objects.get(pk=person.pk))

    assert (client.get("/admin/appeals/").status_code == 200) is may
    assert (client.get("/admin/appeals/new/").status_code == 200) is may


def test_one_is_written_at_the_desk(newsroom: Any) -> None:
    client = cast.sits(Client(), cast.vera())
    fields = {"headline": "Winter is dear", "text": "x" * 1_501, "button": "Give", "place": "banner", "section": ""}
    fields |= {
        "locale": Locale.objects.get(language_code="en").pk,
        "starts": "2026-11-01 09:00",
        "ends": "",
        "slug": "",
    }

    refused = client.post("/admin/appeals/new/", fields)
    assert refused.status_code == 200
    assert b"x" * 1_501 in refused.content  # what was typed is kept
    client.post("/admin/appeals/new/", fields | {"text": "We heat."})

    assert [one.slug for one in Appeal.objects.all()] == ["winter-is-dear"]
    assert b"Winter is dear" in client.get("/admin/appeals/").content


def test_it_is_looked_at_on_the_newest_story(newsroom: Any, story: Any) -> None:
    client = cast.sits(Client(), cast.vera())
    made = appeal(headline="Winter & <dear>")
    made.save()
    address = f"/admin/appeals/{made.pk}/look/"
    assert "no story in print" in client.get(address).text
    story.publish()
    sweep(datetime.now(UTC))
    make_round(datetime.now(UTC))
    assert "readers can give nothing yet" in client.get(address).text

    press.file([Support(ways=(Way(slug="stripe", company="x", languages=("en",), rhythms=("once",)),))])
    make_round(datetime.now(UTC))
    page = client.get(address).text

    assert "Winter &amp; &lt;dear&gt;" in page
    assert "Harbour pilots stop work" in page
    assert f'href="{address}"' in client.get("/admin/appeals/").text
    assert Client().get(address).status_code == 302
