"""Withdraw: a printed page is printed no longer; its text stays at the desk, its address stays its own."""

from tamizdat.desk.publishing import withdraw

__all__ = ["withdraw"]
