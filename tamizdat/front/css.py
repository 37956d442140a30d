"""The style of one page: only the parts that stand on it, as text to be put inline.

A file `css/parts/NAME.css` or `css/pages/NAME.css` is printed when the page has an element of the class NAME, so a page
never pays for what it does not show and nobody keeps a list.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tamizdat.front.colours import on_dark, on_light
from tamizdat.front.directions import script

CSS = Path(__file__).parent / "css"
CLASSES = re.compile(r' class="([^"]+)"')

# Charter has no Cyrillic letters: a Russian line would be set in two faces, digits in one and words in another.  Arabic
# letters are joined, so they are never spaced out or slanted, and need more room between lines.
FACES = {
    "Latn": "--serif:Charter,'Bitstream Charter',Georgia,'Noto Serif',serif;--track:.06em;--slant:italic;--lead:1.55",
    "Cyrl": "--serif:Georgia,'PT Serif','Noto Serif',serif;--track:.05em;--slant:italic;--lead:1.55",
    "Arab": "--serif:'Noto Naskh Arabic','Geeza Pro','Times New Roman',serif;--track:0;--slant:normal;--lead:1.8",
    "Hebr": "--serif:'Noto Serif Hebrew','Times New Roman',serif;--track:0;--slant:normal;--lead:1.6",
}


class Style(NamedTuple):
    text: str
    digest: str  # SHA-256 in base64, as a Content-Security-Policy wants it


def minified(text: str) -> str:
    """CSS without comments and without the white space that means nothing.  Spaces inside values stay."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    return re.sub(r"([{;][\w-]+): ", r"\1:", text).replace(";}", "}").strip()


@lru_cache(maxsize=1)
def _files() -> dict[str, dict[str, str]]:
    found = {"reset": {"": CSS / "reset.css"}, "base": {"": CSS / "base.css"}}
    found |= {layer: {path.stem: path for path in sorted((CSS / layer).glob("*.css"))} for layer in ("parts", "pages")}
    return {layer: {name: minified(path.read_text()) for name, path in files.items()} for layer, files in found.items()}


@lru_cache(maxsize=1024)
def _style(names: frozenset[str], colour: str, face: str) -> Style:
    layers = {
        layer: "".join(text for name, text in files.items() if not name or name in names)
        for layer, files in _files().items()
    }
    root = f":root{{--chosen:{on_light(colour)};--chosen-dark:{on_dark(colour)};{FACES.get(face, FACES['Latn'])}}}"
    text = root + "".join(f"@layer {layer}{{{rules}}}" for layer, rules in layers.items() if rules)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Style(text, digest)


def style(body: str, colour: str, language: str) -> Style:
    """The style for this body of a page in the newsroom's colour and the language's faces."""
    known = {name for layer in ("parts", "pages") for name in _files()[layer]}
    used = {name for names in CLASSES.findall(body) for name in names.split()}
    return _style(frozenset(used & known), colour, script(language))
