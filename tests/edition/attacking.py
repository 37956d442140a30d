"""Attacks, each with the refusal that it must meet, and trials that a reader must come through."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from tamizdat.edition.refusals import Refused
from tests.edition.world import Newsroom

Act = Callable[[], object]
Attack = Callable[[Newsroom], Act]
Trial = Callable[[Newsroom], None]
Place = tuple[str, int]  # file and line of code


@dataclass
class Tried:
    """An attack, and what must come of it."""

    attack: Attack
    kind: type[Refused]
    words: str  # found in the refusal
    way: set[Place] = field(default_factory=set)  # that its refusal came

    @property
    def name(self) -> str:
        return self.attack.__name__

    def outcome(self) -> str:
        """What came of it: "" when it was refused as it must be.  Whatever the attack shows accepted first, was."""
        act = self.attack(Newsroom())
        try:
            done = act()
        except Exception as error:  # noqa: BLE001  # a wrong one is what it has to tell
            if type(error) is not self.kind or not re.search(self.words, str(error)):
                return f"{type(error).__name__}: {error}"
            self.way = {(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)}
            return ""
        return f"accepted: {done}"


ALL: list[Tried] = []
TRIALS: list[Trial] = []


def refused(kind: type[Refused], words: str) -> Callable[[Attack], Attack]:
    """Writes an attack into the list of all."""

    def listed(attack: Attack) -> Attack:
        ALL.append(Tried(attack, kind, words))
        return attack

    return listed


def survived(trial: Trial) -> Trial:
    """Writes into the list of all what a reader must come through."""
    TRIALS.append(trial)
    return trial
