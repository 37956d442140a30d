"""A second reader, written from `docs/reference/edition-format.md` alone, with nothing of ours and no TUF library.

It knows how to say yes or no, and by which name of that page it says no.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

LIMITS = {"root": 65536, "timestamp": 8192, "snapshot": 16384, "targets": 65536, "press": 16384, "mirrors": 16384}
DAYS = {"root": 800, "timestamp": 7, "snapshot": 30, "targets": 400, "press": 60, "mirrors": 60}
LISTS = {"edition.json": 2048, "mirrors.json": 32768, "ways.json": 32768}
KINDS = {("ed25519", "ed25519"), ("ecdsa", "ecdsa-sha2-nistp256")}
TYPES = {"press": "targets", "mirrors": "targets"}
Get = Callable[[str], "bytes | None"]  # the bytes at a path, None where there is no such file


class No(Exception):
    """Refused, by a name of the format's page."""


def sha(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


# JSON and signatures


def strict(content: bytes) -> Any:
    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise No("Malformed")
        return dict(pairs)

    def never(text: str) -> Any:
        raise No("Malformed")

    try:
        found = json.loads(content.decode(), object_pairs_hook=members, parse_float=never, parse_constant=never)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise No("Malformed") from error
    return found


def canonical(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return json.dumps(value)


def public(key: Mapping[str, Any]) -> tuple[bytes, Callable[[bytes, bytes], object]] | None:
    """(what the key is, how to verify with it); None for a kind that does not count."""
    if (key["keytype"], key["scheme"]) not in KINDS:
        return None
    text = key["keyval"]["public"]
    if key["keytype"] == "ed25519":
        raw = bytes.fromhex(text)
        return raw, Ed25519PublicKey.from_public_bytes(raw).verify
    pem = load_pem_public_key(text.encode())
    assert isinstance(pem, EllipticCurvePublicKey)
    number = pem.public_numbers()
    return f"{number.x},{number.y}".encode(), lambda sig, said: pem.verify(sig, said, ECDSA(SHA256()))


def signed_by(keys: Mapping[str, Any], role: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
    said = canonical(metadata["signed"]).encode()
    signatures = {one["keyid"]: one["sig"] for one in metadata["signatures"]}
    good = set()
    for keyid in role["keyids"]:
        found = public(keys[keyid]) if keyid in keys and keyid in signatures else None
        if found:
            try:
                found[1](bytes.fromhex(signatures[keyid]), said)
                good.add(found[0])
            except (InvalidSignature, ValueError):
                continue
    if len(good) < role["threshold"]:
        raise No("Unsigned")


def metadata(content: bytes | None, role: str) -> dict[str, Any]:
    if content is None:
        raise No("away")
    if len(content) > LIMITS[role]:
        raise No("TooLarge")
    found = strict(content)
    try:
        if found["signed"]["_type"] != TYPES.get(role, role) or found["signed"]["version"] < 1:
            raise No("Malformed")
    except (TypeError, KeyError) as error:
        raise No("Malformed") from error
    return found


def listed(content: bytes | None, said: Mapping[str, Any]) -> bytes:
    if content is None:
        raise No("away")
    if len(content) != said["length"] or sha(content).hex() != said["hashes"]["sha256"]:
        raise No("Altered")
    return content


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


# The head


class Reader:
    """A strict reader of one newsroom."""

    def __init__(self, root: bytes) -> None:
        self.root = root
        self.seen: dict[str, int] = {}
        self.stamp = ""  # hash of the last timestamp's canonical form
        self.confirmed = datetime(1970, 1, 1)

    def read(self, get: Get, now: datetime, *, demo: bool = False) -> dict[str, Any]:
        """What edition.json says, with the edition's number as `edition`.  Raises No, and then remembers nothing."""
        first = metadata(self.root, "root")
        content, root = self._roots(get)
        if root.get("demo") is True and not demo:
            raise No("Demo")
        before, after = (
            {
                role: {public(one["keys"][key])[0] for key in one["roles"][role]["keyids"]}
                for role in ("timestamp", "snapshot")
            }  # type: ignore[index]
            for one in (first["signed"], root)
        )
        new = all(before[role].isdisjoint(after[role]) for role in before)
        seen, stamp, latest = ({}, "", datetime(1970, 1, 1)) if new else (self.seen, self.stamp, self.confirmed)

        whole = metadata(get("edition/head/timestamp.json"), "timestamp")
        signed_by(root["keys"], root["roles"]["timestamp"], whole)
        time, mark = whole["signed"], sha(canonical(whole["signed"]).encode()).hex()
        said = time["meta"]["snapshot.json"]
        if time["version"] < seen.get("timestamp", 0) or said["version"] < seen.get("snapshot", 0):
            raise No("Rollback")
        if time["version"] == seen.get("timestamp") and mark != stamp:
            raise No("Forked")
        at = moment(time["confirmed"])
        if at > now + timedelta(days=1):
            raise No("TooLong")
        clock = max(now, latest)
        for role, part in (("timestamp", time), ("root", root)):
            expiry(role, part, at, clock)

        content_ = listed(get(f"edition/head/{said['version']}.snapshot.json"), said)
        whole = metadata(content_, "snapshot")
        signed_by(root["keys"], root["roles"]["snapshot"], whole)
        snapshot = whole["signed"]
        if snapshot["version"] != said["version"]:
            raise No("Mixed")
        for role in ("targets", "press", "mirrors"):
            if f"{role}.json" not in snapshot["meta"]:
                raise No("Mixed")
            if snapshot["meta"][f"{role}.json"]["version"] < seen.get(role, 0):
                raise No("Rollback")
        expiry("snapshot", snapshot, at, clock)

        targets = self._role("targets", root["keys"], root["roles"]["targets"], snapshot, get)
        expiry("targets", targets, at, clock)
        offices = {one["name"]: one for one in targets["delegations"]["roles"]}
        found = {}
        for role, names in (("press", ["edition.json"]), ("mirrors", ["mirrors.json", "ways.json"])):
            part = self._role(role, targets["delegations"]["keys"], offices[role], snapshot, get)
            expiry(role, part, at, clock)
            for name in names:
                found[name] = self._list(part, name, get)
            found[role] = part
        edition = tree(found["edition.json"])
        versions = {role: snapshot["meta"][f"{role}.json"]["version"] for role in ("targets", "press", "mirrors")}
        self.seen = {"timestamp": time["version"], "snapshot": snapshot["version"], **versions}
        self.root, self.stamp, self.confirmed = content, mark, max(at, latest)
        return {**edition, "edition": found["press"]["version"]}

    def _roots(self, get: Get) -> tuple[bytes, dict[str, Any]]:
        content, found = self.root, metadata(self.root, "root")
        signed_by(found["signed"]["keys"], found["signed"]["roles"]["root"], found)
        for version in range(found["signed"]["version"] + 1, found["signed"]["version"] + 65):
            after = get(f"edition/head/{version}.root.json")
            if after is None:
                break
            next_ = metadata(after, "root")
            for one in (found, next_):
                signed_by(one["signed"]["keys"], one["signed"]["roles"]["root"], next_)
            if next_["signed"]["version"] != version:
                raise No("Rollback")
            content, found = after, next_
        return content, found["signed"]

    def _role(self, role: str, keys: Any, office: Any, snapshot: Any, get: Get) -> dict[str, Any]:
        said = snapshot["meta"][f"{role}.json"]
        whole = metadata(listed(get(f"edition/head/{said['version']}.{role}.json"), said), role)
        signed_by(keys, office, whole)
        if whole["signed"]["version"] != said["version"]:
            raise No("Mixed")
        return dict(whole["signed"])

    @staticmethod
    def _list(part: Mapping[str, Any], name: str, get: Get) -> bytes:
        if name not in part["targets"]:
            raise No("Mixed")
        said = part["targets"][name]
        if said["length"] > LISTS[name]:
            raise No("Malformed")
        return listed(get(f"edition/signed/{said['hashes']['sha256']}.{name}"), said)


def expiry(role: str, part: Mapping[str, Any], confirmed: datetime, clock: datetime) -> None:
    until = moment(part["expires"])
    if until - confirmed > timedelta(days=DAYS[role]):
        raise No("TooLong")
    if until <= clock:
        raise No("Expired")


def tree(content: bytes) -> dict[str, Any]:
    said = strict(content)
    if said.get("format") != 1 or not 6 <= said["bits"] <= 30:
        raise No("Malformed")
    return dict(said)


# Tiles and pages


def path_bytes(path: str) -> bytes:
    raw = path.encode()
    parts = path.split("/")
    bad = any(letter == "\\" or unicodedata.category(letter) in ("Cc", "Cs") for letter in path)
    odd = any(part in ("", ".", "..") or len(part.encode()) > 255 for part in parts)
    if bad or odd or len(raw) > 1024 or unicodedata.normalize("NFC", path) != path or parts[0].lower() == "edition":
        raise No("BadPath")
    return raw


def leaf(path: str, content: bytes) -> bytes:
    raw = path_bytes(path)
    return sha(raw)[:8] + len(content).to_bytes(4, "big") + sha(len(raw).to_bytes(2, "big") + raw + content)


def tile(get: Get, name: bytes, level: int, size: int | None = None) -> bytes:
    content = get(f"edition/tiles/{name.hex()[:2]}/{name.hex()[2:]}")
    if content is None:
        raise No("away")
    if len(content) > 16384:
        raise No("TooLarge")
    if sha(content) != name:
        raise No("Altered")
    if content[:4] != b"TZ\x01" + bytes([level]) or (size is not None and len(content) != 4 + size):
        raise No("Malformed")
    return content[4:]


def leaves(get: Get, edition: Mapping[str, Any], number: int) -> list[bytes]:
    bits, name = edition["bits"], bytes.fromhex(edition["tree"])
    for level in range(-(-bits // 6), 0, -1):
        fan = (1 << max(0, bits - 6 * (level - 1))) // (1 << max(0, bits - 6 * level))
        body = tile(get, name, level, fan * 32)
        at = (number >> 6 * (level - 1)) % fan
        name = body[32 * at : 32 * at + 32]
    body = tile(get, name, 0)
    found = [body[at : at + 44] for at in range(0, len(body), 44)]
    keys = [(one[:8], one[12:], one[8:12]) for one in found]
    placed = all(int.from_bytes(one[:8], "big") >> (64 - bits) == number for one in found)
    if len(body) % 44 or keys != sorted(set(keys)) or not placed:
        raise No("Malformed")
    return found


def page(get: Get, edition: Mapping[str, Any], path: str) -> bytes | None:
    """The genuine bytes at a path; None when the edition has no such file."""
    index = sha(path_bytes(path))[:8]
    number = int.from_bytes(index, "big") >> (64 - edition["bits"])
    mine = [one for one in leaves(get, edition, number) if one[:8] == index]
    for one in mine:
        digest = one[12:].hex()
        for where in (path, f"edition/old/{digest[:2]}/{digest[2:]}"):
            content = get(where)
            if content is not None and leaf(path, content) == one:
                return content
    if mine:
        raise No("Altered")
    return None


def everything(get: Get, edition: Mapping[str, Any]) -> Iterator[bytes]:
    for number in range(1 << edition["bits"]):
        yield from leaves(get, edition, number)


# Addresses

NAME = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})")
ONION = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z2-7]{56}\.onion")
HOME = {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "invalid"}
ADDRESS = re.compile(r"(https?)://([a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?(/(?:[A-Za-z0-9._~-]+/)*)")


def is_address(text: str, kind: str) -> bool:
    found = ADDRESS.fullmatch(text)
    if not found or len(text) > 200:
        return False
    scheme, name, port, path = found.groups()
    onion = bool(ONION.fullmatch(name))
    named = onion or (bool(NAME.fullmatch(name)) and name.rpartition(".")[2] not in HOME | {"onion"})
    good_port = port is None or int(port) == 443 or 1023 < int(port) < 65536
    good_path = not {".", ".."} & set(path.split("/")) and (kind != "own" or path == "/")
    return named and good_port and good_path and (scheme == "https" or onion)


def entries(found: Any, most: int) -> list[dict[str, Any]]:
    """Raises No for a list that breaks a rule."""
    if not isinstance(found, list) or len(found) > most:
        raise No("Malformed")
    for one in found:
        texts = isinstance(one, dict) and all(isinstance(one.get(name), str) for name in ("address", "kind"))
        if not texts or not is_address(one["address"], one["kind"]):
            raise No("Malformed")
        weight, label = one.get("weight", 1), one.get("label", "")
        if type(weight) is not int or not 0 <= weight <= 100 or not isinstance(label, str) or len(label) > 80:
            raise No("Malformed")
        if type(one.get("withdrawn", False)) is not bool:
            raise No("Malformed")
    if len({one["address"] for one in found}) != len(found):
        raise No("Malformed")
    return [one for one in found if one["kind"] in ("own", "carrier")]


def known(floor: Any, mirrors: bytes) -> list[str]:
    """Addresses by targets' floor and a mirrors.json, in the order in which they are tried."""
    found = {one["address"]: one for one in entries(floor, 16)}
    try:
        body = strict(mirrors)
        if not isinstance(body, dict) or body.get("format") != 1:
            raise No("Malformed")
        for one in entries(body.get("mirrors"), 64):
            if not one.get("withdrawn", False):
                found.setdefault(one["address"], one)
    except No:
        pass
    return sorted(found, key=lambda name: (found[name]["kind"] != "own", -found[name].get("weight", 1), name))


def comparison_words(root: bytes) -> str:
    digest = sha(canonical(strict(root)["signed"]).encode())[:16]
    words = []
    for at in range(0, 16, 2):
        bits = int.from_bytes(digest[at : at + 2], "big")
        letters = ((12, 15, "bdfghjklmnprstvz"), (10, 3, "aiou"), (6, 15, "bdfghjklmnprstvz"), (4, 3, "aiou"))
        words.append(
            "".join(kind[bits >> shift & mask] for shift, mask, kind in letters) + "bdfghjklmnprstvz"[bits & 15]
        )
    return " ".join(words)
