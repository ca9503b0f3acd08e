"""What a sentence may say of what it cites, and what it may not."""

from __future__ import annotations

import pytest

from qa_service.evals.checks import ServedDocument
from qa_service.evals.support import as_read, complaint

SHARE = "Up to 60% of the cases of scurvy are mild, most commonly in young sailors."
LIFE = "Scurvy of sailors often kills, whereas scurvy of children does not shorten life."
DOSE = "The maximum daily dose of ascorbate in adults is 60 mg, in 3-4 doses, and in children at most 20 mg."
SIDES = "Weakness began in the eyes in 59%, in the mouth in 29% and in the legs in 12% of sailors."
FEVER = "Some signs of scurvy overlap with those of rickets, which can delay the diagnosis."
ADVICE = "Where gums bleed, lemons should be given before any surgery."
COUNT = "Scurvy was found in 24 of 264 sailors with bleeding gums, and rickets in none of them."
FASTER = "Scurvy was recognised faster in sailors with fever than in sailors without fever."
CHANGE = "Muscle strength in the legs rose from 45% to 65% of normal with lemon juice."
MARSH = ServedDocument(
    id="marsh1998",
    text="Gum bleeding score (GBS) and vitamin C (ascorbate) of sailors. The low ascorbate syndrome (LAS) is rare.",
    title="Scurvy in Dutch sailors",
    authors=("Marsh E", "Toll K"),
    journal="Journal of Invented Science",
    year=1998,
    type="review",
)


def judged(sentence: str, *quotes: str) -> str:
    return complaint(sentence, quotes, [MARSH])


@pytest.mark.parametrize(
    "quote", [SHARE, LIFE, DOSE, SIDES, FEVER, ADVICE, COUNT, FASTER, CHANGE, "TNF-α does not change; β-carotene does."]
)
def test_a_quote_supports_itself(quote: str) -> None:
    """With another white space, case or full stop, alone or among others."""
    assert judged(quote, quote) == ""
    assert judged(quote.rstrip("."), "Another sentence.", quote) == ""
    assert judged(quote.replace(" ", "  ").upper(), quote) == ""


def test_whole_sentences_of_a_quote_are_supported() -> None:
    """The first, the last, or both."""
    quote = f"{SHARE} {LIFE} {FEVER}"

    assert judged(LIFE, quote) == ""
    assert judged(f"{LIFE} {FEVER}", quote) == ""


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        pytest.param("Scurvy is mild in up to sixty per cent of cases.", SHARE, id="number words"),
        pytest.param("As many as 60 % of scurvy cases are mild.", SHARE, id="another word for the hedge"),
        pytest.param("Life is not shortened in the scurvy of children.", LIFE, id="passive"),
        pytest.param("Scurvy in sailors frequently kills.", LIFE, id="another word for often"),
        pytest.param("Adults take no more than 60 mg of ascorbate per day.", DOSE, id="dose per day"),
        pytest.param("In 29% of sailors, weakness started in the mouth.", SIDES, id="one of several"),
        pytest.param(
            "Because some signs overlap with those of rickets, the diagnosis can be delayed.",
            FEVER,
            id="clauses turned",
        ),
        pytest.param("If gums bleed, lemons should be given prior to surgery.", ADVICE, id="another word for before"),
        pytest.param("Of 264 sailors who had bleeding gums, 24 had scurvy.", COUNT, id="order of figures"),
        pytest.param(
            "In sailors with fever, scurvy was recognised faster than in those without fever.",
            FASTER,
            id="comparison kept",
        ),
        pytest.param(
            "With lemon juice, leg muscle strength increased from 45% to 65% of normal.",
            CHANGE,
            id="another word for rose",
        ),
        pytest.param(
            "Marsh et al. (1998) report that up to 60% of the cases are mild.", SHARE, id="work named by author"
        ),
        pytest.param(
            "The 1998 review by Marsh and Toll found that up to 60% of cases are mild.",
            SHARE,
            id="work named by authors",
        ),
        pytest.param(
            "According to the review in the Journal of Invented Science, up to 60% of cases are mild.",
            SHARE,
            id="journal",
        ),
        pytest.param(
            "Among Dutch sailors, up to 60% of cases are mild.",
            "Among sailors, up to 60% of cases are mild.",
            id="title",
        ),
        pytest.param("The GBS fell.", "The gum bleeding score fell.", id="abbreviation for its words"),
        pytest.param("The gum bleeding score fell.", "The GBS fell.", id="words for their abbreviation"),
        pytest.param("One study found scurvy in 24 sailors.", COUNT, id="counted works"),
        pytest.param("The paper by Marsh et al. (1998) has 10 pages.", "Number of pages 10", id="record"),
        pytest.param(
            "The review by Marsh et al. (1998) was published on Sep 1 1998.", "Published - 1 September 1998", id="date"
        ),
    ],
)
def test_what_says_no_more_is_supported(sentence: str, quote: str) -> None:
    """Other words, another order, one part of several, the work by its name."""
    assert judged(sentence, quote) == ""


@pytest.mark.parametrize(
    ("sentence", "quote", "told"),
    [
        pytest.param("Up to 50% of cases are mild.", SHARE, "up to 50 % is not in what it cites", id="number"),
        pytest.param("Up to 600% of cases are mild.", SHARE, "up to 600 % is not in what it cites", id="digit added"),
        pytest.param(
            "60% of cases are mild.", SHARE, "60 % is not in what it cites, which has up to 60 %", id="hedge lost"
        ),
        pytest.param(
            "More than 60% of cases are mild.",
            SHARE,
            "more than 60 % is not in what it cites, which has up to 60 %",
            id="hedge",
        ),
        pytest.param(
            "Up to 60 mg of cases are mild.",
            SHARE,
            "up to 60 mg is not in what it cites, which has up to 60 %",
            id="unit",
        ),
        pytest.param(
            "Not up to 60% of cases are mild.",
            SHARE,
            "not up to 60 % is not in what it cites, which has up to 60 %",
            id="denied",
        ),
        pytest.param(
            "Scurvy of children shortens life.",
            LIFE,
            "“shortens” is affirmed; what it cites has it negated",
            id="not lost",
        ),
        pytest.param(
            "Scurvy of sailors does not kill often.",
            LIFE,
            "“kill” is negated; what it cites has it affirmed",
            id="not added",
        ),
        pytest.param(
            "Scurvy of sailors does not shorten life.",
            LIFE,
            "“sailors” stands where what it cites has “children”",
            id="said of others",
        ),
        pytest.param("Scurvy of sailors kills.", LIFE, "what it cites says “often”, which is missing", id="often lost"),
        pytest.param(
            "Scurvy of sailors always kills.",
            LIFE,
            "what it cites says “often”, which is missing",
            id="often made always",
        ),
        pytest.param(
            "All signs of scurvy overlap with those of rickets.",
            FEVER,
            "“all” stands where what it cites has “some”",
            id="some made all",
        ),
        pytest.param("Some signs of scurvy delay the diagnosis.", FEVER, "what it cites says “can”", id="can lost"),
        pytest.param(
            "Where gums bleed, lemons are given before any surgery.",
            ADVICE,
            "what it cites says “should”",
            id="should lost",
        ),
        pytest.param(
            "Up to 60% of the cases of scurvy might be mild.",
            SHARE,
            "“might” is not in what it cites",
            id="might added",
        ),
        pytest.param(
            "Where gums bleed, lemons should be given after any surgery.", ADVICE, "“after” stands where", id="opposite"
        ),
        pytest.param(
            "Scurvy was recognised more slowly in sailors with fever.",
            FASTER,
            "“slowly” is not in what it cites",
            id="slower",
        ),
        pytest.param(
            "Scurvy was recognised faster in sailors without fever than in sailors with fever.",
            FASTER,
            "“without” stands where",
            id="sides",
        ),
        pytest.param(
            "Muscle strength in the legs fell from 45% to 65% of normal.", CHANGE, "“decrease” stands where", id="fell"
        ),
        pytest.param(
            "Muscle strength in the legs rose from 65% to 45%.",
            CHANGE,
            "65 to 45 % is not in what it cites",
            id="from and to",
        ),
        pytest.param(
            "Muscle strength in the arms rose from 45% to 65% of normal.",
            CHANGE,
            "“arms” is not in what it cites",
            id="word",
        ),
        pytest.param(
            "Weakness began in the eyes in 29% of sailors.", SIDES, "“29 %” stands with “eyes”", id="another's figure"
        ),
        pytest.param("Scurvy was found in 264 of 24 sailors.", COUNT, "have changed places", id="figures turned round"),
        pytest.param("Scurvy of sailors often kills in Hamburg.", LIFE, "“Hamburg” is not in what it cites", id="name"),
        pytest.param(
            "Ascorbate cures up to 60% of mild cases.",
            SHARE,
            "“Ascorbate”, “cures” are not in what it cites",
            id="words",
        ),
        pytest.param("One of 264 sailors had rickets.", COUNT, "1 sailors is not in what it cites", id="none made one"),
        pytest.param(
            "The review of 1997 found up to 60%.", SHARE, "1997 is not in what it cites", id="year of no work"
        ),
        pytest.param(
            "Scurvy of sailors is not rare.",
            "Rickets of children is common.",
            "it negates",
            id="negates what is not there",
        ),
        pytest.param(
            "Dutch sailors had scurvy.",
            "British sailors had scurvy.",
            "“Dutch” is not in what it cites",
            id="title for a name",
        ),
        pytest.param(
            "It occurs with fever.",
            "It occurs with or without fever.",
            "what it cites says “with or without fever”",
            id="both",
        ),
        pytest.param(
            "All sailors recovered.", "All but one sailor recovered.", "“All” is not in what it cites", id="exception"
        ),
    ],
)
def test_what_says_more_or_otherwise_is_not_supported(sentence: str, quote: str, told: str) -> None:
    """One figure, unit, hedge, negation, name or word is enough, and is named."""
    assert told in judged(sentence, quote)


def test_a_sentence_needs_something_to_stand_on() -> None:
    """Words, and a quote."""
    assert judged(SHARE) == "it cites nothing"
    assert judged(" … ", SHARE) == "it says nothing"
    assert judged("", SHARE) == "it says nothing"


def test_each_part_may_come_from_another_quote() -> None:
    """A sentence that draws on two is supported by both, and by none alone."""
    sentence = "Up to 60% of the cases of scurvy are mild, and the scurvy of children does not shorten life."

    assert judged(sentence, SHARE, LIFE) == ""
    assert judged(sentence, SHARE) != ""
    assert judged(sentence, LIFE) != ""


@pytest.mark.parametrize(
    ("sentence", "record"),
    [
        (
            "The review by Marsh et al. (1998) appeared in Journal of Invented Science.",
            "Journal Journal of Invented Science",
        ),
        ("The review was written by Marsh E and Toll K.", "Authors: Marsh E, Toll K"),
        ("The title is “Scurvy in Dutch sailors”.", "Scurvy in Dutch sailors"),
        ("The review by Marsh et al. (1998) was published in 1998.", "Year: 1998"),
        ("The review “Scurvy in Dutch sailors” was published in 1998.", "Year: 1998"),
    ],
)
def test_what_a_record_holds_stands_in_what_is_cited(sentence: str, record: str) -> None:
    """Naming a work is no claim; saying who wrote it, when, where and under which title is one."""
    assert judged(sentence, record) == ""
    assert judged(sentence, SHARE) != ""


def test_a_record_is_read_with_labels_and_values_apart() -> None:
    """ "Number of pages10" was two cells of a table; other sections are read as they are."""
    assert as_read("Record", "Number of pages10") == "Number of pages 10"
    assert as_read("Results", "Number of pages10") == "Number of pages10"
