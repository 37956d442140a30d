"""What exports hold beside plain stories: every container of the block editor, plugins' fields, bytes of two kinds."""

from __future__ import annotations

import pytest

from tests.importers.conftest import item, wxr

UPLOADS = "https://old.example/wp-content/uploads"


def image(number: int, name: str, caption: str = "") -> str:
    words = f'<figcaption class="wp-element-caption">{caption}</figcaption>' if caption else ""
    return (
        f'<!-- wp:image {{"id":{number}}} --><figure class="wp-block-image"><img src="{UPLOADS}/{name}.jpg" '
        f'class="wp-image-{number}"/>{words}</figure><!-- /wp:image -->'
    )


def said(text: str) -> str:
    return f"<!-- wp:paragraph --><p>{text}</p><!-- /wp:paragraph -->"


def attachment(number: int, name: str, caption: str = "", description: str = "", alt: str = "") -> str:
    return (
        f"<item><title>{name}</title><content:encoded><![CDATA[{description}]]></content:encoded><excerpt:encoded>"
        f"<![CDATA[{caption}]]></excerpt:encoded><wp:post_id>{number}</wp:post_id><wp:status>inherit</wp:status>"
        f"<wp:post_type>attachment</wp:post_type><wp:attachment_url>{UPLOADS}/{name}.jpg</wp:attachment_url>"
        f"{meta('_wp_attachment_image_alt', alt)}</item>"
    )


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


@pytest.fixture
def body(written, bring):
    """The kinds and words of a body, and its pictures, from the text of a story."""

    def read(text: str, more: str = ""):
        found = bring(written(wxr(item("A story", text) + more))).only
        return [(block.kind, str(block.value)) for block in found.draft.body], [
            (one.caption, one.credit, one.alt) for one in found.pictures
        ]

    return read


def test_words_in_columns_groups_and_over_pictures_stay_in_their_order(body):
    columns = f"<!-- wp:columns --><div><!-- wp:column --><div>{said('Left.')}</div><!-- /wp:column --></div>"
    group = f'<!-- wp:group --><div class="wp-block-group"><h3>Within</h3>{said("In a group.")}</div><!-- /wp:group -->'
    beside = f'<!-- wp:media-text --><div><figure><img class="wp-image-5" src="{UPLOADS}/a.jpg"/></figure>'
    over = f'<!-- wp:cover --><div><img class="wp-image-5" src="{UPLOADS}/a.jpg"/><div>{said("Over it.")}</div></div>'

    blocks, pictures = body(
        f"{columns}<!-- /wp:columns -->{group}{beside}<div>{said('Beside.')}</div></div><!-- /wp:media-text -->{over}"
        "<!-- /wp:cover -->",
        attachment(5, "a", "Boats (Bo Lind / Coast)", "A description.", "Two boats"),
    )

    words = [value for _, value in blocks if "<i>" not in value]
    assert words == ["<p>Left.</p>", "Within", "<p>In a group.</p>", "<p>Beside.</p>", "<p>Over it.</p>"]
    assert pictures == [("Boats", "Bo Lind / Coast", "Two boats")] * 2


def test_a_gallery_keeps_each_pictures_words_and_its_own(body):
    pair = image(5, "a", "One. Photo: Ann Rill") + image(6, "b", "Two")
    text = (
        f"<!-- wp:gallery --><figure>{pair}<figcaption>Words of the gallery</figcaption></figure><!-- /wp:gallery -->"
    )

    blocks, pictures = body(text, attachment(6, "b", description="Nets (Bo Lind / Coast)"))

    assert pictures == [("One.", "Ann Rill", ""), ("Two", "Bo Lind / Coast", "")]
    assert blocks[-1] == ("paragraph", "<p><i>Words of the gallery</i></p>")


def test_shortcodes_in_one_another_leave_their_words_apart(body):
    blocks, _ = body(
        '[tabs][tab title="A"]First [b x="1"]tab[/b].[/tab][tab title="B"]Second tab.[/tab][/tabs]'
        "\n<!--nextpage-->\n[caption id='attachment_5'][/caption]He wrote [sic]."
    )

    assert [value for _, value in blocks] == ["<p>First tab.</p>", "<p>Second tab.</p>", "<p>He wrote [sic].</p>"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rcp_access_level", "2"),
        ("_rcp_is_paid", "1"),
        ("x_content_gate", "yes"),
        ("patreon-level", "5"),
        ("x_protect_post", "1"),
        ("_lock_content", "1"),
        ("_x_visibility", "members"),
        ("x_content_restriction", 'a:2:{s:6:"custom";b:1;s:4:"open";s:1:"0";}'),
    ],
)
def test_a_field_for_members_keeps_a_story_from_the_public(written, bring, key, value):
    key = key.replace("_x_visibility", "post_visibility")

    assert bring(written(wxr(item(more=meta(key, value))))).only.status == "members"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("_edit_lock", "1780000000:1"),
        ("subscribers_count", "3"),
        ("_restrict_comments", "1"),
        ("patreon-level", "0"),
        ("x_content_restriction", 'a:3:{s:6:"custom";b:0;s:5:"roles";a:0:{}s:4:"open";s:1:"0";}'),
    ],
)
def test_a_field_that_keeps_nobody_out_leaves_a_story_public(written, bring, key, value):
    assert bring(written(wxr(item(more=meta(key, value))))).only.status == "published"


@pytest.mark.parametrize(
    "text",
    [
        "Open. [x-hide-content level='2']Secret.[/x-hide-content]",
        "Open. [show membership='2']Secret.[/show]",
        "Open. [loggedin]Secret.[/loggedin]",
        "<!-- wp:x/premium-content/container --><p>Secret.</p><!-- /wp:x/premium-content/container -->",
    ],
)
def test_words_that_only_members_saw_keep_a_story_from_the_public(written, bring, text):
    assert bring(written(wxr(item(text=text)))).only.status == "members"


def test_a_membership_that_a_story_is_filed_under_keeps_it_from_the_public(written, bring):
    gold = '<category domain="membership_level" nicename="gold">Gold</category>'

    assert bring(written(wxr(item(more=gold)))).only.status == "members"


def test_windows_1251_pasted_into_a_utf_8_file_is_read_as_what_it_is(written, bring):
    ours = item("Обычная история", "Он приехал в порт. " * 20, 1).encode()
    western = item("Café", "A naïve word – “so”.", 2).encode("cp1252")
    pasted = item("Другой заголовок", "Он и она приехали в порт «Луна» — и всё.", 3).encode("cp1251")

    stories = bring(written(wxr("@").encode().replace(b"@", ours + western + pasted))).stories

    assert [found.draft.headline for found in stories] == ["Обычная история", "Café", "Другой заголовок"]
    assert stories[1].draft.body[0].value == "<p>A naïve word – “so”.</p>"
    assert stories[2].draft.body[0].value == "<p>Он и она приехали в порт «Луна» — и всё.</p>"
    assert stories[2].draft.language == "ru"


def test_dates_of_zeros_everywhere_are_none_and_a_cyrillic_address_is_read(written, bring):
    more = "<wp:post_date>0000-00-00 00:00:00</wp:post_date><pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>"
    more += "<wp:post_name>%d0%bf%d0%be%d1%80%d1%82</wp:post_name><link>https://old.example/%d0%bf%d0%be%d1%80%d1%82/</link>"

    draft = bring(written(wxr(item(more=more)))).only.draft

    assert draft.published is None
    assert (draft.slug, draft.former) == ("порт", ("порт/", "?p=1"))


def test_a_plain_english_story_without_a_declared_language_is_english(written, bring):
    text = "A line of words in a group, as a table and a list: no more, and a film beside a picture."

    assert bring(written(wxr(item(text=text)))).only.draft.language == "en"
