"""The few scripts that stand in pages: their text, and the hash by which a page's policy lets them run."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"


@cache
def script(name: str) -> str:
    """Without its comments and indentation."""
    source = re.sub(r"^\s*//.*\n", "", (FOLDER / f"{name}.js").read_text(), flags=re.MULTILINE)
    return re.sub(r"\n\s*", "\n", source).strip()


@cache
def digest(name: str) -> str:
    """As a policy names it: base64 of SHA-256."""
    return b64encode(hashlib.sha256(script(name).encode()).digest()).decode()
