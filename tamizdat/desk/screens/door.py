"""The door: where people sign in, and where an invitation is opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from tamizdat import env
from tamizdat.desk import entering, factors, seats
from tamizdat.desk.screens import trying
from tamizdat.desk.seats import Way

LOOPBACK = ("127.0.0.1", "::1")
HOME = "/admin/"


# Signing in


class CodeForm(forms.Form):
    """The way without a passkey.  One form, so that nobody learns which part was wrong."""

    name = forms.CharField(
        label=pgettext_lazy("account", "Name"), max_length=150, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), max_length=200, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("From your app, or from your sheet of recovery codes."),
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """A passkey; or name, password and code together.  A password alone opens nothing."""
    form, refused = CodeForm(), ""
    if request.method == "POST":
        if "credential" not in request.POST:
            form = CodeForm(request.POST)
        answer = _signed_in(request, form)
        if isinstance(answer, HttpResponse):
            return answer
        refused = answer
    with _spoken():
        options = factors.passkey_asked(request)
        return _shown(request, "sign_in", {"form": form, "refused": refused, "options": options})


def _signed_in(request: HttpRequest, form: CodeForm) -> HttpResponse | str:
    """To the desk; or why not, in words."""
    now, passkey = timezone.now(), request.POST.get("credential", "")
    if not passkey and not form.is_valid():
        return ""
    if not passkey and trying.too_often(form.cleaned_data["name"]):
        return gettext("Too many tries. Wait five minutes.")
    try:
        if passkey:
            user, way = factors.by_passkey(request, passkey, now), Way.PASSKEY
        else:
            user, sheet = factors.by_code(now=now, **form.cleaned_data)
            way = Way.SHEET if sheet else Way.APP
    except factors.NotShown:
        if not passkey:
            trying.failed(form.cleaned_data["name"])
        return gettext("That did not open the desk. Look at each part of it, and try again.")
    seats.take(request, user, way, now)
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    asked = request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else HOME


# Being invited


class AppForm(forms.Form):
    """A password and an app, or a password beside the passkey: it is for the day when the passkey is lost."""

    password = forms.CharField(
        label=_("Choose a password"),
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least twelve letters. It opens nothing alone: you need it together with a code."),
    )
    code = forms.CharField(
        label=_("The code that the app shows"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.user)
        return str(self.cleaned_data["password"])


@never_cache
@sensitive_variables("token")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at a link does not use it up, and neither does trying in vain: only a kept passkey or app does."""
    user = entering.invited(token, timezone.now())
    if user is None:
        return _closed(request)
    form = AppForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        codes = _enrolled(request, token, user, form)
        if codes:
            return _shown(request, "sheet", {"codes": codes, "name": user.get_username()})
        if codes is None:
            return _closed(request)
    parts = {"form": form, "name": user.get_username(), "options": factors.passkey_wanted(request, user)}
    picture = mark_safe(factors.app_picture(request, user))  # noqa: S308  # an SVG of our own making
    return _shown(request, "invited", {**parts, "picture": picture, "secret": factors.app_secret(request)})


def _enrolled(request: HttpRequest, token: str, user: Any, form: AppForm) -> list[str] | None:
    """The sheet of codes; empty when nothing was kept, None when somebody was quicker with the link."""
    now, passkey = timezone.now(), form.cleaned_data["credential"]
    try:
        with transaction.atomic():
            if passkey:
                factors.keep_passkey(request, user, passkey, f"{now:%Y-%m-%d}")
            else:
                factors.keep_app(request, user, form.cleaned_data["code"], now)
            user.set_password(form.cleaned_data["password"])
            user.save(update_fields=["password"])
            if entering.consume(token, now) is None:
                raise LinkGone
    except factors.NotShown:
        form.add_error(
            None if passkey else "code",
            gettext("The passkey could not be kept. Try once more, or use an app.")
            if passkey
            else gettext("This is not the code that the app shows now."),
        )
        return []
    except LinkGone:
        return None
    seats.end(user.seats.all())
    seats.take(request, user, Way.PASSKEY if passkey else Way.APP, now)
    return factors.fresh_sheet(user)


class LinkGone(Exception):
    """Somebody used the link meanwhile."""


# The demo


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The demo's link.  Looking at it does not use it up: programs that look at links beforehand must not."""
    now = timezone.now()
    if request.META.get("REMOTE_ADDR") not in LOOPBACK or not env.is_demo() or settings.DESK_ADDRESS:
        return _closed(request)  # whoever comes by an onion comes from loopback too
    if request.method != "POST":
        return _shown(request, "enter", {}) if entering.invited(token, now) else _closed(request)
    user = entering.consume(token, now)
    if user is None:
        return _closed(request)
    seats.take(request, user, Way.DEMO, now)
    return redirect(HOME)


def to_the_door(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """In place of Wagtail's own sign-in and password pages."""
    return redirect("/sign-in/")


# Pages


def _closed(request: HttpRequest) -> HttpResponse:
    # One page for a link that was used, is too old, or was never made: it tells nobody which.
    word = "enter" if env.is_demo() else "staff invite"
    command = f"tamizdat {word} NAME --port {settings.DESK_PORT - 1}"
    return _shown(request, "closed", {"command": command}, status=403)


def _spoken() -> Any:
    spoken = dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)
    return override(language if (language := get_language()) in spoken else "en")


def _shown(request: HttpRequest, what: str, parts: dict[str, Any], status: int = 200) -> HttpResponse:
    with _spoken():
        response = render(request, f"desk/door/{what}.html", parts, status=status)
    # The address may hold a token; "no-referrer" would make browsers post without an origin, which Django refuses.
    response["Referrer-Policy"] = "same-origin"
    response["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; connect-src 'none'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
