"""Run a command in a network of its own and tell where it tried to go.

`unshare --net --mount … python -m tests.cell.watch SEEN COMMAND…`: every packet that would leave this machine goes into
a drain behind which nobody is.  Names are asked of a server behind it as well, so that even a look-up is seen.  Writes
SEEN: a JSON list of [protocol, address, port], and ends as the command does.
"""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

NEIGHBOUR = "02:00:00:00:00:01"
SETUP = (
    "ip link set lo up",
    "ip link add out type veth peer name drain",
    "ip addr add 10.99.0.2/24 dev out",
    "ip -6 addr add fd00:99::2/64 dev out nodad",
    "ip link set drain up",
    "ip link set out up",
    "ip route add default via 10.99.0.1 dev out",
    "ip -6 route add default via fd00:99::1 dev out",
    f"ip neigh add 10.99.0.1 lladdr {NEIGHBOUR} dev out",
    f"ip -6 neigh add fd00:99::1 lladdr {NEIGHBOUR} dev out",
)
RESOLVER = "nameserver 10.99.0.1\noptions timeout:1 attempts:1\n"
IPV4, IPV6, ICMPV6 = 0x0800, 0x86DD, 58
NAMES = {6: "tcp", 17: "udp", 1: "icmp"}
Seen = tuple[str, str, int]


def main(seen_at: Path, command: list[str]) -> int:
    for line in SETUP:
        subprocess.run(line.split(), check=True)
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as resolver:
        resolver.write(RESOLVER)
        resolver.flush()
        subprocess.run(["mount", "--bind", resolver.name, "/etc/resolv.conf"], check=True)
        seen: set[Seen] = set()
        listener = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        listener.bind(("drain", 0))
        threading.Thread(target=_listen, args=(listener, seen), daemon=True).start()
        code = subprocess.run(command, check=False).returncode
    seen_at.write_text(json.dumps(sorted(seen)))
    return code


def _listen(listener: socket.socket, seen: set[Seen]) -> None:
    while True:
        packet = listener.recv(65_536)
        if found := destination(packet):
            seen.add(found)


def destination(packet: bytes) -> Seen | None:
    """Where an Ethernet frame was going; None for the kernel's own talk with neighbours."""
    kind = struct.unpack("!H", packet[12:14])[0]
    body = packet[14:]
    if kind == IPV4:
        protocol, address, rest = body[9], socket.inet_ntop(socket.AF_INET, body[16:20]), body[(body[0] & 15) * 4 :]
    elif kind == IPV6:
        protocol, address, rest = body[6], socket.inet_ntop(socket.AF_INET6, body[24:40]), body[40:]
        if protocol in (ICMPV6, 0):
            return None
    else:
        return None
    port = struct.unpack("!H", rest[2:4])[0] if protocol in (6, 17) and len(rest) >= 4 else 0
    return NAMES.get(protocol, str(protocol)), address, port


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
