"""The form a photo is uploaded with."""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from tamizdat.desk import file_words, stripping

WORDS = ("caption", "credit")


class PhotoFile(WagtailImageField):
    """Wagtail's own check of the file, after ours, which says why a file is none that can be printed."""

    default_error_messages: ClassVar = {"invalid_image": _("The picture is damaged: it cannot be read to its end.")}

    def to_python(self, data: Any) -> Any:
        try:
            if data and hasattr(data, "read"):
                stripping.refuse(data.read())
                data.seek(0)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Pillow warns of odd segments, which we drop, and of bombs
                return super().to_python(data)
        except stripping.BadPhoto as error:
            raise ValidationError(str(error)) from error
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid_image"]) from error

    def check_image_file_format(self, f: Any) -> None:
        """What a file holds counts, and not what it is called; the stripper says what may be in it."""


class PhotoForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            before = self.fields["file"]
            kept = {name: getattr(before, name) for name in ("label", "required", "widget", "help_text")}
            self.fields["file"] = PhotoFile(**kept)
        if "title" in self.fields:
            self.fields["title"].required = False
        for name in WORDS:
            if name in self.fields:
                self.fields[name].required = False  # the file may say it; `clean` asks again
                said = _("Left empty, it is taken from the file, where that says it.")
                self.fields[name].help_text = format_lazy("{} {}", self.fields[name].help_text, said)
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
        self._let_the_file_speak(file)
        return cleaned

    def _let_the_file_speak(self, file: Any) -> None:
        """A caption or a credit that nobody typed is what the file says of itself, and must be there in the end."""
        lacking = [name for name in WORDS if name in self.fields and not self.cleaned_data.get(name)]
        said = file_words.FileWords()
        if lacking and file and "file" in self.changed_data:
            file.seek(0)
            said = file_words.of(file.read())
            file.seek(0)
        for name in lacking:
            if words := getattr(said, name):
                self.cleaned_data[name] = words
            elif name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
