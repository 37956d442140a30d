"""Where the desk's screens are.  Nothing here is for readers: the paper is printed, not served."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls

urlpatterns = [
    path("", RedirectView.as_view(url="/admin/")),
    path("admin/", include(admin_urls)),
]
