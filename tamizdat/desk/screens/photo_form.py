"""The form a photo is uploaded with."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PhotoFile(WagtailImageField):
    """Wagtail's own check of the file, which a torn picture would otherwise stop with an error page."""

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(_("The picture is damaged: it cannot be read to its end.")) from error


class PhotoForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            before = self.fields["file"]
            kept = {name: getattr(before, name) for name in ("label", "required", "widget", "help_text")}
            self.fields["file"] = PhotoFile(**kept)
        if "title" in self.fields:
            self.fields["title"].required = False
        for name in ("caption", "alt"):
            if name in self.fields:
                self.fields[name].widget = AdminAutoHeightTextInput(attrs={"rows": 2})

    def clean(self) -> dict[str, Any] | None:
        """A photo without a title is called after its file: only the desk sees it."""
        cleaned = super().clean()
        file = self.cleaned_data.get("file")
        if "title" in self.fields and not self.cleaned_data.get("title") and file:
            name = str(file.name).rsplit("/", 1)[-1]
            self.cleaned_data["title"] = (name.rpartition(".")[0] or name)[:200]
        return cleaned
