"""The press's door: what is filed, what is held, what a proof shows."""

from __future__ import annotations

import pytest

from tamizdat.press import copy, filing
from tamizdat.press.models import Change, Filed
from tamizdat.press.run import Press
from tamizdat.press.sheet import Unprintable
from tests.press.folders import page, snapshot
from tests.press.rows import NOW, drawn, key, passage, photo, story, use
from tests.press.rows import page as standing


def test_filing_says_how_many_rows_differ(books: None) -> None:
    assert filing.file([story(1), story(2)]) == 2
    assert filing.file([story(1), story(2, deck="Other")]) == 1
    assert filing.file([story(1), story(2, deck="Other")]) == 0


def test_filing_shows_a_reader_nothing_before_the_run(press: Press) -> None:
    press.run(NOW)
    before = snapshot(press.folder.folder)

    filing.file([story(1)])

    assert snapshot(press.folder.folder) == before
    assert not Filed.objects.filter(name=story(1).name).exists()


def test_what_waits_is_held_already(books: None) -> None:
    filing.file([story(1)], {story(1).name: "stamp 1"})

    assert filing.held("story") == {key(1): "stamp 1"}
    assert filing.held_digests("story") == {key(1): story(1).digest()}


def test_stamps_come_back_before_and_after_a_run(press: Press) -> None:
    filing.file([story(1), story(2)], {story(1).name: "one", story(2).name: "two"})
    press.run(NOW)
    filing.file([story(2)], {story(2).name: "three"})

    assert filing.held("story") == {key(1): "one", key(2): "three"}
    assert press.run(NOW).changed == 0
    assert filing.held("story") == {key(1): "one", key(2): "three"}


def test_a_row_filed_again_unchanged_does_not_wait(press: Press) -> None:
    filing.file([story(1)], {story(1).name: "one"})
    press.run(NOW)

    filing.file([story(1)], {story(1).name: "one"})

    assert Change.objects.count() == 0


def test_withdrawing_says_how_many_were_held(press: Press) -> None:
    filing.file([story(1), story(2)])
    press.run(NOW)
    filing.file([story(3)])

    assert filing.withdraw([story(1).name, story(3).name, story(9).name]) == 2
    assert set(filing.held("story")) == {key(2)}


def test_the_last_word_before_a_run_counts(press: Press) -> None:
    filing.file([story(1)])
    filing.withdraw([story(1).name])
    filing.file([story(1, headline="Back again")])

    press.run(NOW)

    assert "Back again" in page(press.folder.folder, story(1).address)


@pytest.mark.parametrize("count", [1, 450])
def test_many_rows_are_filed_and_withdrawn_at_once(press: Press, count: int) -> None:
    rows = [copy.Topic(key=f"t{number}", names={"en": "T"}) for number in range(count)]
    assert filing.file(rows) == count
    press.run(NOW)

    assert filing.withdraw([row.name for row in rows]) == count
    press.run(NOW)
    assert set(filing.held("topic")) == {"ferry"}


def test_a_row_goes_to_json_and_comes_back_equal() -> None:
    fixed = copy.Correction(day="2026-11-20", kind="update", wrong="", right="x")
    shown = copy.PhotoUse(photo="f", caption="", credit="c", alt="")
    for row in (story(1, photo=shown, corrections=(fixed,), body=(copy.Passage(photo=shown),)), standing(1)):
        assert copy.from_json(row.kind, row.as_json()) == row


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("story", "{", "story: "),
        ("novel", "{}", "novel"),
        ("topic", '{"key": "a"}', "topic a: "),
        ("topic", '{"key": "a", "names": {}, "colour": 1}', "there is no field 'colour'"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_by_name(kind: str, text: str, said: str) -> None:
    with pytest.raises(copy.BadCopy, match=said):
        copy.from_json(kind, text)


def test_a_proof_is_the_page_as_it_would_be_printed(press: Press) -> None:
    filing.file([story(2)])
    press.run(NOW)
    draft = story(1, headline="Not out yet", body=(passage(f'<a href="story:{key(2)}">There</a>'),))
    before = snapshot(press.folder.folder)

    pages = filing.proof(draft, now=NOW)

    assert len(pages) == 1
    assert "Not out yet" in pages[0]
    assert '<a href="story-2.html">There</a>' in pages[0]
    assert snapshot(press.folder.folder) == before
    assert filing.held("story") == {key(2): ""}
    filing.file([draft])
    press.run(NOW)
    assert page(press.folder.folder, draft.address) == pages[0]


def test_a_proof_shows_a_photo_that_was_only_kept(press: Press) -> None:
    press.run(NOW)
    kept = filing.keep(drawn())
    shown = copy.PhotoUse(photo=kept, caption="Boats", credit="O. Reed", alt="")

    (proof,) = filing.proof(story(1, photo=shown), now=NOW)

    name = proof.partition('src="/proof/photos/')[2].partition('"')[0]
    content, type_ = filing.picture(name) or (b"", "")
    assert content.startswith(b"\xff\xd8")
    assert type_ == "image/jpeg"
    assert filing.held("photo") == {}


def test_a_proof_says_what_cannot_be_printed(press: Press) -> None:
    filing.file([story(1)])
    press.run(NOW)
    import random

    noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=40_000))

    with pytest.raises(Unprintable, match="too heavy"):
        filing.proof(story(2, body=(passage(noise),)), now=NOW)


@pytest.mark.parametrize(
    "name", ["", "x", "0" * 16, "0" * 16 + "-small.jpg", "../../etc/passwd", "a" * 15 + "-small.jpg"]
)
def test_no_other_file_is_a_proofs_picture(press: Press, name: str) -> None:
    assert filing.picture(name) is None


def test_photos_are_kept_by_hash(books: None) -> None:
    kept = photo()

    assert filing.holds(kept.key)
    assert not filing.holds("0" * 64)
    assert kept.key in story(1, photo=use(kept)).photos()
