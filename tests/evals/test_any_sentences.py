"""Whatever a sentence and its quotes are, they are judged without failing, and soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.evals.checks import ServedDocument
from qa_service.evals.support import complaint

MARSH = ServedDocument(
    id="marsh1998",
    text="The low ascorbate syndrome (LAS) is rare.",
    title="Scurvy in Dutch sailors",
    authors=("Marsh E",),
    year=1998,
)


def judged(sentence: str, *quotes: str) -> str:
    return complaint(sentence, quotes, [MARSH])


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), st.lists(st.text(max_size=120), max_size=3))
def test_judging_never_raises(sentence: str, quotes: list[str]) -> None:
    """Whatever the texts."""
    assert isinstance(judged(sentence, *quotes), str)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_any_quote_supports_itself(quote: str) -> None:
    """Or says nothing at all."""
    assert judged(quote, quote) in ("", "it says nothing")


WORDS = "scurvy of up to 60 % not no may often sailors children with without and or whereas , . 12 mg before after LAS"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=25),
    st.lists(st.sampled_from(WORDS.split()), max_size=25),
)
def test_words_in_any_order_are_judged(said: list[str], quoted: list[str]) -> None:
    """Nothing in a sentence makes the judge fail."""
    assert isinstance(judged(" ".join(said), " ".join(quoted)), str)


@pytest.mark.parametrize(
    "text", ["scurvy up to 60% " * 1_100, "no fever, " * 2_000, "SCLC (x) " * 2_200, "a" * 20_000, "24 of 264 " * 2_000]
)
def test_hostile_texts_take_no_time(text: str) -> None:
    """20,000 characters on either side are judged in a few seconds on a slow machine."""
    begin = time.monotonic()
    judged(text, "Up to 60% of the cases of scurvy are mild.")
    judged(f"{text} more", text)

    assert time.monotonic() - begin < 30
