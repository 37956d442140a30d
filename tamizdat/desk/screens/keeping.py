"""What the desk does not do with a page, whichever door is tried: the archive is not moved, doubled or thrown away.

Wagtail's screens for many pages at once, and for copying, ask the page's own rules only by half.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks

from tamizdat.desk.newsroom import Paper


@hooks.register("before_copy_page")
@hooks.register("before_delete_page")
def not_a_paper(request: HttpRequest, page: Any) -> None:
    if issubclass(page.specific_class, Paper):
        raise PermissionDenied


@hooks.register("before_bulk_action")
def not_many_papers(request: HttpRequest, action: str, objects: Iterable[Any], view: Any) -> None:
    for thing in objects:
        if hasattr(thing, "specific_class") and (action == "move" or issubclass(thing.specific_class, Paper)):
            raise PermissionDenied
