"""The words a photo must have wherever it is printed: a credit and a description, and a caption when there is one.

They are copied into the story at its saving, so that what was approved does not change when somebody edits the photo.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

NO_CREDIT = _("Say who made the photo: nothing is printed without a credit.")
NO_ALT = _("Describe the photo for those who cannot see it.")


class Wording(NamedTuple):
    caption: str
    credit: str
    alt: str


def words_for(photo: Any, caption: str, credit: str, alt: str) -> tuple[Wording, dict[str, Any]]:
    """The words of this use, those left empty taken from the photo; and what is still lacking, by field."""
    wording = Wording(*(" ".join((said or own).split()) for said, own in _pairs(photo, caption, credit, alt)))
    lacking = {}
    if not wording.credit:
        lacking["credit"] = NO_CREDIT
    if not wording.alt:
        lacking["alt"] = NO_ALT
    return wording, lacking


def _pairs(photo: Any, caption: str, credit: str, alt: str) -> list[tuple[str, str]]:
    return [(caption, photo.caption), (credit, photo.credit), (alt, photo.alt)]
