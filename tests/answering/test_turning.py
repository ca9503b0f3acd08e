"""A sentence turns into a question that it answers, or into none."""

import pytest

from qa_service.answering.turning import inside, question_of


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Up to 40% of the crew had sore gums by day 60.", "What share of the crew had sore gums by day 60?"),
        (
            "In Ito 2001, 62% of the sailors (39 of 63) were pale at noon, and 85% at night.",
            "What share of the sailors were pale at noon in Ito 2001?",
        ),
        ("Three of the 12 children in Ito 2001 had fever.", "How many of the 12 children in Ito 2001 had fever?"),
        (
            "Sore gums were common in 77% of the men in Ito 2001, and pallor in 45%.",
            "In what share of the men in Ito 2001 were sore gums common?",
        ),
        (
            "A bleeding ulcer occurred in 1.5% of the adults.",
            "In what share of the adults did a bleeding ulcer occur?",
        ),
        ("Ito 2001 counted 348 patients with scurvy.", "How many patients with scurvy did Ito 2001 count?"),
    ],
)
def test_a_figure_answers_how_many(sentence: str, question: str) -> None:
    """What share, how many, in what share; a second statement and figures in brackets are left away."""
    assert question_of(sentence) == question


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The median age at onset was 49 years (range 11-80).", "What was the median age at onset?"),
        ("Rickets is a softening of the bones in children.", "What is rickets?"),
        ("Lemon juice cured 9 of 10 sailors within 6 days.", "What cured 9 of 10 sailors within 6 days?"),
        ("Ito 2001 states that iron can harm the liver.", "What can harm the liver?"),
        ("Prognosis is related to the presence of cancer.", "What is prognosis related to?"),
        (
            "The score was better on lemons than on limes in Ito 2001.",
            "Was the score better on lemons than on limes in Ito 2001?",
        ),
        ("Aspirin does not reduce life expectancy.", "Does aspirin reduce life expectancy?"),
    ],
)
def test_a_statement_answers_what_and_whether(sentence: str, question: str) -> None:
    """A value with a name, a definition, an effect, a tie, a comparison, a denial."""
    assert question_of(sentence) == question


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Scurvy is caused by a lack of vitamin C.", "What causes scurvy?"),
        ("The fits were often triggered by loud noise in Ito 2001.", "What triggered the fits in Ito 2001?"),
        ("Scurvy is diagnosed by the look of the gums.", "How is scurvy diagnosed?"),
        ("Patients with scurvy are treated with lemon juice.", "How are patients with scurvy treated?"),
        ("Charcoal is made from wood.", "How is charcoal made?"),
        ("Lemon juice is the best treatment of scurvy.", "What is the best treatment of scurvy?"),
        ("The first signs of scurvy are sore gums and pallor.", "What are the first signs of scurvy?"),
    ],
)
def test_a_statement_answers_what_one_would_ask(sentence: str, question: str) -> None:
    """What causes it, how it is diagnosed, treated or made, what plays the first part."""
    assert question_of(sentence) == question


@pytest.mark.parametrize(
    "sentence",
    [
        "Patients were treated with lemon juice.",
        "Scurvy was identified by Ito 2001.",
        "Home testing is an alternative in sailors.",
        "The first signs of scurvy are often missed.",
        "We counted 348 patients with scurvy.",
        "",
        "?",
        "Placebo relieved it in 28 of 100.",
        "It does not reduce the risk of a tumour.",
        "This is a randomised trial.",
        "Ito 2001 is a review of scurvy.",
        "The aim of the study was a better diet.",
        "Keywords; Scurvy; Sailors.",
        "Lemons improved limb, bulbar and eye strength.",
        "The remaining cases have an unknown cause but are associated with fever.",
        "In how many cases this was so is 5% of nothing",
        "Diagnostic delays (time to diagnosis) of scurvy were about ten months",
        "The number of words that the mate wrote in the log was 12 and " + "so on and " * 500,
    ],
)
def test_what_would_read_badly_is_not_asked(sentence: str) -> None:
    """Pronouns, works, lists, clauses inside clauses, nothing at all, and what has no end."""
    assert question_of(sentence) is None


def test_names_keep_their_capital_inside_a_sentence() -> None:
    """Abbreviations, names that two words make, and what the text writes so in the middle of a sentence."""
    texts = [
        "Scurvy in sailors",
        "LEMS in children",
        "Marsh 1998",
        "European Agency",
        "Japan",
        "The score",
        "P/Q-type channels",
    ]

    assert [inside(text, {"japan"}) for text in texts] == [
        "scurvy in sailors",
        "LEMS in children",
        "Marsh 1998",
        "European Agency",
        "Japan",
        "the score",
        "P/Q-type channels",
    ]
