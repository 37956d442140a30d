"""Publish: the newest draft of a page goes to the press."""

from tamizdat.desk.publishing import publish

__all__ = ["publish"]
