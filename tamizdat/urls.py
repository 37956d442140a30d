"""Where the desk's screens are.  Nothing here is for readers: the paper is printed, not served."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls

from tamizdat.desk.screens import door, files

urlpatterns = [
    path("", RedirectView.as_view(url="/admin/")),
    path("enter/<str:token>/", door.enter, name="enter"),
    path("media/<path:path>", files.photo),
    path("proof/photos/<str:name>", files.proof_photo),
    # Wagtail's own ways in, shadowed: there are no passwords here.
    path("admin/login/", door.how_to_enter),
    re_path(r"^admin/password_reset/", door.how_to_enter),
    path("admin/", include(admin_urls)),
]
