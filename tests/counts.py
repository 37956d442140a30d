"""How often each law is tried: one table, in the quick form and in full."""

import os

FULL = os.environ.get("TAMIZDAT_TESTS") == "full"


def count(quick: int, full: int) -> int:
    return full if FULL else quick


#                              quick  full
ARCHIVED_NEWSROOMS = count(2, 100)
HISTORIES = count(6, 300)
STEPS_IN_A_HISTORY = count(12, 40)
KILLED_RUNS = count(3, 60)
STOPPED_PULLS = count(20, 1_000)
STOPPED_PUSHES = count(40, 1_000)
KILLED_PUSHES = count(3, 60)
KILLED_BACKUPS = count(3, 60)
KILLED_UPGRADES = count(2, 60)
KILLED_POSTINGS = count(3, 100)
KILLED_LETTERBOXES = count(3, 100)
SEIZED_HOSTS = count(3, 100)
CANARY_READERS = count(40, 1_000)
JUNK_SIGN_UPS = count(3_000, 1_000_000)
SCHEDULES = count(400, 10_000)
SEARCHED_PHOTOS = count(2, 100)
LIES_IN_CHROMIUM = count(8, 1_000)
PAGES_IN_CHROMIUM = count(16, 10_000)
