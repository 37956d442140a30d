"""Hang the desk's screens into Wagtail."""

from tamizdat.desk.screens import history, menu

__all__ = ["history", "menu"]
