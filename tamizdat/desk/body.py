"""The body of a story: ten kinds of block, and no way to put raw HTML in.

The kinds and the shapes of their values are those of `draft.BLOCKS`; the press prints each by the same name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from tamizdat.desk.wording import words_for

RICH = ["bold", "italic", "link"]
RICH_PARTS = {"paragraph": "", "facts": "body", "list": "entries"}  # where a block holds rich text; "": it is all of it


class PhotoChooser(ImageChooserBlock):
    def extract_references(self, value: Any) -> Iterator[Any]:
        return iter(())  # `uses` tells of it


class PhotoBlock(blocks.StructBlock):
    """A photo with the words of this use; left empty, they are copied from the photo."""

    photo = PhotoChooser(label=_("photo"))
    caption = blocks.TextBlock(
        label=_("caption"),
        required=False,
        rows=2,
        help_text=_("Left empty, it is taken from the photo, as are the next two."),
    )
    credit = blocks.CharBlock(label=_("credit"), required=False, max_length=300)
    alt = blocks.TextBlock(label=_("description for those who cannot see it"), required=False, rows=2, max_length=500)

    class Meta:
        icon = "image"
        label = _("Photo")
        label_format = "{caption}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["photo"]:
            return cleaned
        wording, lacking = words_for(cleaned["photo"], cleaned["caption"], cleaned["credit"], cleaned["alt"])
        if lacking:
            raise blocks.StructBlockValidationError(
                {name: blocks.ValidationError(text) for name, text in lacking.items()}
            )
        cleaned.update(caption=wording.caption, credit=wording.credit, alt=wording.alt)
        return cleaned


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("what was said"), rows=3)
    who = blocks.CharBlock(label=_("who said it"), required=False, max_length=300)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        label_format = "{text}"


class ListBlock(blocks.StructBlock):
    ordered = blocks.BooleanBlock(label=_("numbered"), required=False)
    entries = blocks.ListBlock(blocks.RichTextBlock(features=RICH, label=_("entry")), label=_("entries"))

    class Meta:
        icon = "list-ul"
        label = _("List")
        label_format = "{entries}"


class ClaimBlock(blocks.StructBlock):
    """A statement somebody makes that the newsroom reports and does not vouch for."""

    statement = blocks.TextBlock(label=_("the statement"), rows=2)
    who = blocks.CharBlock(label=_("who says so"), max_length=300)
    basis = blocks.CharBlock(
        label=_("on what basis"),
        required=False,
        max_length=300,
        help_text=_("An eyewitness, a document, an official note…"),
    )
    said_on = blocks.DateBlock(label=_("said on"), required=False)
    doubted_since = blocks.DateBlock(label=_("in doubt since"), required=False)
    source = blocks.URLBlock(label=_("address of the source"), required=False)
    state = blocks.ChoiceBlock(
        label=_("what is known of it"),
        choices=[
            ("said", _("Said; we could not check it")),
            ("corroborated", _("Borne out by another source")),
            ("disputed", _("Disputed")),
            ("corrected", _("Withdrawn or corrected by who said it")),
        ],
        default="said",
    )

    class Meta:
        icon = "help"
        label = _("Claim")
        label_format = "{statement}"


class LinkBlock(blocks.StructBlock):
    address = blocks.URLBlock(label=_("web address"))
    title = blocks.CharBlock(label=_("title"), max_length=300)
    note = blocks.TextBlock(label=_("a note"), required=False, rows=2)

    class Meta:
        icon = "link"
        label = _("Link card")
        label_format = "{title}"


class FactsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=200)
    body = blocks.RichTextBlock(features=RICH, label=_("text"))

    class Meta:
        icon = "doc-full"
        label = _("Fact box")
        label_format = "{heading}"


class BodyBlock(blocks.StreamBlock):
    paragraph = blocks.RichTextBlock(features=RICH, label=_("Paragraph"), icon="pilcrow")
    heading = blocks.CharBlock(label=_("Heading"), icon="title", max_length=200)
    photo = PhotoBlock()
    quote = QuoteBlock()
    list = ListBlock()
    claim = ClaimBlock()
    link = LinkBlock()
    facts = FactsBlock()
    pullout = blocks.TextBlock(label=_("Pull-out"), icon="openquote", rows=2, max_length=400)
    divider = blocks.StaticBlock(label=_("Divider"), icon="horizontalrule", admin_text=_("A line between two parts."))

    class Meta:
        required = False

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except blocks.StreamBlockValidationError as error:
            error.message = _("something is lacking; the place is marked.")
            raise


def photos_in(body: Any) -> Iterator[int]:
    """Ids of the photos in a body, read from its raw form so that nothing is fetched."""
    for block in body.raw_data if body else ():
        if block["type"] == "photo" and (photo := block["value"].get("photo")):
            yield photo
