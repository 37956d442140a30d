"""Where the desk's screens are.  Nothing here is for readers: the paper is printed, not served."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access

from tamizdat.desk.screens import account, door, files

urlpatterns = [
    path("", RedirectView.as_view(url="/admin/")),
    path("sign-in/", door.sign_in, name="sign_in"),
    path("invited/<str:token>/", door.invited, name="invited"),
    path("enter/<str:token>/", door.enter, name="enter"),
    path("media/<path:path>", files.photo),
    path("proof/photos/<str:name>", files.proof_photo),
    # Wagtail's own ways in, shadowed: they know one factor only.
    path("admin/login/", door.to_the_door),
    re_path(r"^admin/password_reset/", door.to_the_door),
    # Nor are people made there: an account without a second factor opens nothing.
    re_path(r"^admin/(users|groups)/", RedirectView.as_view(url="/admin/staff/")),
    # An editor thinks in lists of stories, not in a tree of pages.
    path("admin/pages/", RedirectView.as_view(url="/admin/stories/")),
    path("admin/account/", require_admin_access(account.Account.as_view())),
    # Nothing but photos can be uploaded: only they are stripped of what they give away.
    re_path(r"^admin/documents/", files.no_documents),
    path("admin/", include(admin_urls)),
]
