"""Relate: name other stories under a story, once all of them are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tamizdat.desk.changing import change


def relate(story: Any, others: Sequence[Any], by: Any = None, now: datetime | None = None) -> Any:
    """These stories, in this order, in place of those named before."""

    def alter(version: Any) -> None:
        model = version.related.model
        version.related = [model(sort_order=place, other=other) for place, other in enumerate(others)]

    return change(story, alter, by, now)
