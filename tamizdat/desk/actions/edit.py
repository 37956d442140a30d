"""Edit: save a new draft with other values; what is printed stays as it is."""

from tamizdat.desk.changing import edit

__all__ = ["edit"]
