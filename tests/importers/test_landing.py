"""What was found lands at the desk: whole, once, and never more public than it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tamizdat.desk.frozen import FormerAddress
from tamizdat.desk.models import Section, StandingPage, Story
from tamizdat.desk.photos import Photo
from tamizdat.importers import reading
from tamizdat.importers.found import Wishes
from tamizdat.importers.landing import Terms, land
from tamizdat.importers.report import Report
from tests import cast
from tests.importers.conftest import HERE, item, wxr

EXPORT = HERE / "wordpress/herald.xml"


def landed(file: Path = EXPORT, wishes: Wishes | None = None, **terms: Any) -> Report:
    report = Report(dry_run=bool(terms.get("dry_run")))
    land(reading.findings(file, wishes or Wishes()), Terms(now=cast.NOW, **terms), report)
    return report


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for number, name in enumerate(("2026/03/ferry.jpg", "2026/03/lead.jpg", "2012/05/salt.jpg", "2012/05/old.jpg")):
        file = tmp_path / "uploads" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(cast.picture(400 + number))
    return tmp_path / "uploads"


def test_public_stories_are_published_and_nothing_else_is(newsroom):
    report = landed(as_="published")

    live = set(Story.objects.filter(live=True).values_list("headline", flat=True))
    assert live == {"The ferry that nobody ordered & other ships", "Salt, classic", "Город у моря"}
    assert report.counts() == {"published": 3, "drafts": 8, "known": 0, "skipped": 2, "refused": 0}


def test_without_being_asked_nothing_is_published(newsroom):
    landed()

    assert not Story.objects.filter(live=True).exists()
    assert Story.objects.count() == 10


def test_a_story_keeps_its_day_names_section_and_old_addresses(newsroom):
    landed(as_="published")

    story = Story.objects.get(source="wordpress:https://old.herald.example/?p=101")

    assert story.first_published_at.isoformat() == "2026-03-03T16:15:00+00:00"
    assert [row.byline.name for row in story.bylines.all()] == ["Mara Quill", "Tobias Renn"]
    assert story.section.name == "Harbour"
    assert set(story.former_addresses.values_list("address", flat=True)) == {
        "2026/03/the-ferry/",
        "2026/03/ferry/",
        "?p=101",
    }
    assert story.address.endswith("the-ferry.html")


def test_a_second_run_changes_nothing(newsroom, pictures):
    wishes = Wishes(media=(pictures,))
    landed(wishes=wishes, as_="published")
    before = (Story.objects.count(), Photo.objects.count(), FormerAddress.objects.count(), StandingPage.objects.count())

    report = landed(wishes=wishes, as_="published")

    after = (Story.objects.count(), Photo.objects.count(), FormerAddress.objects.count(), StandingPage.objects.count())
    assert before == after
    assert report.counts() == {"published": 0, "drafts": 0, "known": 11, "skipped": 2, "refused": 0}


def test_what_changed_at_its_origin_is_said_and_left_alone(newsroom, tmp_path):
    landed(as_="published")
    later = tmp_path / "later.xml"
    later.write_text(
        EXPORT.read_text().replace("2026-03-04 08:00:00", "2026-05-01 08:00:00").replace("came in on", "sank on")
    )

    report = landed(later, as_="published")

    assert [each.found.draft.headline for each in report.taken if each.outcome == "changed at its origin"] == [
        "The ferry that nobody ordered & other ships"
    ]
    assert "sank on" not in str(Story.objects.get(headline__startswith="The ferry").body)


def test_pictures_land_stripped_with_caption_credit_and_description(newsroom, pictures):
    landed(wishes=Wishes(media=(pictures,)), as_="published")

    story = Story.objects.get(headline__startswith="The ferry")
    assert story.photo is not None
    assert (story.photo_caption, story.photo_credit) == ("The harbour at dawn.", "Yara Finch / Coastal Pictures")
    assert story.photo_alt == "Cranes in a red sky"
    assert b"SERIAL-4711" not in story.photo.content
    inner = [block for block in story.body if block.block_type == "photo"]
    assert [(str(one.value["caption"]), str(one.value["credit"])) for one in inner] == [
        ("The Lantern at the coal pier.", "Ida Brandt")
    ]


def test_a_file_that_breaks_midway_leaves_nothing_behind(newsroom, pictures, settings):
    def breaking() -> Any:
        for number, finding in enumerate(reading.findings(EXPORT, Wishes(media=(pictures,)))):
            if number == 4:
                raise OSError(28, "No space left on device")
            yield finding

    report = Report()
    with pytest.raises(OSError, match="No space"):
        land(breaking(), Terms(now=cast.NOW), report)

    assert not Story.objects.exists()
    assert not Photo.objects.exists()
    assert not [file for file in (Path(settings.MEDIA_ROOT) / "photos").glob("*") if file.is_file()]
    assert report.taken == []


def test_a_dry_run_writes_nothing_and_says_what_would_come(newsroom, pictures):
    report = landed(wishes=Wishes(media=(pictures,)), as_="published", dry_run=True)

    assert not Story.objects.exists()
    assert not Photo.objects.exists()
    assert report.counts()["published"] == 3
    assert list(report.lines())[-1].startswith("Nothing was written")


def test_one_section_may_be_asked_for_and_the_old_one_stays_as_a_topic(newsroom):
    landed(as_="published", section="Archive of the old site")

    story = Story.objects.get(headline__startswith="The ferry")
    assert story.section.name == "Archive of the old site"
    assert "Harbour" in [row.topic.name for row in story.topics.all()]
    assert Section.objects.filter(name="City").count() == 0


def test_a_language_the_newsroom_does_not_print_in_is_skipped_with_a_way_out(newsroom):
    report = landed()

    skipped = dict(report.skipped)
    assert "its language is “ar”" in skipped["العبارة 🚢"]


def test_a_standing_page_is_a_draft_until_it_has_its_place(newsroom):
    landed(as_="published")

    page = StandingPage.objects.get(title="About us")
    assert not page.live
    assert page.source == "wordpress:https://old.herald.example/?p=111"


def test_a_page_that_asks_for_a_look_is_not_published(newsroom, tmp_path):
    report = landed(HERE / "pages/02-russian-browser.txt", as_="published")

    assert report.taken[0].outcome == "draft"
    assert "of the page was cut as furniture" in report.taken[0].why


def test_every_page_and_feed_lands(newsroom):
    for file in [*sorted((HERE / "pages").glob("*.txt")), *(HERE / "feeds").iterdir(), HERE / "html/ferry.html"]:
        report = landed(file, as_="published")

        assert report.taken or report.skipped
        assert all("its language" in why or "twice" in why for _, why in report.skipped), report.skipped


def test_odd_stories_land_whole(newsroom, tmp_path):
    long_words = "<h2>" + "harbour " * 60 + "</h2><blockquote class='pullquote'>" + "salt " * 200 + "</blockquote>"
    odd = item(
        " ".join(["harbour"] * 55), long_words + '<p><a href="https://x.example/' + "a" * 900 + '">far</a></p>', 1
    )
    odd += (
        item("Empty", "", 2)
        + item("🚢🌊", "🚢", 3)
        + item("Локаль", "<ul><li></li><li> </li></ul><table></table>Да.", 4)
    )
    odd += item(
        "Link", 'https://bücher.example/%zz\n\nhttp://localhost/x\n\n[embed]https://a.example/?q="<x>[/embed]', 5
    )
    file = tmp_path / "odd.xml"
    file.write_text(wxr(odd))

    report = landed(file, as_="published")

    assert report.skipped == []
    assert Story.objects.count() == 5


def test_other_peoples_exports_land(newsroom, other):
    for file in sorted(other("wordpress").glob("*.xml")):
        if file.stem == "malformed":
            continue
        report = landed(file, as_="published")

        assert report.taken
        assert all("working copy" in why for _, why in report.skipped), report.skipped
