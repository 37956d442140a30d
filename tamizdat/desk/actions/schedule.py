"""Schedule: the newest draft goes to the press by itself at a set moment."""

from tamizdat.desk.publishing import schedule

__all__ = ["schedule"]
