"""The programs that check an edition in a reader's own browser, with what they must know built in.

Their sources are modules in `client/`; `./run bundle` makes one small file of each in `built/`, which is in git, so
that no user's machine needs a bundler.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tamizdat.front.directions import direction
from tamizdat.front.typecase import JSON_ESCAPES
from tamizdat.front.words import words

BUILT = Path(__file__).parent / "built"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a client is given by hand; all else it checks."""

    root: str  # JSON, as it was signed
    seeds: tuple[str, ...]  # addresses to begin with
    languages: Sequence[str]  # the main one first
    demo: bool = False


def worker(known: Known) -> str:
    """The service worker."""
    return f"self.tamizdat={_given(known)};{_built('worker')}"


@cache
def _built(name: str) -> str:
    return (BUILT / f"{name}.js").read_text().strip()


def _given(known: Known) -> str:
    given = {
        # Without its signatures: whoever could change this root could change the program around it.
        "root": json.dumps({"signed": json.loads(known.root)["signed"]}, ensure_ascii=False, separators=(",", ":")),
        "seeds": known.seeds,
        "demo": known.demo,
        "words": {language: _words(language) for language in known.languages},
    }
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")).translate(JSON_ESCAPES)


def _words(language: str) -> Mapping[str, Any]:
    say = words(language).gettext
    return {
        "dir": direction(language),
        "checked": say("Checked: edition {edition}, confirmed {age}, by way of {way}."),
        "copy": say("copy {number}"),
        "device": say("this device"),
        "old": say("Newer pages could not be had."),
        "away": say("This page cannot be had now"),
        "why": say("None of our addresses answered, and the page is not kept on this device."),
        "front": say("The front page"),
    }
