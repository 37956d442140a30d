"""The form a story or a standing page is written in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import WagtailAdminPageForm

from tamizdat.desk.forms.story_choice import narrow
from tamizdat.desk.slugs import slug_of


class PageForm(WagtailAdminPageForm):
    """Asks for the address only as long as readers do not hold it: afterwards it is changed by a verb of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.locale_id:  # Wagtail's preview of a page not yet saved begins without
            narrow(self, "related", "other", locale=self.instance.locale.language_code)
        if "slug" not in self.fields:
            return
        if self.instance.address:
            del self.fields["slug"]
        else:
            self.fields["slug"].required = False

    def is_valid(self) -> bool:
        valid = bool(super().is_valid())
        if self.is_bound and not valid and not self.non_field_errors():
            # With an error of the whole form Wagtail's message names every field that lacks something, on all tabs.
            self.add_error(None, _("Nothing you typed is lost."))
        return valid

    def clean_slug(self) -> str:
        """What was typed, in the letters an address may have; nothing when nothing was."""
        typed = self.cleaned_data["slug"].strip()
        if not typed:
            return ""
        slug = slug_of(typed, "")
        if not slug:
            raise ValidationError(_("An address needs a letter or a digit."))
        return slug


class FrontForm(WagtailAdminModelForm):
    """Only what is printed in the front page's language can stand on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = {"locale": self.instance.locale.language_code, "printed": "1"}
        self.fields["lead"].widget.within = within
        narrow(self, "picks", "story", **within)
