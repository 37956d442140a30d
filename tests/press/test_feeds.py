"""Feeds: stable ids, whole texts, and letters that XML cannot hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from tamizdat.press import copy, filing
from tamizdat.press.run import Press
from tests.press.folders import page, snapshot
from tests.press.rows import NOW, key, moment, newsroom, passage, photo, story, use
from tests.site import feeds

FILES = ("feed.xml", "atom.xml", "feed.json")


def printed(press: Press, *rows: copy.Row) -> dict[str, bytes]:
    """The three feeds of everything in English, each sound by its schema."""
    filing.file(rows)
    press.run(NOW)
    found = {name: snapshot(press.folder.folder)[f"en/{name}"] for name in FILES}
    assert [fault for name, content in found.items() for fault in feeds.against_schema(name, content)] == []
    return found


def items(press: Press, *rows: copy.Row) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(printed(press, *rows)["feed.json"])["items"]
    return found


def ids(found: dict[str, bytes]) -> list[set[str]]:
    rss = set(etree.fromstring(found["feed.xml"]).xpath("//guid/text()"))
    atom = set(etree.fromstring(found["atom.xml"]).xpath("//*[local-name()='entry']/*[local-name()='id']/text()"))
    return [rss, atom, {one["id"] for one in json.loads(found["feed.json"])["items"]}]


def test_ids_survive_a_correction_a_move_a_new_headline_and_the_loss_of_the_domain(press: Press) -> None:
    before = ids(printed(press, story(1)))
    fixed = copy.Correction(day="2026-11-20", kind="correction", wrong="nine", right="eleven")
    changed = story(1, headline="Other", section="courts", corrections=(fixed,), changed=moment(0), address="en/x.html")

    after = ids(printed(press, changed, newsroom(address="https://other.example/")))

    assert before == after
    assert before[0] == before[1] == before[2] == {"urn:uuid:00000000-0000-0000-0000-000000abc001"}


def test_the_feeds_own_id_survives_the_loss_of_the_domain(press: Press) -> None:
    def own(found: dict[str, bytes]) -> str:
        return str(etree.fromstring(found["atom.xml"]).findtext(f"{feeds.ATOM}id"))

    before = own(printed(press, story(1)))

    assert own(printed(press, newsroom(address="https://other.example/"))) == before


@pytest.mark.parametrize(
    "text",
    [
        "]]>",
        "a ]]> b ]]]]>",
        "&amp; &lt;b&gt;",
        "<!-- x -->",
        "\U0001f6a2 \u202e",
        "\x00\x08\x0b\x1b\x7f\x9f\ufffe",
        "\\u0008 \\b",
    ],
    ids=ascii,
)
def test_hard_letters_come_through_or_are_dropped(press: Press, text: str) -> None:
    from html import escape

    names = copy.Section(key="news", names={"en": f"News {text}"})
    found = printed(press, names, story(1, headline=f"H {text}.", deck=f"D {text}.", body=(passage(escape(text)),)))

    kept = "".join(letter for letter in text if letter.isprintable() or letter in " \u202e")
    rss = etree.fromstring(found["feed.xml"])
    item = json.loads(found["feed.json"])["items"][0]
    assert rss.findtext(".//item/title") == item["title"] == f"H {kept}."
    assert rss.findtext(".//item/{http://purl.org/rss/1.0/modules/content/}encoded") == item["content_html"]
    assert escape(kept) in item["content_html"]
    assert feeds.against_schema("sitemap.xml", page(press.folder.folder, "news-sitemap.xml").encode()) == []


def test_a_story_with_nothing_but_a_headline_is_in_every_feed(press: Press) -> None:
    found = items(press, story(1, deck="", body=(), bylines=()))

    assert found[0]["content_html"] == "<p>Story 1</p>"


def test_a_correction_is_told_in_the_feed(press: Press) -> None:
    fixed = copy.Correction(day="2026-11-20", kind="correction", wrong="nine", right="eleven <b>")

    found = items(press, story(1, corrections=(fixed,)))

    assert "<em>eleven &lt;b&gt; (2026-11-20)</em>" in found[0]["content_html"]


def test_words_about_html_keep_their_classes_and_tags_lose_them(press: Press) -> None:
    body = (copy.Passage(html='<div class="see"><p>Write &lt;p class="x"&gt; here</p></div>'),)

    found = items(press, story(1, body=body))

    assert found[0]["content_html"] == '<div><p>Write &lt;p class="x"&gt; here</p></div>'


def test_a_photo_brings_its_credit(press: Press) -> None:
    taken = photo()
    found = printed(
        press, taken, story(1, photo=use(taken, credit="O. Reed & Co"), body=(copy.Passage(photo=use(taken)),))
    )

    rss = etree.fromstring(found["feed.xml"])
    assert rss.xpath("string(//*[local-name()='credit'])") == "O. Reed & Co"
    assert json.loads(found["feed.json"])["items"][0]["content_html"].count("O. Reed") == 2


def test_a_feed_holds_the_newest_twenty(press: Press) -> None:
    found = items(press, *(story(number) for number in range(1, 31)))

    assert [one["title"] for one in found] == [f"Story {number}" for number in range(1, 21)]


def test_a_list_that_empties_loses_its_feeds(press: Press) -> None:
    printed(press, story(1), story(2, section="courts"))
    filing.withdraw([f"story:{key(2)}"])

    press.run(NOW)

    assert [path for path in snapshot(press.folder.folder) if path.startswith("en/courts/")] == []


def test_without_a_public_address_links_are_relative_to_the_feed(press: Press) -> None:
    filing.file([newsroom(address=""), story(1)])

    press.run(NOW)

    item = json.loads(page(press.folder.folder, "en/news/feed.json"))["items"][0]
    assert item["url"] == "../2026/11/story-1.html"
