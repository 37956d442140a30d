"""Rename: a page gets a new address, and the old one leads there for ever."""

from tamizdat.desk.renaming import rename

__all__ = ["rename"]
