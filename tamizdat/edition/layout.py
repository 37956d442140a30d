"""Where the edition's own files lie, below the folder that is served."""

from __future__ import annotations

from tamizdat.edition.paths import OWN

HEAD = f"{OWN}/head.json"  # the whole head in one file
METADATA = f"{OWN}/head/"
SIGNED = f"{OWN}/signed/"
TILES = f"{OWN}/tiles/"
PATHS = f"{OWN}/paths/"
OLD = f"{OWN}/old/"


def by_name(folder: str, name: bytes) -> str:
    """Path of what is named by a hash: two letters of folder keep folders small."""
    return f"{folder}{name.hex()[:2]}/{name.hex()[2:]}"


def tile(name: bytes) -> str:
    return by_name(TILES, name)


def paths_of_bin(name: bytes) -> str:
    return by_name(PATHS, name)


def old(digest: bytes) -> str:
    """Where the bytes lie that a path held in an earlier edition; `digest` is their leaf's."""
    return by_name(OLD, digest)


def metadata(role: str, version: int) -> str:
    """Path of a role's metadata.  The timestamp alone has no number: it is what is asked for first."""
    return f"{METADATA}timestamp.json" if role == "timestamp" else f"{METADATA}{version}.{role}.json"


def signed(name: str, digest: str) -> str:
    """Path of a file that a role's metadata lists."""
    return f"{SIGNED}{digest}.{name}"
