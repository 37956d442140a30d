"""What somebody types as a sum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.money import DIGITS, NotASum, typed, written


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("5", "USD", 500),
        ("7.50", "USD", 750),
        ("7,5", "EUR", 750),
        (" $ 20 ", "USD", 2000),
        ("20 €", "EUR", 2000),
        ("1 000", "EUR", 100_000),
        ("٥", "USD", 500),  # Arabic digits
        ("۷٫۵۰", "USD", 750),  # Persian ones
        ("５", "USD", 500),
        ("500", "JPY", 500),
        ("5.", "USD", 500),
    ],
)
def test_sums_as_people_write_them(text: str, currency: str, amount: int) -> None:
    assert typed(text, currency, 200, 1_000_000) == amount


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NotASum.EMPTY),
        (" $ ", NotASum.EMPTY),
        ("0", NotASum.LITTLE),
        ("1.99", NotASum.LITTLE),
        ("-5", NotASum.SHAPE),
        ("1.999", NotASum.FINE),
        ("1,000", NotASum.FINE),
        ("1000000000000", NotASum.SHAPE),
        ("999999999999", NotASum.MUCH),
        ("five", NotASum.SHAPE),
        ("5e3", NotASum.SHAPE),
        ("1.2.3", NotASum.SHAPE),
        ("5" * 4_000, NotASum.SHAPE),
        ("½", NotASum.SHAPE),
        ("nan", NotASum.SHAPE),
    ],
)
def test_what_is_no_sum(text: str, reason: str) -> None:
    with pytest.raises(NotASum) as refused:
        typed(text, "USD", 200, 1_000_000)

    assert refused.value.reason == reason


@given(st.integers(0, 10**9), st.sampled_from(sorted(DIGITS)))
def test_what_is_written_is_read_again(amount: int, currency: str) -> None:
    assert typed(written(amount, currency), currency, 0, 10**12) == amount
