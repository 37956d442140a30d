"""The press's keys: what it signs editions with, and nothing that could change who may sign.

They are encrypted where they lie.  Their passphrase is handed over by the service manager, or lies beside them, which
protects them in a backup and from nobody who holds the machine.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import CryptoSigner

from tamizdat import env
from tamizdat.edition import keys
from tamizdat.edition.head import Head, Office, begin
from tamizdat.edition.places import write
from tamizdat.edition.proposals import holders
from tamizdat.edition.roles import ROLES

ONLINE = ("press", "snapshot", "timestamp")
PASSPHRASE = "passphrase"  # noqa: S105  # the name of a file
AWAY = "offline"  # a folder, to be carried away
ROOT = "root.json"  # beside the folder of keys: public, to be handed out
BEGUN = "head.json"  # what people have signed: the head that the press signs under
NEXT = "next"  # a folder: keys that will sign once the people with the root keys have said so


@dataclass(frozen=True)
class Ring:
    """The keys at hand, by role."""

    signers: Mapping[str, list[CryptoSigner]]
    begun: Head  # its press, snapshot and timestamp are empty: those the press signs itself

    @classmethod
    def of(cls, folder: Path) -> Ring | None:
        """The keys in this folder; None when the newsroom has none.  Raises BadKey."""
        if not (folder / BEGUN).exists():
            return None
        begun = head_by_hand(folder)
        return cls({role: [_counting(folder, begun, role)] for role in ONLINE}, begun)


def head_by_hand(folder: Path) -> Head:
    """What people have signed for this newsroom, and nothing of what the press signs."""
    return Head.from_json((folder / BEGUN).read_text())


def _counting(folder: Path, begun: Head, role: str) -> CryptoSigner:
    """The key here that may sign for a role: the one in use, or one that was made to follow it."""
    known = {key.keyid for key in holders(begun, role)[0]}
    for path in (folder / f"{role}.pem", folder / NEXT / f"{role}.pem"):
        if path.exists() and (signer := keys.taken(path, passphrase(folder))).public_key.keyid in known:
            return signer
    raise keys.BadKey(f"no key in {folder} may sign for {role}. Bring it back, or make one with `keys rotate {role}`.")


def following(folder: Path, role: str) -> CryptoSigner:
    """The key that is to follow the one in use: made now, unless it was made before."""
    path = folder / NEXT / f"{role}.pem"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        keys.keep(keys.new(), path, passphrase(folder))
    return keys.taken(path, passphrase(folder))


def take(folder: Path, after: Head) -> None:
    """Sign under this head from the next run on.  Whenever this is stopped, the keys that count are found."""
    write(folder / BEGUN, after.as_json().encode())
    write(folder.parent / ROOT, after.roots[-1])
    for role in ONLINE:
        fresh = folder / NEXT / f"{role}.pem"
        known = {key.keyid for key in holders(after, role)[0]}
        if fresh.exists() and keys.taken(fresh, passphrase(folder)).public_key.keyid in known:
            fresh.replace(folder / f"{role}.pem")


def make(folder: Path, now: datetime, offline_secret: str, *, demo: bool = False) -> Ring:
    """Make the keys of a newsroom of one person: one for each role, good at once.

    Those of root, targets and mirrors go to a folder of their own, encrypted with `offline_secret`, to be carried away;
    with them somebody else could take the newsroom's place.  The head that begins everything is written last: without
    it there are no keys, and making them starts over.
    """
    away = folder / AWAY
    away.mkdir(mode=0o700, parents=True, exist_ok=True)
    write(folder / PASSPHRASE, secrets.token_urlsafe(32).encode())
    (folder / PASSPHRASE).chmod(0o600)
    held = {role: keys.new() for role in ROLES}
    for role, key in held.items():
        path = (folder if role in ONLINE else away) / f"{role}.pem"
        path.unlink(missing_ok=True)
        keys.keep(key, path, passphrase(folder) if role in ONLINE else offline_secret)
    offices = {role: Office((key.public_key,)) for role, key in held.items()}
    begun = begin(offices, {role: [key] for role, key in held.items()}, now, demo=demo)
    write(folder.parent / ROOT, begun.roots[0])
    write(folder / BEGUN, begun.as_json().encode())
    return Ring({role: [held[role]] for role in ONLINE}, begun)


def passphrase(folder: Path) -> str:
    """Of the online keys: from the environment, else from beside them."""
    if given := env.text("KEYS_PASSPHRASE", ""):
        return given
    path = folder / PASSPHRASE
    return path.read_text().strip() if path.exists() else ""
