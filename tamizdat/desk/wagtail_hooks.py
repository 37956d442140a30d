"""Hang the desk's screens into Wagtail."""

from tamizdat.desk.screens import history

__all__ = ["history"]
