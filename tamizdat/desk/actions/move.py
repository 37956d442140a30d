"""Move: a story goes to another section.  Its address stays."""

from tamizdat.desk.changing import move

__all__ = ["move"]
