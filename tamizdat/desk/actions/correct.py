"""Correct: what a printed story said is put right, and readers are told what it said before."""

from tamizdat.desk.correcting import correct

__all__ = ["correct"]
