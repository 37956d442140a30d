"""Where the desk leads from "used in" on a photo's page: to the story."""

from __future__ import annotations

from typing import Any

from wagtail.admin.admin_url_finder import AdminURLFinder, register_admin_url_finder

from tamizdat.desk.uses import PhotoUse


class UseFinder:
    def __init__(self, user: Any = None) -> None:
        self.pages = AdminURLFinder(user)

    def get_edit_url(self, use: PhotoUse) -> str | None:
        return self.pages.get_edit_url(use.page)


register_admin_url_finder(PhotoUse, UseFinder)
