"""How the desk looks: its own style sheet over Wagtail's."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def style_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))
