"""A manuscript becomes a draft, or is refused with its file, its line and the way to mend it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from tamizdat.demo.manuscript import BadManuscript, read_page, read_story
from tamizdat.desk.draft import BLOCKS, Block, Draft

HEADER = '+++\nheadline = "The boat"\nsection = "harbour"\n+++\n'


def draw(name: str) -> bytes:
    return {"boat": b"a picture of a boat"}[name]


def story(body: str, header: str = HEADER) -> Draft:
    return read_story(header + body, "en", "the-boat", draw).draft


def only_block(body: str) -> Block:
    (block,) = story(body).body
    return block


def refusal(body: str, header: str = HEADER) -> str:
    with pytest.raises(BadManuscript) as caught:
        story(body, header)
    return str(caught.value)


def test_a_header_becomes_the_facts_of_a_draft():
    header = (
        '+++\nheadline = "The boat"\nsection = "harbour"\npublished = 2026-03-02T06:30:00+00:00\n'
        'topics = ["Fish", "Ice"]\nrelated = ["the-pier"]\nphoto = "boat"\ncaption = "A boat."\n'
        'credit = "Drawing: Vera"\nalt = "A red boat."\n\n[[corrections]]\nday = 2026-03-03T08:00:00+00:00\n'
        'kind = "correction"\nwrong = "ship"\nright = "boat"\n+++\n'
    )

    draft = story("It sank.", header)

    assert (draft.source, draft.slug, draft.genre) == ("demo:en/the-boat", "the-boat", "news")
    assert draft.published == datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    assert draft.related == ("demo:en/the-pier",)
    assert draft.photo is not None
    assert (draft.photo.file, draft.photo.filename) == (b"a picture of a boat", "boat.jpg")
    assert (draft.corrections[0].wrong, draft.corrections[0].right) == ("ship", "boat")


def test_lines_without_an_empty_one_between_them_are_one_paragraph():
    body = story("One\ntwo.\n\nThree.").body

    assert [block.value for block in body] == ["<p>One two.</p>", "<p>Three.</p>"]


def test_marks_in_a_paragraph_become_html_and_html_becomes_text():
    block = only_block("**Bold**, *italic* <i>& [a link](https://example.org/?a=1&b=2), \\*plain\\*.")

    assert block.value == (
        "<p><b>Bold</b>, <i>italic</i> &lt;i&gt;&amp; "
        '<a href="https://example.org/?a=1&amp;b=2">a link</a>, *plain*.</p>'
    )


def test_a_quote_keeps_its_speaker_apart():
    assert only_block("> — We sank\n> slowly.\n> — Olga, 12").value == {"text": "— We sank slowly.", "who": "Olga, 12"}


def test_lists_know_whether_they_are_numbered():
    dots, numbers = story("- one\n  and a half\n- **two**\n\n1. three\n2. four").body

    assert dots.value == {"ordered": False, "entries": ["one and a half", "<b>two</b>"]}
    assert numbers.value == {"ordered": True, "entries": ["three", "four"]}


def test_a_claim_without_days_has_none():
    block = only_block("::: claim\nstatement: It sank.\nwho: Olga\nbasis: She was in it\nsaid_on: 2026-03-01\n:::")

    assert block.value == {
        "statement": "It sank.",
        "who": "Olga",
        "basis": "She was in it",
        "said_on": date(2026, 3, 1),
        "doubted_since": None,
        "source": "",
        "state": "said",
    }


def test_facts_keep_their_paragraphs():
    block = only_block("::: facts\nheading: The boat\n\nBuilt **1961**.\n\nSunk twice.\n:::")

    assert block.value == {"heading": "The boat", "body": "<p>Built <b>1961</b>.</p><p>Sunk twice.</p>"}


def test_the_readme_shows_every_kind_of_block_and_can_be_read():
    shown = files("tamizdat.demo").joinpath("stories/README.md").read_text(encoding="utf-8").split("```")[1]

    draft = read_story(shown.strip(), "en", "shown", lambda name: name.encode()).draft

    assert {block.kind for block in draft.body} == set(BLOCKS)


def test_a_page_needs_its_day():
    with pytest.raises(BadManuscript, match=r"en/about\.md:1: there is no changed; write changed = "):
        read_page('+++\ntitle = "About"\nrole = "about"\n+++\nUs.', "en", "about", draw)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("\n::: claim\nwho: Olga", "6: '::: claim' is not closed; end it with a line of its own: :::"),
        ("::: claim\nwho: Olga\nbasis: Saw it\n:::", "5: this claim has no statement; add a line 'statement: …'"),
        ("::: pullout\n:::", "5: the pullout is empty; write its words before :::"),
        ("::: poem\nRoses.\n:::", "5: there is no block 'poem'; use claim, facts, pullout, link or photo"),
        ("# Title", "5: stories have one level of headings; write: ## The words"),
        ("> Nobody said.", "5: a quote needs its speaker; add a last line: > — Who said it"),
        ("Text.\n\n- one\nand on", "8: leave an empty line after a list, or begin the line with its mark"),
        ("[here](there)", "5: 'there' is not an address; begin it with https:// or mailto:"),
        ("[run](javascript:alert)", "5: 'javascript:alert' is not an address; begin it with https:// or mailto:"),
        ("**Not closed.", "5: bold is not closed; write **like this**, or \\* for a star"),
        ("Text.\n::: facts\n:::", "6: leave an empty line before :::"),
        (
            "::: photo\npicture: ship\ncaption: A\ncredit: B\nalt: C\n:::",
            "5: there is no picture 'ship'; take a name from tamizdat.demo.pictures.NAMES",
        ),
        (
            "::: photo\npicture: boat\ncaption: A\nalt: C\n:::",
            "5: this photo has no credit; add a line 'credit: …'",
        ),
        (
            "::: claim\nstatement: A\nwho: B\nbasis: C\nstate: true\n:::",
            "5: a claim cannot be 'true'; its state is one of said, corroborated, disputed, corrected",
        ),
        (
            "::: claim\nstatement: A\nwho: B\nbasis: C\nsaid_on: May\n:::",
            "5: said_on is 'May'; write a day as 2026-11-20",
        ),
    ],
)
def test_a_wrong_body_is_refused_in_one_line(body: str, message: str):
    assert refusal(body) == f"en/the-boat.md:{message}"


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Just text.", "1: a manuscript begins with a line +++, the header, and +++ again"),
        ('+++\nheadline = "A"\n', "1: the header is not closed; put a line +++ under it"),
        ('+++\nsection = "news"\n+++\n', '1: there is no headline; write headline = "…" in the header'),
        (
            '+++\nheadline = "A"\nsection = "news"\ngenre = "poem"\n+++\n',
            "4: genre is 'poem'; use one of news, report, analysis, opinion, interview, live, handbook",
        ),
        (
            "+++\nheadline = Boat\n+++\n",
            '2: the header cannot be read here; write: key = "words in straight quotes"',
        ),
        (
            '+++\nheadline = "A"\nsection = "news"\npublished = 2026-03-02\n+++\n',
            "4: published is a moment with its offset; write published = 2026-11-20T09:00:00+00:00",
        ),
        (
            '+++\nheadline = "A"\nsection = "news"\nphoto = "boat"\ncaption = "C"\nalt = "D"\n+++\n',
            '1: there is no credit; write credit = "…" in the header',
        ),
        (
            '+++\nheadline = "A"\nsection = "news"\ntopics = "Fish"\n+++\n',
            '4: topics is a list of texts; write topics = ["…", "…"]',
        ),
    ],
)
def test_a_wrong_header_is_refused_in_one_line(header: str, message: str):
    assert refusal("", header) == f"en/the-boat.md:{message}"


def test_an_unknown_word_in_the_header_is_named():
    assert refusal("", '+++\nheadline = "A"\nauthor = "B"\n+++\n').startswith(
        "en/the-boat.md:3: the header has no 'author'; it may hold headline, deck,"
    )
