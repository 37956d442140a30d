"""Land what was found at the desk, through the doors an editor's work goes through.

A file lands whole or not at all: its stories are one transaction, and the pictures kept for them go again when it
fails.  What was not public at its origin, or what a person must look at first, is never published here.  What landed
once is left alone ever after: it may have been edited since.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from tamizdat.desk.actions.publish import publish
from tamizdat.desk.actions.stand import stand
from tamizdat.desk.actions.write import write
from tamizdat.desk.draft import Draft
from tamizdat.desk.frozen import FormerAddress
from tamizdat.desk.newsroom import Paper
from tamizdat.desk.refusal import Refused
from tamizdat.desk.standing import StandingPage
from tamizdat.desk.stories import Story
from tamizdat.importers.fit import paragraph
from tamizdat.importers.found import Finding, Found, Remark, Skipped
from tamizdat.importers.report import Outcome, Report, Taken
from tamizdat.importers.undoing import whole_or_nothing

_WAS: dict[str, str] = {
    "draft": "a draft at its origin",
    "pending": "waiting for review at its origin",
    "private": "private at its origin",
    "future": "scheduled, not yet out at its origin",
    "password": "behind a password at its origin",
    "members": "for members only at its origin",
    "trash": "in the bin at its origin",
}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How found stories are to land."""

    now: datetime
    as_: Literal["draft", "published"] = "draft"  # "published" holds only for what was public
    section: str = ""  # for all of them; where empty, as each one says
    dry_run: bool = False
    by: Any = None  # the account that imports; may be nobody


def land(
    findings: Iterable[Finding], terms: Terms, report: Report, progress: Callable[[int], None] | None = None
) -> None:
    """Bring everything in one file to the desk, or nothing of it, and add to the report."""
    here = Report(dry_run=terms.dry_run)
    with whole_or_nothing():
        for number, finding in enumerate(findings, 1):
            _land_one(finding, terms, here)
            if progress:
                progress(number)
    _add(report, here)


def languages() -> list[str]:
    """The languages the newsroom prints in, as its papers are set up."""
    return list(Paper.objects.values_list("locale__language_code", flat=True))


def _land_one(finding: Finding, terms: Terms, report: Report) -> None:
    if isinstance(finding, Remark):
        report.remarks.append(finding.text)
    elif isinstance(finding, Skipped):
        report.skipped.append((finding.name, finding.why))
    else:
        _land_found(_filed(finding, terms), terms, report)


def _filed(found: Found, terms: Terms) -> Found:
    """The story in a language the newsroom prints in, and in the section that was asked for."""
    draft = dataclasses.replace(found.draft, language=_printed(found.draft.language))
    if terms.section:
        topics = tuple(dict.fromkeys(filter(None, (draft.section, *draft.topics))))
        kept = tuple(topic for topic in topics if topic.casefold() != terms.section.casefold())
        draft = dataclasses.replace(draft, section=terms.section, topics=kept)
    return dataclasses.replace(found, draft=draft)


def _printed(language: str) -> str:
    known = languages()
    if language in known:
        return language
    first = language.split("-")[0].lower()
    return next((each for each in known if each.split("-")[0].lower() == first), language)


def _land_found(found: Found, terms: Terms, report: Report) -> None:
    if found.draft.language not in languages():
        spoken = found.draft.language
        report.skipped.append(
            (found.name, f"its language is “{spoken}”, in which the newsroom does not print; say --language if not")
        )
        return
    if known := _known(found):
        report.taken.append(Taken(found, known))
        return
    outcome, why = _wanted(found, terms)
    if terms.dry_run:
        report.taken.append(Taken(found, outcome, why))
        return
    try:
        with whole_or_nothing():
            report.taken.append(_written(found, outcome, why, terms))
    except Refused as refused:
        report.skipped.append((found.name, str(refused)))


def _known(found: Found) -> Outcome | None:
    """Whether it landed before, and whether its origin changed it since."""
    model = StandingPage if found.kind == "page" else Story
    landed = model.objects.filter(source=found.draft.source).first()
    if landed is None:
        return None
    changed = found.draft.changed
    return "changed at its origin" if changed and landed.changed_at and changed > landed.changed_at else "known"


def _wanted(found: Found, terms: Terms) -> tuple[Outcome, str]:
    """What it is to become, and why not what was asked for."""
    if found.status != "published":
        return "draft", found.review or _WAS[found.status]
    if found.review:
        return "draft", f"look at it first: {found.review}"
    if found.kind == "page":
        return "draft", "a standing page: choose its place in the footer"
    return ("published" if terms.as_ == "published" else "draft"), ""


def _written(found: Found, outcome: Outcome, why: str, terms: Terms) -> Taken:
    if found.kind == "page":
        _stand(found.draft, terms)
        return Taken(found, "draft", why)
    story = write(_fitting(found.draft), by=terms.by)
    if outcome == "published":
        try:
            publish(story, now=terms.now, by=terms.by)
        except Refused as refused:
            return Taken(found, "draft", str(refused))
    return Taken(found, outcome, why)


def _fitting(draft: Draft) -> Draft:
    """A deck of more than the form holds opens the body instead."""
    if len(draft.deck) <= 1000:
        return draft
    return dataclasses.replace(draft, deck="", body=(paragraph(draft.deck), *draft.body))


def _stand(draft: Draft, terms: Terms) -> None:
    page = stand(draft.language, "other", 0, draft.headline, draft.body, by=terms.by)
    StandingPage.objects.filter(pk=page.pk).update(source=draft.source)
    rows = [FormerAddress(page_id=page.pk, address=address) for address in draft.former]
    FormerAddress.objects.bulk_create(rows, ignore_conflicts=True)


def _add(report: Report, here: Report) -> None:
    report.taken += here.taken
    report.skipped += here.skipped
    report.remarks += here.remarks
