"""Hang the desk's screens into Wagtail."""

from tamizdat.desk.screens import history, home, keeping, looks, menu, uses

__all__ = ["history", "home", "keeping", "looks", "menu", "uses"]
