"""Tamizdat: a publishing system for a newsroom that somebody powerful wants silenced."""

__version__ = "0.1.0.dev0"
