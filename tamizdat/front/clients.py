"""The programs that check an edition in a reader's own browser, with what they must know built in.

Their sources are modules in `client/`; `./run bundle` makes one small file of each in `built/`, which is in git, so
that no user's machine needs a bundler.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from securesystemslib.formats import encode_canonical

from tamizdat.front.directions import direction
from tamizdat.front.typecase import JSON_ESCAPES, html, typecase
from tamizdat.front.words import words

BUILT = Path(__file__).parent / "built"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a client is given by hand; all else it checks."""

    root: str  # {"signed": …}, sorted and without signatures: whoever could change it could change the program
    seeds: tuple[str, ...]  # addresses to begin with
    languages: Sequence[str]  # the main one first
    demo: bool = False


def worker(known: Known) -> str:
    """The service worker."""
    return f"self.tamizdat={_given(known)};{_built('worker')}"


def reader(known: Known, newsroom: str, home: str) -> str:
    """The paper as one file that checks all it shows; `home` is the path of the page it begins with."""
    main = known.languages[0]
    script = f"self.tamizdat={_given(known, home)};{_built('reader')}"
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    template = typecase(main).get_template("reader.html")
    return template.render(
        language=main, direction=direction(main), newsroom=newsroom, script=html(script), digest=html(digest)
    )


@cache
def _built(name: str) -> str:
    return (BUILT / f"{name}.js").read_text().strip()


def packed(root: str) -> Any:
    """The root with its keys in a list, without their names where those are hashes: each would cost as much as its key.

    The programs put it together again (`unpacked` in client/head.js).
    """
    signed = json.loads(root)["signed"]
    keys = list(signed["keys"])
    if any(_name(signed["keys"][key]) != key for key in keys):
        return root
    roles = {
        role: {**office, "keyids": [keys.index(key) for key in office["keyids"]]}
        for role, office in signed["roles"].items()
    }
    return {**signed, "keys": list(signed["keys"].values()), "roles": roles}


def _name(key: Any) -> str:
    """The hash of a key's canonical form (TUF, section 4.2)."""
    return hashlib.sha256(str(encode_canonical(key)).encode()).hexdigest()


def _given(known: Known, home: str = "") -> str:
    given: dict[str, Any] = {
        "root": packed(known.root),
        "seeds": known.seeds,
        "demo": known.demo,
        "words": {language: _words(language, of_reader=bool(home)) for language in known.languages},
        **({"home": home} if home else {}),
    }
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")).translate(JSON_ESCAPES)


def _words(language: str, *, of_reader: bool) -> Mapping[str, Any]:
    say = words(language).gettext
    both = {
        "checked": say("Checked: edition {edition}, confirmed {age}, by way of {way}."),
        "copy": say("copy {number}"),
        "device": say("this device"),
        "old": say("Newer pages could not be had."),
        "away": say("This page cannot be had now"),
        "why": say("None of our addresses answered, and the page is not kept on this device."),
    }
    if not of_reader:
        return {**both, "dir": direction(language), "front": say("The front page")}
    return {
        **both,
        "looking": say("Looking for an address that answers …"),
        "again": say("Try again"),
        "send": say("Send this page as a file"),
        "other": say("Another address:"),
        "keep": say("Keep what I read"),
        "forget": say("Forget on this device"),
        "forgotten": say("Forgotten. Delete this file too."),
    }
