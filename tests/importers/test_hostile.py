"""Files that are broken, mislabelled or meant to do harm: one clear line, and nothing half-imported."""

from __future__ import annotations

import gzip
import io
import time
import zipfile

import pytest

from tamizdat.importers.found import BadFile
from tests.importers.conftest import item, wxr


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("export.xml", wxr(item()))
    return out.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "export.xml: the file is empty."),
        (b"\x00\x00\x00\x00", "export.xml: the file is empty."),
        (zipped(), "it is a ZIP archive, not a text. Unpack it"),
        (gzip.compress(wxr(item()).encode()), "it is packed with gzip, not a text. Unpack it"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "it is a picture"),
        (b"%PDF-1.7 ...", "it is a PDF"),
        (bytes(range(256)) * 40, "it is not a text"),
        (wxr(item()).replace("</rss>", ""), "the export is cut off"),
        (wxr(item() + item())[:400], "the export is cut off"),
        (wxr(item() + item()).replace("</item>", "", 1), "is not closed"),
        (wxr(item()).replace("?>\n", "?>\n" + ENTITIES, 1), "it declares a document type"),
        (wxr(""), "it holds no story, page or picture"),
        ('{"db": [{"data": {"posts": []}}]}', "it is JSON"),
        ("<?xml version='1.0'?><opml><body/></opml>", "neither a WordPress export nor a feed"),
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "it holds no entry"),
        ("<rss version='2.0'><channel><item><title>x</title></item></channel>", "the feed is cut off"),
        (
            f"<?xml version='1.0'?>{ENTITIES}<rss><channel><item><title>&b;</title></item></channel></rss>",
            "entities",
        ),
        ("<!doctype html><html><body><nav><a href='/'>Home</a></nav></body></html>", "no story was found"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_one_line(written, bring, content, words):
    with pytest.raises(BadFile) as refused:
        bring(written(content))

    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path, bring):
    with pytest.raises(BadFile, match="there is no such file"):
        bring(tmp_path / "gone.xml")
    with pytest.raises(BadFile, match="it is a folder"):
        bring(tmp_path)


def test_bare_ampersands_unknown_names_and_impossible_references_are_mended(written, bring):
    text = wxr(item("Ann & Bo &mdash; R&D &#0; &#xD800; &lt;b&gt;")).replace("\n<item>", "\x0b\x00\n<item>")

    brought = bring(written(text))

    assert brought.only.draft.headline == "Ann & Bo — R&D"
    assert any("bare ampersands mended" in remark for remark in brought.remarks)


def test_marks_that_fall_on_the_edge_of_a_window_are_whole(written, bring):
    from tamizdat.importers.wordpress import mending

    text = wxr("".join(item(f"Story {number} &", "x & y ]]&gt; " * 7, number) for number in range(1, 60)))
    before = mending._CHUNK
    try:
        mending._CHUNK = 97  # bytes: every mark is cut somewhere
        stories = bring(written(text)).stories
    finally:
        mending._CHUNK = before

    assert [found.draft.headline for found in stories] == [f"Story {number} &" for number in range(1, 60)]
    assert "x &amp; y ]]&gt; x" in stories[30].draft.body[0].value


def test_a_story_of_ten_million_letters_is_skipped_and_the_others_come(written, bring):
    brought = bring(written(wxr(item("Huge", "word " * 2_100_000, 1) + item("Small", number=2))))

    assert brought.skipped == {"Huge": "its text is larger than 10 million letters"}
    assert brought.only.draft.headline == "Small"


def test_a_huge_attribute_and_deep_nesting_do_no_harm(written, bring):
    deep = "<div>" * 2000 + "In the depth." + "</div>" * 2000
    wide = f'<p data-x="{"y" * 500_000}">Beside a huge attribute.</p>'
    started = time.monotonic()

    body = bring(written(wxr(item("Deep", deep + wide)))).only.draft.body

    assert "Beside a huge attribute." in str(body)
    assert time.monotonic() - started < 30  # a hang, not a speed


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "windows-1251"),
        ("windows-1251", "utf-8"),
        ("windows-1251", "windows-1251"),
        ("koi8-r", ""),
        ("utf-16", "utf-16"),
    ],
)
def test_russian_is_read_whatever_the_label_says(written, bring, encoding, label):
    text = wxr(item("Маяк на мысе", "Старый маяк на мысе собирали всем миром, и теперь он стоит."))
    declared = text.replace('encoding="UTF-8"', f'encoding="{label}"' if label else "")

    found = bring(written(declared.encode(encoding))).only

    assert found.draft.headline == "Маяк на мысе"
    assert found.draft.language == "ru"


def test_western_accents_in_an_old_encoding_are_read(written, bring):
    text = (
        "Le café où l'été dure\n\n"
        + "La mer était calme et le café fermé. Personne n'était là, même pas le patron. " * 3
    )

    assert bring(written(text.encode("cp1252"), "page.txt")).only.draft.headline == "Le café où l'été dure"


def test_one_stray_byte_in_a_utf8_text_is_no_reason_to_misread_the_rest(written, bring):
    text = wxr(item("Маяк", "Старый маяк STRAY на мысе.")).encode().replace(b"STRAY", b"\x96")

    assert "Старый маяк – на мысе." in str(bring(written(text)).only.draft.body)


def test_words_that_would_be_read_backwards_are_turned_round(written, bring):
    assert bring(written(wxr(item("The Road \u202eNot\u202c Taken")))).only.draft.headline == "The Road Not Taken"


def test_html_that_nobody_closed_still_gives_its_words(written, bring):
    body = bring(written(wxr(item("Open", "<p><b>One <i>two<p>three<ul><li>four<table><tr><td>five")))).only.draft.body

    assert all(word in str(body) for word in ("One", "two", "three", "four", "five"))
