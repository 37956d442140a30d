"""Tell the service manager how the newsroom's process fares (sd_notify(3)).

Where no manager listens, nothing is said and nothing fails.
"""

from __future__ import annotations

import os
import socket

READY = "READY=1"
STOPPING = "STOPPING=1"
ALIVE = "WATCHDOG=1"


def tell(*lines: str) -> None:
    """Send the lines to the socket that NOTIFY_SOCKET names; one that begins with @ is in no file system."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.connect(address)
        manager.sendall("\n".join(lines).encode())


def patience(default: float) -> float:
    """Seconds between signs of life: half of what the manager waits for one (sd_watchdog_enabled(3))."""
    waits = os.environ.get("WATCHDOG_USEC", "")
    return min(default, int(waits) / 2_000_000) if waits.isdecimal() and int(waits) else default
