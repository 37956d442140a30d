"""Hours at the desk are the newsroom's, until a person sets a zone of their own.

Wagtail would show and take UTC: a story set for nine would come out at another hour.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from wagtail.users.models import UserProfile

from tamizdat.desk.newsroom import Newsroom

GetResponse = Callable[[HttpRequest], HttpResponse]


class NewsroomHours:
    """Lends the newsroom's zone, for this request only, to whoever has set none."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") and request.user.is_authenticated:
            profile = UserProfile.get_for_user(request.user)
            profile.current_time_zone = profile.current_time_zone or Newsroom.load().time_zone
            request.user.wagtail_userprofile = profile
        return self._get_response(request)
