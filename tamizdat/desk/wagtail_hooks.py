"""Hang the desk's screens into Wagtail."""

from tamizdat.desk.screens import health, history, home, keeping, looks, menu, mirrors, staff, uses

__all__ = ["health", "history", "home", "keeping", "looks", "menu", "mirrors", "staff", "uses"]
