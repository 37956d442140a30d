"""Words by which two people compare a root over the telephone.

Syllables that are read aloud alike in any language that can spell them: proquints (Daniel S. Wilkerson, 2009), sixteen
bits in five letters.  Eight of them, 128 bits of a SHA-256: nobody finds a second root that has the same words.
"""

from __future__ import annotations

import hashlib
import json

from tuf.api.metadata import Root
from tuf.api.serialization.json import CanonicalJSONSerializer

from tamizdat.edition.metadata import parsed

CONSONANTS = "bdfghjklmnprstvz"  # four bits each
VOWELS = "aiou"  # two bits each
WORDS = 8


def words(content: bytes) -> str:
    """The comparison words of these bytes, in groups that are dictated one after the other."""
    digest = hashlib.sha256(content).digest()
    return " ".join(_word(int.from_bytes(digest[2 * at : 2 * at + 2])) for at in range(WORDS))


def root(content: bytes) -> str:
    """The comparison words of a root: of what is signed in it, so that they stay while signatures are added."""
    return words(CanonicalJSONSerializer().serialize(parsed(content, "root", Root)[0]))


def bare(content: bytes) -> str:
    """A root without its signatures, in the one form that programs which begin with it compare it in."""
    signed = {"signed": json.loads(content)["signed"]}
    return json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def short(keyid: str) -> str:
    """Two words that tell one key from another among a newsroom's few."""
    return " ".join(words(keyid.encode()).split()[:2])


def _word(bits: int) -> str:
    return (
        CONSONANTS[bits >> 12]
        + VOWELS[bits >> 10 & 3]
        + CONSONANTS[bits >> 6 & 15]
        + VOWELS[bits >> 4 & 3]
        + CONSONANTS[bits & 15]
    )
