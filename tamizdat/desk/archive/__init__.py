"""The archive: a whole newsroom in one file of plain formats, to be taken in by another."""
