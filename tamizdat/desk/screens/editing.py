"""The page on which a story is written, without the checks that Wagtail makes by a script inside the preview.

A proof is the press's own page and carries no script of the desk's, so those checks would always say that all is well.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.viewsets.pages import PageViewSet

from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import Story


class _WithoutChecks:
    def get_side_panels(self) -> MediaContainer:
        panels: Any = super().get_side_panels()  # type: ignore[misc]
        return MediaContainer([panel for panel in panels if not isinstance(panel, ChecksSidePanel)])


class Write(_WithoutChecks, CreateView):
    pass


class Edit(_WithoutChecks, EditView):
    pass


class Revert(_WithoutChecks, RevisionsRevertView):
    pass


class StoryPages(PageViewSet):
    model = Story
    add_view_class = Write
    edit_view_class = Edit
    revisions_revert_view_class = Revert


class StandingPagePages(StoryPages):
    model = StandingPage
