"""What the press would refuse is refused at publication, while its editor is still looking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tamizdat.desk.draft import Block
from tamizdat.desk.refusal import Refused
from tests import cast

# Nothing in it repeats, so that it cannot be compressed, and no sentence ends, so that it cannot be divided.
GIANT = "".join(chr(0x4E00 + number * 7 % 20_000) for number in range(16_000))


def test_a_passage_too_heavy_for_any_page_is_refused_in_one_line(newsroom: Any) -> None:
    story = cast.story(body=(Block(kind="paragraph", value=f"<p>{GIANT}</p>"),))

    with pytest.raises(Refused, match="too heavy for any page"):
        story.publish(now=cast.NOW)

    assert not type(story).objects.get(pk=story.pk).live


def test_it_cannot_be_set_for_later_either(newsroom: Any) -> None:
    story = cast.story(body=(Block(kind="paragraph", value=f"<p>{GIANT}</p>"),))

    with pytest.raises(Refused, match="too heavy"):
        story.schedule(cast.NOW + timedelta(hours=1))


def test_a_long_story_of_many_sentences_is_published(newsroom: Any) -> None:
    sentence = "The harbour office answered on Thursday that it had nothing to add to its answer of Wednesday. "
    story = cast.story(body=(Block(kind="paragraph", value=f"<p>{sentence * 200}</p>"),))

    story.publish(now=cast.NOW)

    assert story.live
