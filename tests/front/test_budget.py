"""A page fits a line that freezes after 16 KB."""

import re
from dataclasses import replace

from tamizdat.front.budget import AIM, LIMIT, fits, weight
from tamizdat.front.printing import to_html
from tamizdat.front.specimen import ALL, plain_story_of, story_of

RUSSIAN = ALL["ru"]


def count_of_words(blocks):
    return len(re.findall(r"\w+", re.sub("<[^>]+>", " ", " ".join(blocks))))


def test_a_russian_story_of_nine_hundred_words_is_under_ten_thousand_bytes():
    story = plain_story_of(RUSSIAN)
    assert count_of_words(story.body) >= 890

    page = to_html(story).encode()

    assert weight(page) < AIM


def test_everything_around_a_story_takes_at_most_4400_bytes():
    story = replace(plain_story_of(RUSSIAN), body=(), related=())

    page = to_html(story).encode()

    assert weight(page) <= 4_400


def test_a_story_with_every_part_and_every_box_can_still_be_printed():
    page = to_html(story_of(RUSSIAN)).encode()

    assert weight(page) < LIMIT


def test_a_page_fits_from_its_own_weight_on():
    page = to_html(story_of(RUSSIAN)).encode()

    assert [fits(page, limit) for limit in (weight(page) - 1, weight(page), LIMIT)] == [False, True, True]


def test_weight_does_not_depend_on_the_moment():
    assert weight(b"a" * 1000) == weight(b"a" * 1000) == 29
