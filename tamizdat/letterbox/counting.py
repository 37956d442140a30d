"""How many came from where in this hour: in memory only, under a key that lasts an hour.

Networks share buckets by the thousand, so a count tells of no one.  All workers of a letterbox count together.
"""

from __future__ import annotations

import hashlib
import hmac
import mmap
import secrets
import struct
from ipaddress import ip_address

BUCKETS = 4_096
EACH = 60  # forms an hour from one bucket
HERE = 3_000  # forms an hour from no address at all: an onion brings everybody by one way
_HEAD = struct.Struct(">Q32s")


class Counting:
    """Counters in memory that forked workers share.  They may miss a count when two add at once; it does not matter."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _HEAD.size + (BUCKETS + 1) * 2)

    def may(self, peer: str, hour: int) -> bool:
        """Count one more from this network in this hour; is it within what one bucket may?"""
        since, key = _HEAD.unpack_from(self._shared)
        if since != hour:
            key = secrets.token_bytes(32)
            self._shared[:] = _HEAD.pack(hour, key) + bytes((BUCKETS + 1) * 2)
        network = network_of(peer)
        if not network:
            return self._add(BUCKETS) <= HERE
        digest = hmac.digest(key, network, hashlib.sha256)
        return self._add(int.from_bytes(digest[:4]) % BUCKETS) <= EACH

    def _add(self, at: int) -> int:
        place = _HEAD.size + at * 2
        count = min(int.from_bytes(self._shared[place : place + 2]) + 1, 0xFFFF)
        self._shared[place : place + 2] = count.to_bytes(2)
        return count


def network_of(peer: str) -> bytes:
    """The network an address is in, as one person may have all of it: 24 bits of the old kind, 48 of the new.

    Empty for an address of this machine, or none.
    """
    try:
        address = ip_address(peer)
    except ValueError:
        return b""
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback or address.is_unspecified:
        return b""
    return address.packed[: 3 if address.version == 4 else 6]
