"""The guard: nothing of the desk is shown to a session without a seat.

It stands before every address, so that a screen that somebody adds later is guarded without being told.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from tamizdat import env
from tamizdat.desk import seats

GetResponse = Callable[[HttpRequest], HttpResponse]
DOOR = "/sign-in/"
# What can be seen before one is in: the door itself, and what the pages of the desk look like.
OPEN = (DOOR, "/invited/", "/enter/", "/static/", "/admin/login/", "/admin/password_reset/")
NUMBERS = ("127.0.0.1", "[::1]")


class Guard:
    """Lets through whoever has a seat, and shows everybody else the door."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host, _, port = request.get_host().rpartition(":")
        if host in NUMBERS and request.method in ("GET", "HEAD"):
            # Browsers make passkeys for names and not for numbers.
            return redirect(f"http://localhost:{port}{request.get_full_path()}")
        if request.path.startswith(OPEN) or self._is_seated(request):
            return self._get_response(request)
        if request.user.is_authenticated:
            logout(request)
        if request.method not in ("GET", "HEAD") or request.headers.get("X-Requested-With"):
            return HttpResponse("Sign in first.", status=403, content_type="text/plain")
        return redirect(f"{DOOR}?next={quote(request.get_full_path())}" if request.path != "/" else DOOR)

    def _is_seated(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated:
            return False
        seat = seats.of(request, timezone.now())
        # A demo that became a real newsroom is entered by nobody who showed nothing.
        return seat is not None and (seat.way != seats.Way.DEMO or env.is_demo())
