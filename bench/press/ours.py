"""One newsroom of ours under measurement, in a process of its own: `python -m bench.press.ours HOME WORD …`.

`publish N`: editors publish N new stories, one after another, in a process that has served before; each has a photo,
two bylines, a translation that is out already, and three stories to read next.  Clocked from the action to the signed
head on disk.  `edit N`: the headline of an old story, drawn at random.  `rename`: a byline.  `frame`: what every page
shows.  Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

WARM = 3  # rounds before the first that counts


def main(words: list[str]) -> None:
    home, word, *rest = words
    os.environ["TAMIZDAT_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "tamizdat.settings"
    import django

    django.setup()
    print(
        json.dumps(
            {"publish": publish, "edit": edit, "rename": rename, "frame": frame}[word](int(rest[0]) if rest else 1)
        )
    )


def publish(times: int) -> dict[str, Any]:
    from tamizdat.desk.actions.publish import publish as act
    from tamizdat.desk.actions.relate import relate
    from tamizdat.desk.actions.translate import translate
    from tamizdat.desk.actions.write import write
    from tamizdat.desk.draft import Block, Draft
    from tamizdat.desk.models import Photo, Story

    draw = random.Random(11)
    photos = list(Photo.objects.order_by("pk"))
    old = list(Story.objects.filter(live=True).order_by("-pk").values_list("pk", flat=True)[:400])
    spent, sheets, missing, made = [], [], [], []
    for number in range(times + WARM):
        headline = f"A boat came in at night, number {number} zq{time.time_ns()}x"
        body = tuple(Block(kind="paragraph", value=f"<p>{'Nobody saw it come. ' * 30}{at}</p>") for at in range(12))
        story = write(Draft(headline=headline, language="en", deck="It left before the morning.", body=body))
        sample = Story.objects.get(pk=draw.choice(old))
        story.section = sample.section
        story.photo, story.photo_caption, story.photo_credit = draw.choice(photos), "The quay.", "A. Stork"
        story.photo_alt = "A quay at night."
        _give_bylines(story, draw)
        story.save_revision()
        relate(story, [Story.objects.get(pk=pk) for pk in draw.sample(old, 3)])
        other = translate(story, "ru")
        act(other)
        settled()
        story = Story.objects.get(pk=story.pk)
        milliseconds, report = _timed(lambda story=story: act(story))
        spent.append(milliseconds)
        sheets.append(report.changed)
        missing.append(_without(headline, Story.objects.get(pk=story.pk)))
        made += [story.pk, other.pk]
    take_back(made)
    return _told(spent, sheets, missing)


def edit(times: int) -> dict[str, Any]:
    from tamizdat.desk.actions.publish import publish as act
    from tamizdat.desk.models import Story

    draw = random.Random(12)
    # Those that `publish` wrote are left out: their translations have the same headline, and keep it.
    old = Story.objects.filter(live=True, locale__language_code="en").exclude(headline__contains=" zq")
    pks = list(old.order_by("pk").values_list("pk", flat=True))
    spent, sheets, stale = [], [], []
    for _ in range(times + WARM):
        story = Story.objects.get(pk=draw.choice(pks))
        before, story.headline = story.headline, f"Corrected zq{time.time_ns()}x"
        story.save_revision()
        story = Story.objects.get(pk=story.pk)
        milliseconds, report = _timed(lambda story=story: act(story))
        spent.append(milliseconds)
        sheets.append(report.changed)
        stale.append(_holding(before))
    return _told(spent, sheets, stale)


def rename(times: int) -> dict[str, Any]:
    """The byline with most stories."""
    from collections import Counter

    from tamizdat.desk.models import Byline, StoryByline

    often = Counter(StoryByline.objects.values_list("byline", flat=True)).most_common(1)
    byline = Byline.objects.get(pk=often[0][0])
    before, byline.name = byline.name, f"Zq{time.time_ns()}x Stork"
    naming = _holding(before)
    milliseconds, report = _timed(byline.save)
    return {"seconds": milliseconds / 1_000, "sheets": report.changed, "named it": naming, "stale": _holding(before)}


def frame(times: int) -> dict[str, Any]:
    """Words that stand on every page: the newsroom's colour and strapline."""
    from tamizdat.desk.models import Newsroom

    room = Newsroom.load()
    room.strapline, room.colour = f"Zq{time.time_ns()}x", "#1f4f7a"
    milliseconds, report = _timed(room.save)
    return {"seconds": milliseconds / 1_000, "sheets": report.changed, "have it": _holding(room.strapline)}


def _timed(act: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    act()
    report = settled()
    return (time.perf_counter() - began) * 1_000, report


def take_back(pks: list[int]) -> None:
    """Withdraw what was published to be clocked: a home that is kept has as many stories of today in its next run."""
    from tamizdat.desk.actions.withdraw import withdraw
    from tamizdat.desk.models import Story

    for story in Story.objects.filter(pk__in=pks):
        withdraw(story)
    settled()


def settled() -> Any:
    """The report of a round: what was done at the desk is in the edition then."""
    from tamizdat.press.workers import cores
    from tamizdat.works.round import make_round

    return make_round(datetime.now(UTC), quick=True, workers=cores()).report


def _give_bylines(story: Any, draw: random.Random) -> None:
    from tamizdat.desk.models import Byline, StoryByline

    two = draw.sample(list(Byline.objects.order_by("pk")), 2)
    story.bylines = [StoryByline(sort_order=at, byline=one) for at, one in enumerate(two)]


def _without(headline: str, story: Any) -> int:
    """Of the pages that must show a new story, how many do not: its own, the front's, its section's, its bylines'."""
    edition = Path(os.environ["TAMIZDAT_HOME"]) / "edition"
    pages = [story.address, "en/index.html", "en/all/index.html", f"en/{story.section.slug}/index.html", "en/feed.xml"]
    pages += [f"en/by/{row.byline.slug}/index.html" for row in story.bylines.all()]
    return sum(headline not in (edition / page).read_text() for page in pages)


def _holding(text: str) -> int:
    """Pages and feeds of the edition with this text; bytes of yesterday, which old heads stand for, left out."""
    from bench.press.peers import holding

    edition = Path(os.environ["TAMIZDAT_HOME"]) / "edition"
    return sum(holding(edition / name, text) for name in ("en", "ru"))


def _told(spent: list[float], sheets: list[int], wrong: list[int]) -> dict[str, Any]:
    counted = spent[WARM:]
    return {
        "median": statistics.median(counted),
        "worst": max(counted),
        "sheets": statistics.median(sheets[WARM:]),
        "wrong": sum(wrong),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
