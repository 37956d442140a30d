"""Say what an import took, changed, cut and left, one line each, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from tamizdat.importers.fit import words_of
from tamizdat.importers.found import Found

Outcome = Literal["published", "draft", "known", "changed at its origin"]
_SAID: dict[str, str] = {
    "published": "taken, published",
    "draft": "taken as a draft",
    "known": "here already, left alone",
    "changed at its origin": "here already and changed at its origin since, left alone",
}


@dataclass(frozen=True)
class Taken:
    """A story that was found and what became of it."""

    found: Found
    outcome: Outcome
    why: str = ""  # why it is a draft though it was to be published


@dataclass
class Report:
    """What became of everything in the files of one import."""

    dry_run: bool = False
    taken: list[Taken] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)  # name, why
    remarks: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # files that could not be taken at all, a line each

    def counts(self) -> dict[str, int]:
        counted = Counter(each.outcome for each in self.taken)
        return {
            "published": counted["published"],
            "drafts": counted["draft"],
            "known": counted["known"] + counted["changed at its origin"],
            "skipped": len(self.skipped),
            "refused": len(self.refused),
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        for each in self.taken:
            yield from _lines_of(each)
        for name, why in self.skipped:
            yield f"skipped: {name}: {why}"
        yield from (f"note: {remark}" for remark in self.remarks)
        yield self._sum()

    def _sum(self) -> str:
        counts = self.counts()
        whole = (
            f"{counts['published']} published, {counts['drafts']} taken as drafts, {counts['known']} here already, "
            f"{counts['skipped']} skipped"
        )
        return (
            f"Nothing was written; an import would give: {whole}."
            if self.dry_run
            else f"{whole[0].upper()}{whole[1:]}."
        )

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "dry_run": self.dry_run,
            "counts": self.counts(),
            "stories": [_as_json(each) for each in self.taken],
            "skipped": [{"name": name, "why": why} for name, why in self.skipped],
            "remarks": self.remarks,
            "refused": self.refused,
        }


def _lines_of(each: Taken) -> Iterator[str]:
    found = each.found
    if each.outcome in ("known", "changed at its origin"):
        yield f"left: {found.name}: {_SAID[each.outcome]}"
        return
    why = f" ({each.why})" if each.why else ""
    yield f"taken: {found.name}: {_SAID[each.outcome].removeprefix('taken, ').removeprefix('taken ')}{why}"
    yield from (f"changed: {found.name}: {line}" for line in found.changed)
    yield from (f"cut: {found.name}: “{line}”" for line in found.cut)


def _as_json(each: Taken) -> dict[str, Any]:
    found, draft = each.found, each.found.draft
    return {
        "headline": draft.headline,
        "deck": draft.deck,
        "language": draft.language,
        "source": draft.source,
        "bylines": list(draft.bylines),
        "section": draft.section,
        "topics": list(draft.topics),
        "published": draft.published.isoformat() if draft.published else None,
        "kind": found.kind,
        "was": found.status,
        "outcome": each.outcome,
        "why": each.why,
        "text": "\n".join(words_of(block) for block in draft.body),
        "pictures": [
            {
                "caption": one.caption,
                "credit": one.credit,
                "alt": one.alt,
                "address": one.address,
                "taken": bool(one.file),
            }
            for one in found.pictures
        ],
        "changed": list(found.changed),
        "cut": list(found.cut),
        "review": found.review,
        "former": list(draft.former),
    }
