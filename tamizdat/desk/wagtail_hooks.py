"""Hang the desk's screens into Wagtail."""

from tamizdat.desk.screens import (
    appeals,
    health,
    history,
    home,
    keeping,
    looks,
    menu,
    mirrors,
    refunds,
    staff,
    support,
    uses,
)
from tamizdat.desk.screens.newsletter import editor, looking, overview

__all__ = [
    "appeals",
    "editor",
    "health",
    "history",
    "home",
    "keeping",
    "looking",
    "looks",
    "menu",
    "mirrors",
    "overview",
    "refunds",
    "staff",
    "support",
    "uses",
]
