"""What the demo newsroom has not published: one story still being written, one set for next week.

Neither may be found in any edition; the tests look for their words.
"""

from __future__ import annotations

from tamizdat.demo.archive import picture
from tamizdat.desk.draft import Block, Draft, DraftPhoto

BEING_WRITTEN = Draft(
    headline="The crane that nobody ordered",
    language="en",
    source="demo:en/crane-nobody-ordered",
    deck="Two signatures are missing, and we are still asking for the third document.",
    dateline="Port Ansel",
    section="investigations",
    bylines=("A. Stork",),
    genre="report",
    body=(
        Block(
            kind="paragraph",
            value="<p>The purchase order for the fourth quay crane carries a stamp, a date and no name. "
            "Two people who could have signed it say they were on leave. This draft waits for the archive to "
            "answer.</p>",
        ),
        Block(kind="heading", value="What we still need"),
        Block(
            kind="list",
            value={
                "ordered": False,
                "entries": ["The register of stamps for the spring quarter", "A reply from the yard that built it"],
            },
        ),
    ),
)


def set_for_later() -> Draft:
    """Finished, approved, and not yet due."""
    return Draft(
        headline="The night ferry comes back for the summer",
        language="en",
        source="demo:en/night-ferry-returns",
        deck="The line will sail on Fridays from the first week of June, the company told us under embargo.",
        dateline="Port Ansel",
        section="harbour",
        bylines=("Teo Hanvik",),
        photo=DraftPhoto(
            file=picture("ferry-dawn"),
            filename="ferry-dawn.jpg",
            caption="The night ferry leaving the inner basin.",
            credit="Drawing: The Harbour Herald",
            alt="A white ferry on pale water before sunrise.",
        ),
        body=(
            Block(
                kind="paragraph",
                value="<p>After two summers without it, the night ferry to Hesk returns. The timetable is under "
                "embargo until the company publishes it, which is why this story is scheduled and not printed.</p>",
            ),
        ),
    )
