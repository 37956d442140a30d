"""The desk's forms: what is asked of a story and of a standing page, in the order an editor thinks of it."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput

from tamizdat.desk.forms.page import PageForm


def _headline(name: str, words: str | Promise) -> FieldPanel:
    widget = AdminAutoHeightTextInput(attrs={"placeholder": words, "autocomplete": "off", "rows": 1})
    return FieldPanel(name, classname="title", widget=widget)


def _lines(name: str, rows: int) -> FieldPanel:
    return FieldPanel(name, widget=AdminAutoHeightTextInput(attrs={"rows": rows}))


def _shown(template: str, heading: str | Promise) -> Panel:
    """Something to read among the things to fill in."""
    return HelpPanel(template=f"desk/panels/{template}.html", heading=heading)


def _address() -> list[Panel]:
    slug = FieldPanel(
        "slug",
        heading=_("Last part of the address"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Left as it is, it follows the headline. Small Latin letters, digits and hyphens; other letters are "
            "spelled in Latin ones. Once the page is published the address stays, since readers pass it on."
        ),
    )
    return [_shown("address", _("Address")), slug]


_words = [
    _headline("headline", _("Headline")),
    _lines("deck", 2),
    MultipleChooserPanel("bylines", chooser_field_name="byline", heading=_("Bylines"), label=_("byline")),
    FieldPanel("dateline"),
    MultiFieldPanel(
        [
            FieldPanel("photo"),
            _lines("photo_caption", 2),
            FieldRowPanel([FieldPanel("photo_credit"), _lines("photo_alt", 2)]),
        ],
        heading=_("Main photo"),
    ),
    FieldPanel("body"),
]

_placing = [
    FieldRowPanel([FieldPanel("section"), FieldPanel("genre")]),
    MultipleChooserPanel("topics", chooser_field_name="topic", heading=_("Topics"), label=_("topic")),
    MultipleChooserPanel(
        "related",
        chooser_field_name="other",
        heading=_("Related stories"),
        label=_("related story"),
        help_text=_("Shown under the story, in this order, as far as they are published."),
    ),
    _shown("languages", _("In other languages")),
]

_corrections = [
    _shown("correcting", _("How to correct")),
    InlinePanel(
        "corrections",
        heading=_("Corrections"),
        label=_("correction"),
        help_text=_("What readers are told. Changing a note here does not change the story’s text."),
    ),
]

_sharing = [FieldPanel("social_headline"), *_address(), PublishingPanel(), CommentPanel()]

STORY = TabbedInterface(
    [
        ObjectList(_words, heading=_("Story")),
        ObjectList(_placing, heading=_("Placing")),
        ObjectList(_corrections, heading=_("Corrections")),
        ObjectList(_sharing, heading=_("Sharing and address")),
    ],
    base_form_class=PageForm,
)

STANDING_PAGE = TabbedInterface(
    [
        ObjectList([_headline("title", _("Title")), FieldPanel("body")], heading=_("Page")),
        ObjectList(
            [FieldRowPanel([FieldPanel("role"), FieldPanel("order")]), _shown("languages", _("In other languages"))],
            heading=_("Placing"),
        ),
        ObjectList([*_address(), PublishingPanel(), CommentPanel()], heading=_("Address")),
    ],
    base_form_class=PageForm,
)
