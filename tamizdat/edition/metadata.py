"""Metadata as it is read: strict JSON of the right role, and signatures counted one for each key.

Parsing and signatures are python-tuf's.  What it leaves to its caller is done here: doubled members, keys of kinds that
do not count, one key under two names, expiries that a thief would choose.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import CanonicalJSONSerializer

from tamizdat.edition import keys
from tamizdat.edition.refusals import Altered, Expired, Malformed, TooLong, Unsigned
from tamizdat.edition.roles import ROLES

T = TypeVar("T", Root, Targets, Snapshot, Timestamp)
_TYPES: dict[type, str] = {Root: "root", Targets: "targets", Snapshot: "snapshot", Timestamp: "timestamp"}
LARGEST = (1 << 53) - 1  # of any number: what every reader's language holds exactly


def parsed(content: bytes, role: str, kind: type[T]) -> tuple[T, Metadata[Any]]:
    """(signed part, whole) of a role's metadata, nothing verified yet.  Raises Malformed."""
    try:
        body = strict_json(content, role)
        if not isinstance(body, dict) or body.get("signed", {}).get("_type") != _TYPES[kind]:
            raise Malformed(f"{role} is not metadata of that role.")
        metadata: Metadata[Any] = Metadata.from_dict(body)
    except Malformed:
        raise
    except Exception as error:  # strangers' bytes: whatever the parser meets, they are malformed
        raise Malformed(f"{role} cannot be read as metadata ({type(error).__name__}).") from error
    if not 1 <= metadata.signed.version <= LARGEST:
        raise Malformed(f"{role} has the version {metadata.signed.version}.")
    return metadata.signed, metadata


def strict_json(content: bytes, name: str) -> Any:
    """JSON with nothing in it that two readers could read in two ways.  Raises Malformed, which says its `name`."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Malformed(f"{name} names a member twice.")
        return found

    def no_float(text: str) -> Any:
        raise Malformed(f"{name} holds {text}, which is no whole number.")

    try:
        text = content.decode()
        body = json.loads(text, object_pairs_hook=members, parse_float=no_float, parse_constant=no_float)
    except (ValueError, RecursionError) as error:  # Python refuses numbers of 4,301 digits with a bare ValueError
        raise Malformed(f"{name} is not JSON in UTF-8.") from error
    if "\\u" in text:
        _refuse_half_characters(body, name)
    return body


def _refuse_half_characters(body: Any, name: str) -> None:
    """JSON can spell half of a pair of surrogates, which no UTF-8 can hold and no signature can cover."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Malformed(f"{name} holds half a character.") from error


def verify(delegator: Root | Targets, role: str, metadata: Metadata[Any]) -> None:
    """Raises Unsigned unless enough different keys of the role have signed."""
    payload = CanonicalJSONSerializer().serialize(metadata.signed)
    office = delegator.get_delegated_role(role)
    good: set[bytes] = set()
    for keyid in office.keyids:
        try:
            key = delegator.get_key(keyid)
        except ValueError:
            continue
        if not keys.counts(key) or keyid not in metadata.signatures:
            continue
        try:
            key.verify_signature(metadata.signatures[keyid], payload)
        except (UnverifiedSignatureError, VerificationError):
            continue
        good.add(keys.material(key))
    if len(good) < office.threshold:
        raise Unsigned(f"{role} is signed by {len(good)} of the {office.threshold} keys it needs.")


def fits(role: str, content: bytes, said: MetaFile | TargetFile) -> None:
    """Raises Altered unless the bytes have the length and hash that were signed for."""
    if said.length is None or not (said.hashes or {}).get("sha256"):
        raise Malformed(f"{role} is listed without length or hash.")
    try:
        said.verify_length_and_hashes(content)
    except LengthOrHashMismatchError as error:
        raise Altered(f"{role} has other bytes than were signed.") from error


def refuse_too_long(role: str, expires: datetime, confirmed: datetime) -> None:
    """Raises TooLong when a role's expiry is further from the confirmation than it may ask for."""
    if expires - confirmed > ROLES[role].longest:
        raise TooLong(f"{role} expires {expires:%Y-%m-%d}, more than {ROLES[role].longest.days} days ahead.")


def refuse_expired(role: str, expires: datetime, now: datetime) -> None:
    if expires <= now:
        raise Expired(f"{role} expired {expires:%Y-%m-%d %H:%M} UTC; this machine says {now:%Y-%m-%d %H:%M}.")


def confirmed(timestamp: Timestamp) -> datetime:
    """When the newsroom confirmed the edition, as it signed it.  Raises Malformed."""
    text = timestamp.unrecognized_fields.get("confirmed", "")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise Malformed("timestamp does not say when it was confirmed.") from error


def key_values(root: Root, role: str) -> set[bytes]:
    """The public keys that may sign for a role, whatever they are called and however they are written."""
    held: Mapping[str, Any] = root.keys
    return {keys.material(held[keyid]) for keyid in root.roles[role].keyids if keyid in held}
