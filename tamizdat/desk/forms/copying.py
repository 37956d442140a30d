"""The form a page is copied with."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms.pages import CopyForm

NOT_HERE = ("alias", "publish_copies")


class DraftCopyForm(CopyForm):
    """A copy is a new draft: it is published by whoever has read it, and follows nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NOT_HERE:
            self.fields.pop(name, None)
