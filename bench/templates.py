"""What part of a reprint is spent in templates, and so the most that a faster template engine could gain.

Stories of nonsense words are filed straight to the press of a throw-away newsroom and printed; then everything is
reprinted with a clock around the template engine.  CPU seconds, median of five.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench templates")
    parser.add_argument("--stories", type=int, default=500)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"TAMIZDAT_HOME": home, "DJANGO_SETTINGS_MODULE": "tamizdat.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", "press", database="press", verbosity=0)
        _file(options.stories)
        shares = _measure(options.times)
    median = statistics.median(shares)
    print(
        f"{options.stories} stories, {options.times} reprints: templates take {median:.1%} of the CPU time of a reprint"
    )
    print(f"(from {min(shares):.1%} to {max(shares):.1%}); an engine four times faster could save {median * 0.75:.1%}.")
    return 0


def _measure(times: int) -> list[float]:
    from jinja2 import Template

    from tamizdat.press.run import Press

    whole, spent = Template.render, [0.0]

    def timed(self: Template, *args: Any, **kwargs: Any) -> str:
        start = time.process_time()
        try:
            return whole(self, *args, **kwargs)
        finally:
            spent[0] += time.process_time() - start

    Press().run(NOW)
    Template.render = timed  # type: ignore[method-assign]
    shares = []
    for _ in range(times):
        spent[0], start = 0.0, time.process_time()
        Press().run(NOW, reprint=True)
        shares.append(spent[0] / (time.process_time() - start))
    return shares


def _file(count: int) -> None:
    from tamizdat.press import copy, filing

    rng = random.Random(2026)
    vocabulary = ["".join(rng.choices("etaoinshrdlu", k=rng.randint(2, 9))) for _ in range(4000)]

    def text(length: int) -> str:
        return " ".join(rng.choices(vocabulary, k=length)).capitalize() + "."

    keys = [uuid.UUID(int=number + 1).hex for number in range(count)]
    rows: list[Any] = [
        copy.Newsroom(uid=uuid.UUID(int=7).hex, languages=("en",), names={"en": "The Herald"}),
        *(copy.Section(key=f"section-{n}", names={"en": f"Section {n}"}, order=n) for n in range(8)),
        *(copy.Byline(key=f"byline-{n}", names={"en": f"Byline {n}"}) for n in range(20)),
    ]
    for number, key in enumerate(keys):
        at = (NOW - timedelta(hours=5 * number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        rows.append(
            copy.Story(
                key=key,
                language="en",
                translation=key,
                address=f"en/{at[:4]}/{at[5:7]}/story-{number}.html",
                section=f"section-{number % 8}",
                bylines=(f"byline-{number % 20}",),
                headline=text(8),
                deck=text(20),
                body=tuple(copy.Passage(html=f"<p>{text(60)}</p>") for _ in range(9)),
                related=(keys[number - 1],),
                published=at,
                changed=at,
            )
        )
    filing.file(rows)
