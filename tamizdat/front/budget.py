"""What a page weighs on the line, and how much it may.

The press splits a story that weighs more than AIM and refuses to print a page over LIMIT.
"""

from __future__ import annotations

import gzip

# Many providers in Russia freeze a TLS connection to a foreign host after 15 to 20 KB, silently, handshake included;
# TLS and headers take 2,700 of a line that freezes at 16,384.  Pages of 12,000 bytes loaded through such a line, pages
# of 14,000 showed nothing with a server's usual 16 KB records.  10,000 leaves room for a certificate chain or headers
# that are longer than ours.
AIM = 10_000  # bytes, compressed, everything inline
LIMIT = 12_000


def fits(html: bytes, limit: int) -> bool:
    """Does the page weigh at most so many bytes?

    Compressed in haste first, in two thirds of the time: what is light enough then is lighter in earnest, or a few
    bytes heavier where nothing repeats.
    """
    return len(gzip.compress(html, compresslevel=1, mtime=0)) <= limit or weight(html) <= limit


def weight(html: bytes) -> int:
    """Bytes of the page as a server sends it: gzip at level 6, which servers use when nothing is precompressed."""
    return len(gzip.compress(html, compresslevel=6, mtime=0))
