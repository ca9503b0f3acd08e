"""What is sent, and what is withheld, given the words that it cites."""

from __future__ import annotations

import pytest

from qa_service.answering.verification import is_supported
from qa_service.types import Work

SHARE = "Up to 60% of the cases of scurvy are mild."
DOSE = "A daily dose of 10 mg of ascorbate prevents scurvy."
RISK = "Aspirin does not reduce the risk of a tumour."
MARSH = Work(title="Scurvy in sailors", authors=("Marsh E",), year=1998, type="review")


@pytest.mark.parametrize("quote", [SHARE, DOSE, RISK, "TNF-α does not change; 𝛽-carotene does."])
def test_the_words_of_the_source_pass(quote: str) -> None:
    """With or without the full stop, and whatever the white space."""
    assert is_supported(quote, [quote], [])
    assert is_supported(quote.rstrip("."), ["Another sentence.", quote], [])
    assert is_supported(quote.replace(" ", "  "), [quote], [])


def test_a_list_on_one_line_passes() -> None:
    """The bullets of the source are not words."""
    quote = "Three signs were common:\n\n• bowed legs in 52 of 60\n• late teeth"

    assert is_supported("Three signs were common: bowed legs in 52 of 60; late teeth.", [quote], [])


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("Of the cases of scurvy, up to 50% are mild.", SHARE, id="number"),
        pytest.param("Of the cases of scurvy, up to 6% are mild.", SHARE, id="digit lost"),
        pytest.param("A dose of 100 mg of ascorbate daily prevents scurvy.", DOSE, id="digit added"),
        pytest.param("A dose of 1.0 mg of ascorbate daily prevents scurvy.", DOSE, id="decimal point"),
        pytest.param("A dose of 10 g of ascorbate daily prevents scurvy.", DOSE, id="unit"),
        pytest.param("Of the cases of scurvy, up to 60 are mild.", SHARE, id="unit lost"),
        pytest.param("Of the cases of scurvy, 60% are mild.", SHARE, id="up to lost"),
        pytest.param("Of the cases of scurvy, about 60% are mild.", SHARE, id="up to changed"),
        pytest.param("A dose of at least 10 mg of ascorbate daily prevents scurvy.", DOSE, id="at least added"),
        pytest.param("A p < 0.05 was found.", "A p > 0.05 was found.", id="comparison turned round"),
        pytest.param("Three of 9 died.", "Two of 9 died.", id="number in words"),
        pytest.param("0.48 per million had rickets.", "0.48 per 100,000 had rickets.", id="denominator"),
        pytest.param("Aspirin does reduce the risk of a tumour.", RISK, id="negation lost"),
        pytest.param("Aspirin reduces the risk of a tumour.", RISK, id="negation lost with its verb"),
        pytest.param("A dose of 10 mg of ascorbate daily does not prevent scurvy.", DOSE, id="negation added"),
        pytest.param("A dose of 10 mg of ascorbate daily never prevents scurvy.", DOSE, id="never added"),
        pytest.param("A dose of 10 mg of ascorbate daily cures scurvy.", DOSE, id="foreign verb"),
        pytest.param("A dose of 10 mg of ascorbate daily prevents rickets.", DOSE, id="foreign noun"),
    ],
)
def test_a_sentence_that_says_otherwise_is_withheld(text: str, quote: str) -> None:
    """One number, unit, hedge, negation or word is enough."""
    assert not is_supported(text, [quote], [MARSH])


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("60% of the cases of scurvy are mild.", SHARE, id="up to cut off"),
        pytest.param("0 mg of ascorbate prevents scurvy.", DOSE, id="digit cut off"),
        pytest.param("Aspirin kills.", "We do not believe that aspirin kills.", id="denial cut off"),
        pytest.param("Reduce the risk of a tumour.", RISK, id="negation cut off"),
        pytest.param("", SHARE, id="nothing"),
        pytest.param(".", SHARE, id="full stop"),
    ],
)
def test_a_part_of_a_quote_is_not_the_quote(text: str, quote: str) -> None:
    """What was cut off may have said the opposite."""
    assert not is_supported(text, [quote], [])


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("Sumatriptan reduces pain.", "Sumatriptan may reduce pain.", id="may lost"),
        pytest.param("All patients improved.", "Some patients improved.", id="some became all"),
        pytest.param("Before meals it was given.", "It was given after meals.", id="after became before"),
        pytest.param("No drug helps.", "A drug helps the patient.", id="patient counted as a negation"),
        pytest.param("Juice helps less than pills.", "Pills help less than juice.", id="sides changed"),
    ],
)
def test_small_words_that_carry_meaning_are_compared(text: str, quote: str) -> None:
    """Hedges without a number, quantities, directions and the sides of a comparison."""
    assert not is_supported(text, [quote], [])


def test_nothing_supports_a_sentence_without_quotes() -> None:
    """Not even the name of its work."""
    assert not is_supported("Scurvy in sailors.", [], [MARSH])


@pytest.mark.parametrize(
    ("text", "line", "passes"),
    [
        ("The review by Marsh (1998) was published in 1998.", "Year: 1998", True),
        ("The review by Marsh (1998) was published in 1999.", "Year: 1998", False),
        ("The review by Marsh (1998) appeared in Journal of Invented Medicine.", "Journal: Journal of Invented Medicine", True),
        ("The review by Marsh (1998) appeared in The Lancet.", "Journal: Journal of Invented Medicine", False),
        ("The review by Marsh (1998) is on pages 101-117.", "Pages: 101-117", True),
        ("The review by Marsh (1998) is on pages 101-119.", "Pages: 101-117", False),
        ("The review by Marsh (1998) is in volume 12(4).", "Volume: 12(4)", True),
        ("The review by Novak (1998) was published in 1998.", "Year: 1998", False),
    ],
)  # fmt: skip
def test_a_sentence_of_a_record_may_name_its_work(text: str, line: str, passes: bool) -> None:
    """Author, kind and year of the cited work count as said; the field itself must stand in the line."""
    assert is_supported(text, [line], [MARSH]) == passes


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Scurvy causes pain in sailors.", "Pain causes scurvy in sailors."),
        ("10 improved and 5 worsened.", "5 improved and 10 worsened."),
    ],
)
def test_nothing_changes_sides(text: str, quote: str) -> None:
    """The same words in another order may say the opposite."""
    assert not is_supported(text, [quote], [])
