"""A WordPress export: what becomes of each kind of thing in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tamizdat.desk.draft import Block
from tests.importers.conftest import item, wxr


def kinds(body: tuple[Block, ...]) -> list[str]:
    return [block.kind for block in body]


def paragraphs(body: tuple[Block, ...]) -> list[str]:
    return [block.value for block in body if block.kind == "paragraph"]


@pytest.fixture
def export(bring):
    return bring("wordpress/herald.xml")


def test_a_story_of_the_block_editor_keeps_words_names_headings_and_dates(export):
    draft = export.story("The ferry").draft

    assert draft.headline == "The ferry that nobody ordered & other ships"
    assert draft.deck == "A boat without an owner, and two bills for it."
    assert draft.bylines == ("Mara Quill", "Tobias Renn")
    assert (draft.section, draft.topics) == ("Harbour", ("City", "Ferries"))
    assert draft.published == datetime(2026, 3, 3, 16, 15, tzinfo=UTC)
    assert draft.changed == datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
    assert draft.source == "wordpress:https://old.herald.example/?p=101"


def test_blocks_become_the_bodys_own_kinds(export):
    body = export.story("The ferry").draft.body

    wanted = [
        "paragraph",
        "paragraph",
        "paragraph",
        "heading",
        "quote",
        "link",
        "paragraph",
        "paragraph",
        "divider",
        "list",
    ]
    assert kinds(body) == wanted
    assert body[4].value == {"text": "An advance against a future service.", "who": "The mayor's spokesman"}
    assert body[5].value["note"] == "The ferry, filmed from Rope Street"
    assert body[9].value["entries"] == ["The customs register, pages 4 and 9."]
    assert "<p>These words stand in many stories.</p>" in paragraphs(body)


def test_old_addresses_lead_here_with_their_queries(export):
    assert export.story("The ferry").draft.former == ("2026/03/the-ferry/", "2026/03/ferry/", "?p=101")
    assert export.story("Город").draft.former == ("город-у-моря/", "?p=113")


def test_a_credit_is_found_in_the_pictures_own_field_whatever_its_plugin_calls_it(export):
    lead, ferry = export.story("The ferry").pictures

    assert (lead.caption, lead.credit) == ("The harbour at dawn.", "Yara Finch / Coastal Pictures")
    assert lead.alt == "Cranes in a red sky"
    assert (ferry.caption, ferry.credit) == ("The Lantern at the coal pier.", "Ida Brandt")


def test_classic_text_gets_its_paragraphs_captions_and_gallery(export):
    found = export.story("Salt")

    assert paragraphs(found.draft.body)[:2] == [
        "<p>The pans are quiet [sic] this spring.</p>",
        "<p>Nobody works at night.</p>",
    ]
    assert [(one.caption, one.credit) for one in found.pictures] == [
        ("The pans in May.", "Nell Ormond"),
        ("The old form of a caption", ""),
        ("", "Ida Brandt"),
        ("The harbour at dawn.", "Yara Finch / Coastal Pictures"),
    ]


def test_unknown_shortcodes_go_their_words_stay_and_the_report_says_so(export):
    found = export.story("Salt")

    assert "<p>inside words</p>" in paragraphs(found.draft.body)
    assert "shortcode [weird_thing] taken out, the words inside it kept" in found.changed
    assert not any("contact-form" in text for text in paragraphs(found.draft.body))


def test_no_script_and_no_bad_link_comes_through(export):
    text = str(export.story("Salt").draft.body)

    assert "alert" not in text
    assert "javascript" not in text
    assert "A bad link" in text


def test_tracking_is_taken_off_links_and_reported(export):
    found = export.story("The ferry")

    assert 'href="https://port.example/log?day=3"' in str(found.draft.body)
    assert "tracking taken off links" in found.changed


@pytest.mark.parametrize(
    ("headline", "status"),
    [
        ("A draft", "draft"),
        ("A private story", "private"),
        ("A story to come", "future"),
        ("Behind a password", "password"),
        ("For members, by a field", "members"),
        ("For members, by a block", "members"),
        ("For members, by a shortcode", "members"),
    ],
)
def test_what_was_not_public_is_known_as_such(export, headline, status):
    found = export.story(headline)

    assert found.status == status
    assert found.draft.published is None
    assert found.draft.former == ()


def test_the_bin_is_skipped_and_the_rest_counted(export):
    assert export.skipped == {"In the bin": "it is in the old site's bin"}
    assert "comments dropped: 2" in export.remarks
    assert "1 of kind “nav_menu_item” not taken: no stories" in export.remarks
    assert [found.draft.headline for found in export.stories if found.kind == "page"] == ["About us"]


def test_the_language_is_seen_where_the_export_was_never_told_it(export):
    assert export.story("Город").draft.language == "ru"
    assert export.story("العبارة").draft.language == "ar"
    assert export.story("Salt").draft.language == "en"


def test_a_date_of_zeros_is_none_and_the_local_one_is_read_in_the_newsrooms_zone(bring):
    from zoneinfo import ZoneInfo

    found = bring("wordpress/herald.xml", zone=ZoneInfo("Europe/Riga")).story("Salt")

    assert found.draft.published == datetime(2012, 5, 14, 7, 0, tzinfo=UTC)


def test_a_kind_of_its_own_is_taken_but_must_be_looked_at(written, bring):
    own = item("An amazing thing", "Words.").replace("<wp:post_type>post", "<wp:post_type>dossier")

    found = bring(written(wxr(own))).only

    assert found.review.startswith("on the old site it was of the kind “dossier”")


def test_entries_with_one_number_stay_two_stories(written, bring):
    stories = bring(written(wxr(item("One", number=8) + item("Two", number=8)))).stories

    assert len({found.draft.source for found in stories}) == 2


def test_an_account_name_or_a_mail_address_is_no_byline(written, bring):
    both = item("One", number=1, more="<dc:creator>admin</dc:creator>")
    both += item("Two", number=2, more="<dc:creator>ann@old.example</dc:creator>")

    stories = bring(written(wxr(both))).stories

    assert [found.draft.bylines for found in stories] == [(), ()]
    assert "a mail address is no byline: left out" in stories[1].changed


def test_translations_of_one_story_are_tied_together(written, bring):
    def story(title: str, number: int, language: str) -> str:
        more = f'<category domain="language" nicename="{language}">x</category>'
        more += '<category domain="post_translations" nicename="pll_7">x</category>'
        return item(title, "Words.", number, more)

    first, second = bring(written(wxr(story("The pier", 1, "en") + story("Причал", 2, "ru")))).stories

    assert (first.draft.language, second.draft.language) == ("en", "ru")
    assert second.draft.translation_of == first.draft.source


@pytest.mark.parametrize(
    ("name", "stories", "pages", "drafts"),
    [
        ("co-authors-plus", 4, 0, 0),
        ("crazy-cdata", 1, 0, 0),
        ("feature-image-captions", 3, 0, 0),
        ("newsroom", 1, 0, 0),
        ("not-well-formed", 5 - 1, 1, 1),
        ("small-export", 6, 5, 3 - 1),
        ("wxr-utf-8-challenges", 1, 0, 0),
    ],
)
def test_exports_of_others_give_the_stories_they_hold(other, bring, name, stories, pages, drafts):
    found = bring(other(f"wordpress/{name}.xml")).stories

    assert len([each for each in found if each.kind == "story"]) == stories
    assert len([each for each in found if each.kind == "page"]) == pages
    assert len([each for each in found if each.status != "published"]) == drafts


def test_nested_cdata_is_kept_as_the_writer_meant_it(other, bring):
    body = bring(other("wordpress/crazy-cdata.xml")).only.draft.body

    assert paragraphs(body) == ["<p>Content with nested &lt;![CDATA[ tags ]]&gt; :)</p>"]


def test_the_featured_pictures_description_is_its_caption(other, bring):
    first, second, third = bring(other("wordpress/feature-image-captions.xml")).stories

    assert first.pictures[0].caption == "The caption from the attachment description."
    assert second.pictures[0].alt == "Title-Only Image Title"
    assert third.pictures == ()


def test_co_authors_stand_once_and_in_order(other, bring):
    found = bring(other("wordpress/co-authors-plus.xml")).story("Duplicate")

    assert found.draft.bylines == ("Alice Smith", "Bob Jones")


def test_letters_broken_by_a_double_encoding_are_mended_and_whole_ones_left(written, bring):
    found = bring(written(wxr(item("The companyâ€™s CAFÉ»", "Itâ\x80\x99s here.")))).only

    assert found.draft.headline == "The company’s CAFÉ»"
    assert paragraphs(found.draft.body) == ["<p>It’s here.</p>"]


def test_nothing_in_an_export_is_fetched(export):
    assert all(one.file == "" for found in export.stories for one in found.pictures)
    assert "picture lead.jpg left out: the file is not in the folder of pictures" in export.story("The ferry").changed


def test_a_missing_pictures_caption_and_credit_stay_where_it_stood(export):
    assert (
        paragraphs(export.story("The ferry").draft.body)[2] == "<p><i>The Lantern at the coal pier. Ida Brandt</i></p>"
    )


def test_an_export_is_told_by_its_bytes_not_by_its_name(written, bring):
    assert bring(written(wxr(item()), "story.txt")).only.draft.headline == "A story"


def test_a_headline_of_four_hundred_letters_comes_through(written, bring):
    headline = " ".join(["harbour"] * 50)

    assert bring(written(wxr(item(headline)))).only.draft.headline == headline


def test_a_story_without_title_takes_its_first_words(written, bring):
    found = bring(written(wxr(item("", "The post has no title at all.")))).only

    assert found.draft.headline == "The post has no title at all."
    assert "it had no title; its first words stand in" in found.changed


def test_a_story_without_anything_is_skipped(written, bring):
    assert bring(written(wxr(item("", "") + item("Two", number=2)))).skipped == {
        "entry at line 4": "it has neither title nor text"
    }
