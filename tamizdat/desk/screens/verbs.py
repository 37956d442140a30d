"""Two verbs with a small screen each: give a page a new address, correct a story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput, Button
from wagtail.models import Page

from tamizdat.desk.correcting import correct
from tamizdat.desk.corrections import Correction
from tamizdat.desk.frozen import Frozen
from tamizdat.desk.refusal import Refused
from tamizdat.desk.renaming import rename
from tamizdat.desk.stories import Story


class Verb(WagtailAdminTemplateMixin, FormView):
    """A form about one page; says what came of it and goes back to the page."""

    template_name = "desk/verb.html"
    submit_button_label: Any = ""

    def dispatch(self, request: HttpRequest, pk: int) -> Any:
        self.page = get_object_or_404(Page, pk=pk).specific
        if not self.suits(self.page) or not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, pk)

    def suits(self, page: Any) -> bool:
        return isinstance(page, Frozen)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            said = self.do(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def do(self, given: dict[str, Any]) -> str:
        """Do it; what to tell the editor.  Raises Refused."""
        raise NotImplementedError

    def get_page_subtitle(self) -> str:
        return str(self.page)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        back = {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": str(self.page)}
        return [*self.breadcrumbs_items, back, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        words = {"page": self.page, "submit_button_label": self.submit_button_label}
        return {**context, **words, "media": context["form"].media}


class RenameForm(forms.Form):
    slug = forms.CharField(
        label=gettext_lazy("New last part of the address"),
        max_length=80,
        help_text=gettext_lazy("Small Latin letters, digits and hyphens; other letters are spelled in Latin ones."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class Rename(Verb):
    page_title = gettext_lazy("New address")
    submit_button_label = gettext_lazy("Give the new address")
    form_class = RenameForm

    def get_initial(self) -> dict[str, Any]:
        return {"slug": self.page.slug}

    def do(self, given: dict[str, Any]) -> str:
        before = self.page.address
        rename(self.page, given["slug"], by=self.request.user)
        if not before:
            return _("Noted. It gets its address when it is first published.")
        return _("Its address is now %(address)s. The old one leads there.") % {"address": self.page.address}


class CorrectForm(forms.Form):
    wrong = forms.CharField(
        label=gettext_lazy("What the story said"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy(
            "Exactly as it stands in the story: it is replaced wherever it stands. Left empty, or not found, only the "
            "note is added."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    right = forms.CharField(
        label=gettext_lazy("What it says now"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Correction.Kind.choices)
    day = forms.DateField(label=gettext_lazy("Day"), widget=AdminDateInput())


class Correct(Verb):
    page_title = gettext_lazy("Correct")
    submit_button_label = gettext_lazy("Correct and tell readers")
    form_class = CorrectForm

    def suits(self, page: Any) -> bool:
        return isinstance(page, Story)

    def get_initial(self) -> dict[str, Any]:
        return {"day": timezone.localdate(), "kind": Correction.Kind.CORRECTION}

    def do(self, given: dict[str, Any]) -> str:
        correct(self.page, given["wrong"], given["right"], given["kind"], given["day"], by=self.request.user)
        return _("Corrected. The note stands under the story and on the page of corrections.")


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def buttons(page: Any, user: Any, **where: Any) -> Iterator[Button]:
    """The two verbs, wherever Wagtail offers its own."""
    if not isinstance(page, Frozen) or not page.permissions_for_user(user).can_publish():
        return
    if isinstance(page, Story) and page.live:
        yield Button(_("Correct"), reverse("desk_correct", args=[page.pk]), icon_name="edit", priority=12)
    yield Button(_("New address"), reverse("desk_rename", args=[page.pk]), icon_name="redirect", priority=25)
