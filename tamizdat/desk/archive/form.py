"""The form of an archive: which files are in it, in which order, and how large they may be.

`docs/reference/archive-format.md` describes it for everybody else.
"""

from __future__ import annotations

import re

FORM = "tamizdat-archive"
VERSION = 1
ABOUT, MANIFEST = "archive.json", "manifest.json"
PAGES = "pages.jsonl"
# In the order in which they can be taken in: each names only what stands in those before it.
PARTS = (
    "newsroom.jsonl",
    "photos.jsonl",
    "sections.jsonl",
    "topics.jsonl",
    "bylines.jsonl",
    PAGES,
    "fronts.jsonl",
    "shelves.jsonl",
    "redirects.jsonl",
)
MEDIA = re.compile(r"media/[0-9a-f]{64}\.(jpg|png|webp)")
LARGEST_PART = 4_000_000_000  # bytes, unpacked
LARGEST_LINE = 20_000_000
LARGEST_PHOTO = 40 * 1024 * 1024
MOST_FILES = 1_000_000
GONE = "gone"  # what is named where something was deleted


class Unfit(Exception):
    """A file that cannot be taken in as an archive: one line that says what is wrong, and where."""
