"""Preview is a proof: the draft's copy, printed by the press as it will be printed for readers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from tamizdat.desk import filing
from tamizdat.desk.photos import Photo
from tamizdat.desk.stories import Story
from tamizdat.press import filing as press
from tamizdat.press.copy import Row
from tamizdat.press.sheet import Unprintable

# Shorter bodies fit one page whatever they say (press's budget of 10,000 bytes compressed), so nothing is rendered.
SURELY_ONE = 8_000  # characters


def modes(page: Any) -> list[tuple[str, Any]]:
    """What may be looked at: the page, or each of the parts it is divided into."""
    whole = [("", _("Proof"))]
    if len(str(page.body.raw_data if page.body else "")) < SURELY_ONE or not page.locale_id:
        return whole
    if not hasattr(page, "_proof_parts"):
        page._proof_parts = len(_parts(page) or [""])
    count = page._proof_parts
    return [(str(n), _("Part %(number)d") % {"number": n}) for n in range(1, count + 1)] if count > 1 else whole


def weigh(page: Any, now: datetime) -> None:
    """Refuse to publish what the press would refuse to print, while its editor is still looking.

    Raises ValidationError with the press's own words.
    """
    if len(str(page.body.raw_data if page.body else "")) < SURELY_ONE:
        return
    try:
        press.proof(filing.draft_copy(page, now), _laid(page), now)
    except Unprintable as refusal:
        raise ValidationError(str(refusal)) from refusal


@hooks.register("before_publish_page")
def keep_as_draft(request: HttpRequest, page: Any) -> HttpResponse | None:
    """What the press would refuse stays a draft, and the editor is told why."""
    try:
        page.specific.weigh(timezone.now())
    except ValidationError as refusal:
        words = _("Kept as a draft, not published: %(why)s") % {"why": " ".join(refusal.messages)}
        messages.error(request, words)
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


def _parts(page: Any) -> list[str]:
    try:
        return press.proof(filing.draft_copy(page), _laid(page))
    except Unprintable:
        return []


def show(page: Any, request: HttpRequest, mode: str = "") -> HttpResponse:
    """The page in memory as it would be printed now; of a long story, the part that `mode` names."""
    now = timezone.now()
    try:
        copy = filing.draft_copy(page, now)
        parts = press.proof(copy, _laid(page), now)
    except Unprintable as refusal:
        return render(request, "desk/unprintable.html", {"why": str(refusal)})
    if not parts:
        return render(request, "desk/unprintable.html", {"why": _("The newsroom does not print in this language.")})
    number = min(int(mode or 1), len(parts))
    # The press has escaped it: this is its own page, byte for byte.
    return HttpResponse(mark_safe(parts[number - 1]))  # noqa: S308


def _laid(page: Any) -> list[Row]:
    """Rows the draft names that the press may not hold yet."""
    photos = Photo.objects.filter(pk__in=page.photos_in_use())
    for photo in photos:
        if not press.holds(photo.digest):
            press.keep(photo.content)
    rows: list[Row] = [filing.newsroom(), *filing.photos([photo.pk for photo in photos])]
    if isinstance(page, Story):
        rows += filing.sections([page.section_id] if page.section_id else [])
        rows += filing.bylines([row.byline_id for row in page.bylines.all()])
        rows += filing.topics([row.topic_id for row in page.topics.all()])
    return rows
