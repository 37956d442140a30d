"""Ask for a passphrase, without showing it and without leaving it in anybody's history."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from tamizdat.cli.refusal import Refusal

SHORTEST = 12  # characters of a phrase that somebody makes up


def asked(file: Path | None, prompt: str = "Passphrase of the keys: ", *, new: bool = False) -> str:
    """The passphrase in this file, or what is typed; a new one twice.  Raises Refusal."""
    if file is not None:
        return _read(file)
    if not sys.stdin.isatty():
        raise Refusal("there is no terminal to ask for the passphrase on. Name a file with --passphrase-file.")
    phrase = getpass.getpass(prompt)
    if new:
        _refuse_weak(phrase)
        if getpass.getpass("The same again: ") != phrase:
            raise Refusal("the two were not the same. Nothing was written; run it again.")
    return phrase


def _read(file: Path) -> str:
    try:
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{file} cannot be read as a passphrase. Make it a text file of one line.") from error


def _refuse_weak(phrase: str) -> None:
    if len(phrase) < SHORTEST:
        raise Refusal(f"the passphrase has {len(phrase)} characters; take at least {SHORTEST}, best six random words.")
