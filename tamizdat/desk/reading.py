"""Where this machine shows a page as readers see it.

Wagtail takes a page's place in its tree for its address, and the desk for the site; both would lead to nothing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings


class ReadHere:
    """A page whose address is that of the printed sheet, on the port where `serve` shows the paper; none in draft."""

    def printed_path(self) -> str:
        """The sheet's path in the edition; empty when there is none."""
        raise NotImplementedError

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        path = self.printed_path()
        return (0, settings.SITE_HERE, f"/{path}") if path else None

    def get_url(self, request: Any = None, current_site: Any = None) -> str | None:
        parts = self.get_url_parts(request)
        return parts[1] + parts[2] if parts else None

    url = property(get_url)
