"""How often each law is tried: one table, in the quick form and in full."""

import os

FULL = os.environ.get("TAMIZDAT_TESTS") == "full"


def count(quick: int, full: int) -> int:
    return full if FULL else quick


#                              quick  full
ARCHIVED_NEWSROOMS = count(2, 100)
HISTORIES = count(8, 300)
STEPS_IN_A_HISTORY = count(12, 40)
KILLED_RUNS = count(4, 60)
STOPPED_PULLS = count(30, 1_000)
STOPPED_PUSHES = count(40, 1_000)
KILLED_PUSHES = count(5, 60)
KILLED_BACKUPS = count(5, 60)
KILLED_UPGRADES = count(3, 60)
SEARCHED_PHOTOS = count(3, 100)
PAGES_IN_CHROMIUM = count(24, 10_000)
