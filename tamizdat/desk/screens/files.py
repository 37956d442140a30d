"""Files that the desk shows to those who are signed in: photos, and the pictures of a proof."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.static import serve

from tamizdat.press import filing as press


def signed_in(view: Any) -> Any:
    return staff_member_required(view, login_url="wagtailadmin_login")


@signed_in
def photo(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the media folder."""
    return serve(request, path, document_root=settings.MEDIA_ROOT)


@signed_in
def proof_photo(request: HttpRequest, name: str) -> HttpResponse:
    """A picture as the press has made it."""
    found = press.picture(name)
    if found is None:
        raise Http404("The press has no such picture.")
    content, kind = found
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": "private, max-age=3600"})


def no_documents(request: HttpRequest) -> HttpResponse:
    """Wagtail asks for the addresses of its documents on every page; behind them is nothing."""
    raise Http404("The desk keeps no documents.")
