"""Where a newsroom can be reached: lists that people sign and anybody may carry.

`mirrors.json` holds addresses of editions.  An `own` one is the newsroom's domain or onion, to which people are sent; a
`carrier` is anybody's copy, which programs read and no page links to, since it could show anything to whoever simply
opens it.  `ways.json` holds what else readers need: letterboxes and ways to pay.  Targets sign a floor of addresses,
which stay known whatever the lists say.  A list that breaks a rule is refused whole; its edition is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from tamizdat.edition.head import plain
from tamizdat.edition.metadata import strict_json
from tamizdat.edition.reading import Checked
from tamizdat.edition.refusals import Malformed
from tamizdat.edition.roles import FLOOR, FORMAT

MOST = 64  # entries of a list
MOST_IN_FLOOR = 16
LONGEST = 200  # characters of an address
LONGEST_LABEL = 80
HEAVIEST = 100
OWN, CARRIER = "own", "carrier"
MIRRORS, WAYS = "mirrors.json", "ways.json"
KINDS = {MIRRORS: (OWN, CARRIER), WAYS: ("letterbox", "pay")}

_PLAIN = re.compile("[!-~]+")  # urlsplit drops tabs and lines' ends without a word
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")
_ONION = re.compile(rf"(?:{_LABEL}\.)*[a-z2-7]{{56}}\.onion")
_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+/)*")
_AT_HOME = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "invalid")


class BadAddress(ValueError):
    """An address that no list may hold: one line that says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """One entry of a list."""

    address: str
    kind: str
    weight: int = 1  # of those of its kind, the heavier are tried first; 0 to 100
    withdrawn: bool = False
    label: str = ""  # of a way: what it is called

    @property
    def is_onion(self) -> bool:
        return (urlsplit(self.address).hostname or "").endswith(".onion")


def refuse(address: str, kind: str) -> None:
    """Raises BadAddress for what readers must not be sent to."""
    if len(address) > LONGEST or not _PLAIN.fullmatch(address):
        raise BadAddress(f"{address[:40]!r}… is no address of at most {LONGEST} plain letters.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadAddress(f"{address} is no address: {error}.") from error
    host = parts.netloc.removesuffix(f":{port}") if port else parts.netloc
    onion = bool(_ONION.fullmatch(host))
    if "@" in parts.netloc or parts.query or parts.fragment or "?" in address or "#" in address:
        raise BadAddress(f"{address} holds more than name and path: a list names places, and nothing about a visitor.")
    if not (parts.scheme == "https" or (parts.scheme == "http" and onion)):
        raise BadAddress(
            f"{address} does not begin with https://, or http:// and an onion: it would be read on the way."
        )
    if not onion and (not _NAME.fullmatch(host) or len(host) > 253 or host.rpartition(".")[2] in (*_AT_HOME, "onion")):
        raise BadAddress(f"{address} names no host of the public Internet by its name.")
    if port is not None and port != 443 and port < 1024:
        raise BadAddress(f"{address} names port {port}, where other services than the Web listen.")
    if not _PATH.fullmatch(parts.path) or {".", ".."} & set(parts.path.split("/")):
        raise BadAddress(f"{address} must end with a slash, and hold no dots or percent signs for folders.")
    if kind == OWN and parts.path != "/":
        raise BadAddress(f"{address} has a path: a host that others share is a carrier, not the newsroom's own.")


def listed(content: bytes, name: str = MIRRORS) -> tuple[Address, ...]:
    """The entries of a list, withdrawn ones too.  Raises Malformed."""
    body = strict_json(content, name)
    entries = body.get(name.removesuffix(".json")) if isinstance(body, dict) and body.get("format") == FORMAT else None
    return _read(entries, name, MOST)


def floor(value: object) -> tuple[Address, ...]:
    """The entries that targets sign, as metadata holds them.  Raises Malformed."""
    found = _read(value, FLOOR, MOST_IN_FLOOR)
    if any(one.withdrawn for one in found):
        raise Malformed("the floor names an address that is withdrawn.")
    return found


def known(head: Checked) -> tuple[Address, ...]:
    """Whom to ask for this newsroom's editions, in this order: its own first, the heavier first."""
    return standing(floor(head.floor), head.addresses)


def standing(floor: Iterable[Address], mirrors: bytes) -> tuple[Address, ...]:
    """The addresses that are not withdrawn, in a reader's order.

    Those of the floor are among them whatever `mirrors.json` says, and alone when that is refused.
    """
    found = {one.address: one for one in floor}
    try:
        for one in listed(mirrors):
            if not one.withdrawn:
                found.setdefault(one.address, one)
    except Malformed:
        pass
    return tuple(sorted(found.values(), key=lambda one: (one.kind != OWN, -one.weight, one.address)))


def written(name: str, entries: Sequence[Address]) -> bytes:
    """The bytes of a list.  Raises BadAddress."""
    return plain({"format": FORMAT, name.removesuffix(".json"): as_data(name, entries)})


def as_data(name: str, entries: Sequence[Address]) -> list[dict[str, Any]]:
    """The entries as metadata or a list holds them, in one order.  Raises BadAddress."""
    most = MOST_IN_FLOOR if name == FLOOR else MOST
    if len(entries) > most:
        raise BadAddress(
            f"{name} would hold {len(entries)} addresses; {most} are allowed. Withdrawn ones may be left out."
        )
    for one in entries:
        refuse(one.address, one.kind)
    ordered = sorted(entries, key=lambda one: (one.kind, one.address))
    return [{key: value for key, value in asdict(one).items() if key != "label" or value} for one in ordered]


def _read(entries: object, name: str, most: int) -> tuple[Address, ...]:
    if not isinstance(entries, list):
        raise Malformed(f"{name} is no list of format {FORMAT}.")
    if len(entries) > most:
        raise Malformed(f"{name} names {len(entries)} addresses; {most} are allowed.")
    found = tuple(_entry(entry, name) for entry in entries)
    if len({one.address for one in found}) != len(found):
        raise Malformed(f"{name} names an address twice.")
    return tuple(_of_known_kinds(found, name))


def _of_known_kinds(entries: Iterable[Address], name: str) -> Iterable[Address]:
    """Later versions may have more kinds: what this one does not know, it passes over."""
    kinds = KINDS.get(name, KINDS[MIRRORS])
    return (one for one in entries if one.kind in kinds)


def _entry(entry: object, name: str) -> Address:
    if not isinstance(entry, dict):
        raise Malformed(f"{name} holds something else than an address.")
    weight, withdrawn, label = entry.get("weight", 1), entry.get("withdrawn", False), entry.get("label", "")
    address, kind = entry.get("address"), entry.get("kind")
    if not isinstance(address, str) or not isinstance(kind, str):
        raise Malformed(f"{name} holds an entry without address and kind.")
    labelled = isinstance(label, str) and len(label) <= LONGEST_LABEL
    if not labelled or type(weight) is not int or not 0 <= weight <= HEAVIEST or type(withdrawn) is not bool:
        raise Malformed(f"{name}: the weight of {address!r:.80} is not 0 to {HEAVIEST}, or its label is too long.")
    try:
        refuse(address, kind)
    except BadAddress as error:
        raise Malformed(f"{name}: {error}") from error
    return Address(address, kind, weight, withdrawn, label)
