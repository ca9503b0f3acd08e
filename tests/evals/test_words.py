"""Words are found whole, whatever their case, dashes and white space; a regular expression as it is written."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.answering.language.folding import folded
from qa_service.evals.words import mentions, pattern_of, snippet

HOSTILE = {
    "not ": "not " * 5_000,
    "no words": "no patient of the whole series and " * 600,
    "without": "without " * 2_500,
    "one long word": "a" * 20_000,
    "n't": "n't" * 6_600,
    "marks": "[1" * 10_000,
    "brackets": "[1]" * 6_600,
    "spaces": " " * 20_000,
    "clauses": ", and it was not seen" * 950,
    "full stops": ". " * 10_000,
    "ligatures": "½" * 20_000,
}


def is_found(words: str, text: str) -> bool:
    return any(True for _ in mentions(folded(text), (words,)))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("Up to 60% of cases [1].", "Up to 60% of cases.", id="mark"),
        pytest.param("Two [1, 2] and three [3–5].", "Two and three.", id="several marks"),
        pytest.param("Two [1][2].", "Two.", id="marks side by side"),
        pytest.param("amifen [3,4-dioxin] is a base", "amifen [3,4-dioxin] is a base", id="a bracket that is no mark"),
        pytest.param("3–4 and 3—4 and 3−4 and 3\u20114", "3-4 and 3-4 and 3-4 and 3-4", id="dashes"),
        pytest.param("a patient’s “own” life", 'a patient\'s "own" life', id="quotation marks"),
        pytest.param("12\u2009523\u2009409 people", "12,523,409 people", id="thin spaces between digits"),
        pytest.param("0·48 per million", "0.48 per million", id="raised point"),
        pytest.param("６０％ of １０", "60% of 10", id="full-width digits"),
        pytest.param("ﬁve  \n\tpages", "five pages", id="ligatures and white space"),
        pytest.param("Lemonal™ and Juice® to\u00adday", "Lemonal and Juice today", id="signs that only decorate"),
        pytest.param("10⁶ cells", "10^6 cells", id="raised digits"),
        pytest.param("", "", id="empty"),
    ],
)
def test_texts_are_brought_into_one_form(text: str, plain: str) -> None:
    """What a reader takes for the same is the same."""
    assert folded(text) == plain


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    """Whatever the text, also where taking out a mark would make another one."""
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize("text", ["[[1]2]", "[1[2]]", "[2[1],3]", "［1］", "[1 ] [2]"])
def test_a_mark_in_a_mark_is_left_alone(text: str) -> None:
    """So that folding is done after one round."""
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        pytest.param("small cell", "Small-cell lung cancer", id="hyphen for a space"),
        pytest.param("small-cell", "a SMALL CELL cancer", id="space for a hyphen, and case"),
        pytest.param("small cell", "a small\ncell cancer", id="line break"),
        pytest.param("scurvy", "(Scurvy).", id="punctuation around"),
        pytest.param("60%", "up to 60 % of cases", id="space before the percent sign"),
        pytest.param("60 %", "up to 60% of cases", id="no space before the percent sign"),
        pytest.param("3-4", "3–4 doses", id="dash"),
        pytest.param("patient's life", "a patient’s life", id="apostrophe"),
        pytest.param("/pre-?synaptic/", "PRESYNAPTIC", id="regular expression, whatever the case"),
        pytest.param("1854", "page 1854.", id="figure"),
        pytest.param("Lemonal", "Lemonal® helps", id="trade mark"),
    ],
)
def test_words_are_found(words: str, text: str) -> None:
    """Whatever the case, the white space, the dashes and the quotation marks."""
    assert is_found(words, text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        pytest.param("rare", "a rarely seen disease", id="beginning of a word"),
        pytest.param("synaptic", "a presynaptic disorder", id="end of a word"),
        pytest.param("60", "160 patients", id="end of a figure"),
        pytest.param("60", "60.5 mg", id="before a decimal point"),
        pytest.param("60", "1,60", id="after a comma"),
        pytest.param("60", "0.60", id="after a decimal point"),
        pytest.param("small cell", "small, cell", id="a comma between"),
        pytest.param("scurvy", "", id="empty text"),
    ],
)
def test_parts_of_words_are_not_found(words: str, text: str) -> None:
    """Words are matched whole."""
    assert not is_found(words, text)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "empty words would be found in every text"),
        (" - ", "empty words would be found in every text"),
        ("[1]", "empty words would be found in every text"),
        ("/(/", "/(/ is no regular expression: missing ), unterminated subpattern at position 0"),
        ("/x*/", "/x*/ is found in every text, even in an empty one"),
        (
            "/[[]a/",
            "/[[]a/ can be read in two ways: Possible nested set at position 1; put a backslash before that sign",
        ),
        ("/[a--b]/", "/[a--b]/ can be read in two ways: Possible set difference at position 2"),
        (r"/\q/", r"/\q/ is no regular expression: bad escape \q at position 0"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(words: str, reason: str) -> None:
    """With the reason; what Python only warns of would be found otherwise by its next version."""
    with pytest.raises(ValueError, match=re.escape(reason)):
        pattern_of(words)


def test_a_snippet_is_cut_between_words() -> None:
    """With a little of what stands around, and dots where it goes on."""
    text = "The first of these many words stands in the middle of a long and winding sentence."
    start = text.index("middle")

    assert snippet(text, start, start + 6, around=12) == "“…in the middle of a long…”"
    assert snippet(text, 0, 3, around=100) == f"“{text}”"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(min_size=1, max_size=20))
def test_looking_for_words_never_raises(text: str, words: str) -> None:
    """Whatever the text; of the words, only empty ones are refused."""
    try:
        pattern_of(words)
    except ValueError:
        return
    for mention in mentions(folded(text), (words,)):
        assert 0 <= mention.start < mention.end <= len(folded(text))


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,3}", fullmatch=True))
def test_words_are_found_in_themselves(words: str) -> None:
    """In any case, and between other words."""
    assert is_found(words, f"xx, {words.upper()}. yy")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_take_no_time(text: str) -> None:
    """20,000 characters are searched in a few seconds on a slow machine, whatever they are."""
    begin = time.monotonic()
    found = sum(1 for _ in mentions(folded(text), ("seen", "patient")))

    assert found >= 0
    assert time.monotonic() - begin < 10
