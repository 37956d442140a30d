"""A page's data becomes a whole document."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from lxml import html as lxml_html

from tamizdat.front.pages import Appeal, CorrectionNote, NewsletterBox
from tamizdat.front.printing import to_html
from tamizdat.front.specimen import ALL, pages, plain_story_of, story_of

ENGLISH = ALL["en"]


def read(page):
    return lxml_html.document_fromstring(to_html(page).encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))


def policy_of(page):
    return read(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]


def test_the_same_page_gives_the_same_bytes_in_another_process():
    script = "from tamizdat.front.specimen import *\nprint(to_html(pages('ru')['story']), end='')"

    other = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8")

    assert other.stdout == to_html(pages("ru")["story"])


@pytest.mark.parametrize("language", list(ALL))
def test_every_page_says_its_language_and_direction(language):
    for page in pages(language).values():
        root = read(page)
        assert (root.get("lang"), root.get("dir")) == (language, "rtl" if language == "ar" else "ltr")


def test_the_policy_allows_exactly_the_style_of_the_page():
    html = to_html(story_of(ENGLISH))
    style = re.search("<style>(.*?)</style>", html, re.S)[1]

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"default-src 'none';style-src 'sha256-{digest}'" in policy_of(story_of(ENGLISH))


def test_a_page_without_forms_may_send_none():
    assert "form-action 'none'" in policy_of(plain_story_of(ENGLISH))


def test_a_form_may_be_sent_to_its_own_host_only():
    page = plain_story_of(ENGLISH)

    outside = replace(page, newsletter=NewsletterBox(action="https://letters.example:8443/in?x", promise=""))
    inside = replace(page, newsletter=NewsletterBox(action="/in", promise=""))

    assert "form-action https://letters.example:8443;" in policy_of(outside)
    assert "form-action 'self';" in policy_of(inside)


@pytest.mark.parametrize("action", ["https://a.example;script-src *//in", "javascript://x", "https://a b/"])
def test_a_form_address_that_would_change_the_policy_is_refused(action):
    page = replace(plain_story_of(ENGLISH), newsletter=NewsletterBox(action=action, promise=""))

    with pytest.raises(ValueError, match="form"):
        to_html(page)


def test_words_for_machines_cannot_end_their_element():
    page = plain_story_of(ENGLISH)
    evil = {"headline": "</script><script>alert(1)</script> & more"}

    html = to_html(replace(page, frame=replace(page.frame, json_ld=(evil,))))

    raw = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1]
    assert "<" not in raw
    assert json.loads(raw) == evil


def test_what_a_reader_sees_is_escaped():
    html = to_html(replace(plain_story_of(ENGLISH), headline='<i>Boats</i> & "ships"', deck="<b>"))

    assert "&lt;i&gt;Boats&lt;/i&gt; &amp; &#34;ships&#34;" in html


def test_parts_that_are_empty_are_not_printed():
    html = to_html(pages("en")["bare"])

    for part in (
        "call",
        "langs",
        "nav",
        "fixes",
        "pic",
        "parts",
        "topics",
        "letter",
        "give",
        "weekly",
        "more",
        "kicker",
    ):
        assert f'class="{part}"' not in html, part


def test_a_story_page_has_one_first_heading_and_no_gap_below_it():
    for language in ALL:
        for name, page in pages(language).items():
            levels = [int(tag[1]) for tag in (element.tag for element in read(page).iter("h1", "h2", "h3", "h4"))]
            assert levels.count(1) == 1, name
            assert all(later - level <= 1 for level, later in pairwise(levels)), name


def test_the_newest_corrections_stand_above_the_body_and_older_ones_are_folded():
    page = story_of(ENGLISH)

    root = read(page)

    order = [element.get("class") for element in root.xpath("//article/*[@class]")]
    assert order.index("fixes") < order.index("text")
    dates = root.xpath("//section[@class='fixes']/div//time/@datetime")
    assert dates == ["2026-11-21", "2026-11-20"]
    assert len(root.xpath("//details[@class='older']//time")) == 1


def test_a_correction_shows_what_was_wrong_and_what_is_right():
    note = CorrectionNote(day=date(2026, 11, 21), kind="correction", wrong="Nine people", right="Eleven people")

    root = read(replace(plain_story_of(ENGLISH), corrections=(note,)))

    text = " ".join(root.xpath("//section[@class='fixes']")[0].text_content().split())
    assert text == "Correction 21 November 2026 We wrote: Nine people It should say: Eleven people"


def test_the_dateline_opens_the_first_paragraph():
    root = read(plain_story_of(ENGLISH))

    first = root.xpath("//div[@class='text']/p")[0]

    assert first.text_content().startswith("Port Luna — The book is bound")


def test_a_part_of_a_story_leads_to_its_neighbours():
    root = read(pages("en")["part"])

    links = {link.get("rel"): " ".join(link.text_content().split()) for link in root.xpath("//nav[@class='parts']/a")}

    assert links == {"prev": "Previous part The green book", "next": "Next part What the islands say"}


def test_the_support_box_leads_to_the_page_of_words_and_names_no_sum():
    box = read(story_of(ENGLISH)).xpath("//section[@class='give']")[0]

    assert [link.text_content() for link in box.xpath(".//a")] == ["How to support us"]
    assert not box.xpath(".//form")


def test_every_picture_says_its_size_and_only_the_first_is_not_lazy():
    pictures = read(story_of(ENGLISH)).xpath("//main//img")

    assert all(picture.get("width") and picture.get("height") and picture.get("alt") for picture in pictures)
    assert [picture.get("loading") for picture in pictures] == [None, "lazy"]


def test_a_lost_reader_is_told_in_every_language_the_newsroom_has_words_for():
    root = read(pages("en")["lost"])

    assert [element.text_content() for element in root.xpath("//main//h1|//main//h2")] == [
        "There is no such page",
        "Такой страницы нет",
    ]
    assert root.xpath("//main//a/@href") == ["en-front.html", "ru-front.html", "ar-front.html"]


def test_a_moved_page_leads_on_without_script():
    root = read(pages("en")["moved"])

    assert root.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=en-front.html"]
    assert root.xpath("//main//a/@href") == ["en-front.html"]
    assert root.xpath("//link[@rel='canonical']/@href") == ["https://herald.example/"]


def test_no_page_carries_a_script_that_runs():
    for language in ALL:
        for name, page in pages(language).items():
            tree = read(page)
            scripts = tree.xpath("//script[not(@type='application/ld+json')]")
            # An appeal brings one of its own, which counts how often it was shown; a picture, one that enlarges it.
            known = tree.xpath("//aside[@class='call']/script | //article[.//figure[@class='pic']/a]/script")
            assert scripts == known, name
            assert ("script-src" in policy_of(page)) == bool(scripts), name
            assert " on" not in " ".join(read(page).xpath("//@*[starts-with(name(), 'on')]")), name


def test_the_banner_stands_above_the_masthead():
    page = plain_story_of(ENGLISH)
    banner = Appeal(headline="We are printed by readers.", text="<p>Help.</p>")

    body = read(replace(page, frame=replace(page.frame, banner=banner))).find("body")

    assert [element.get("class") for element in body][:3] == ["skip", "call", "mast"]
