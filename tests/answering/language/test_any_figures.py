"""Whatever the text, its figures are read without failing, and soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.answering.language.digits import with_digits
from qa_service.answering.language.quantities import Quantity, quantities

HOSTILE = {
    "figures": "1 " * 10_000,
    "hedged figures": "up to about 1 " * 1_400,
    "a maximum without end": "a maximum of the whole " * 870,
    "number words": "one " * 5_000,
    "number words and": "one and " * 2_500,
    "commas": "1," * 10_000,
    "dashes": "1-" * 10_000,
    "slashes": "5/" * 10_000,
    "rates": "5 mg" + "/kg" * 6_600,
    "one long figure": "1" * 20_000,
    "identifiers": "10.1186/" * 2_500,
    "halves": "half of " * 2_500,
    "changes": "rose from " * 2_000 + "5 to 6",
    "fractions": "⅓" * 5_000,
    "zeros": "\0" * 20_000,
}


def only(text: str) -> Quantity:
    [found] = quantities(text)
    return found


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_reading_figures_never_raises(text: str) -> None:
    """Whatever the text; every figure stands in the text as it was read."""
    for found in quantities(text):
        assert 0 <= found.start < found.end
        assert str(found)


FIGURES = "up to about 3 4 60 % mg - to and per million one half two hundred . , ( ) 2017 from rose x /"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FIGURES.split()), max_size=20))
def test_figures_in_any_order_are_read_alike_twice(words: list[str]) -> None:
    """Reading what was read changes nothing."""
    once = with_digits(" ".join(words))

    assert [(item.low, item.high) for item in quantities(once)] == [
        (item.low, item.high) for item in quantities(" ".join(words))
    ]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9))
def test_a_whole_number_is_read_with_and_without_commas(value: int) -> None:
    """As its value."""
    assert only(f"It was {value:,} sailors.").low == value
    assert only(f"It was {value} sailors.").low == value


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_take_no_time(text: str) -> None:
    """20,000 characters are read in a few seconds on a slow machine, whatever they are."""
    begin = time.monotonic()
    quantities(text)

    assert time.monotonic() - begin < 20
