"""Laws 1 and 2 of the press, over random histories of what editors really do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.counts import HISTORIES, STEPS_IN_A_HISTORY
from tests.laws.at_work import VERBS
from tests.laws.laws import hold

numbers = st.integers(0, 999)
histories = st.lists(
    st.tuples(st.sampled_from([verb.__name__ for verb in VERBS]), numbers, numbers),
    min_size=4,
    max_size=STEPS_IN_A_HISTORY,
)


@settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # add Phase.shrink to study a failure: it takes minutes
)
@given(steps=histories)
def test_what_is_printed_bit_by_bit_equals_a_clean_print_and_leaks_nothing(
    newsroom: Any, tmp_path_factory: Any, steps: list[tuple[str, int, int]]
) -> None:
    start = [("write_many", 4, 1), ("write", 8, 2), ("publish", 7, 0)]
    scratch: Path = tmp_path_factory.mktemp("laws")

    hold(steps, scratch, start)
