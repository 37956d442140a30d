"""The door: where a one-time link is opened, and what stands where a password form would be."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from tamizdat.desk.entering import consume, is_good

LOOPBACK = ("127.0.0.1", "::1")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at a link does not use it up: programs that look at links beforehand must not."""
    now = timezone.now()
    if request.META.get("REMOTE_ADDR") not in LOOPBACK:
        return _closed(request)
    if request.method != "POST":
        return _page(request, "enter") if is_good(token, now) else _closed(request)
    user = consume(token, now)
    if user is None:
        return _closed(request)
    login(request, user, backend=BACKEND)
    return redirect("/admin/")


@never_cache
def how_to_enter(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """In place of Wagtail's own sign-in and password pages: there are no passwords."""
    if request.user.is_authenticated:
        return redirect("/admin/")
    return _page(request, "how")


def _closed(request: HttpRequest) -> HttpResponse:
    # One page for a link that was used, is too old, or was never made: it tells nobody which.
    return _page(request, "closed", status=403)


def _page(request: HttpRequest, what: str, status: int = 200) -> HttpResponse:
    command = f"tamizdat enter NAME --port {settings.DESK_PORT - 1}"
    spoken = dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)
    with override(language if (language := get_language()) in spoken else "en"):
        response = render(request, "desk/door.html", {"what": what, "command": command}, status=status)
    # The address holds the token; "no-referrer" would make browsers post without an origin, which Django refuses.
    response["Referrer-Policy"] = "same-origin"
    return response
