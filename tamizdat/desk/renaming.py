"""Rename: a page gets a new address, and the old one leads there for ever."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tamizdat.desk.marks import leave
from tamizdat.desk.refusal import Refused
from tamizdat.desk.slugs import slug_of


def rename(page: Any, slug: str, by: Any = None) -> Any:
    """Give the page the address that ends in this slug.  Raises Refused when another page has or had it.

    A page that was never printed has no address yet: only its slug changes.
    """
    wanted = slug_of(slug, "")
    if not wanted:
        raise Refused(_("An address needs a letter or a digit."))
    address = page.address_of(wanted)
    if page.address and address != page.address and page._is_taken(address):
        raise Refused(_("%(address)s is or was the address of another page; choose another.") % {"address": address})
    with transaction.atomic():
        _rename(page, wanted, address)
        log(instance=page, action="desk.rename", user=by, data={"address": address})
    leave(f"rename {page.pk}")  # rows are updated past the signals
    page.refresh_from_db()
    return page


def _rename(page: Any, slug: str, address: str) -> None:
    rows = type(page).objects.filter(pk=page.pk)
    if page.address and address != page.address:
        page.former_addresses.filter(address=address).delete()
        page.former_addresses.get_or_create(address=page.address)
        rows.update(address=address, turn=models.F("turn") + 1)
    rows.update(slug=slug)
    for revision in page.revisions.filter(pk__in=[page.latest_revision_id, page.live_revision_id]):
        revision.content["slug"] = slug
        revision.save(update_fields=["content"])
