"""Which names a corpus teaches, and which brackets teach nothing."""

from __future__ import annotations

import pytest

from qa_service.retrieval.synonyms import Synonym, learn_synonyms, long_form

EVERYDAY = frozenset("cancer disease women control treatment blood".split())


def learned(text: str) -> list[tuple[str, str]]:
    return [(pair.name, pair.other) for pair in learn_synonyms([text], EVERYDAY.__contains__)]


@pytest.mark.parametrize(
    ("before", "short", "expected"),
    [
        ("the role of heat shock transcription factor", "HSF", "heat shock transcription factor"),
        ("we used gas chromatography", "GC", "gas chromatography"),
        ("after a transient ischaemic attack", "TIA", "transient ischaemic attack"),
        ("a nonsteroidal anti-inflammatory drug", "NSAID", "nonsteroidal anti-inflammatory drug"),
        ("the level of C-reactive protein", "CRP", "C-reactive protein"),
        ("amplitude of the compound muscle action potential", "CMAP", "compound muscle action potential"),
        ("scores of quality of life", "QoL", "quality of life"),
        ("patients took 3,4-diaminopyridine", "3,4-DAP", "3,4-diaminopyridine"),
        ("antibodies to interleukin 6", "IL-6", "interleukin 6"),
        ("loss of Lambert–Eaton myasthenic syndrome", "LEMS", "Lambert–Eaton myasthenic syndrome"),
    ],
)
def test_the_letters_of_a_short_form_are_found_in_its_long_form(before: str, short: str, expected: str) -> None:
    """From right to left, the first letter at the start of a word."""
    assert long_form(before, short) == expected


def test_a_plural_s_is_no_letter_of_the_short_form() -> None:
    """The long form is found, and the short form is learned without its s."""
    text = "LEMS is a loss of voltage-gated calcium channels (VGCCs)."

    assert long_form("loss of voltage-gated calcium channels", "VGCCs") == "voltage-gated calcium channels"
    assert learned(text) == [("vgcc", "voltage-gated calcium channels")]


@pytest.mark.parametrize(
    ("before", "short"),
    [
        ("the patients were women", "n=12"),
        ("more often than with placebo", "P<0.05"),
        ("as others have found", "Smith 2003"),
        ("the course is shown", "Fig. 2"),
        ("was seen in all", "Table"),
        ("the study of Smith", "UK"),
        ("a gas", "G"),
        ("the ABC", "ABC"),
        ("in both groups", "see below"),
        ("", "MI"),
        ("many words of which the letters are far apart from one another in the text", "MRI"),
    ],
)
def test_a_bracket_that_abbreviates_nothing_teaches_nothing(before: str, short: str) -> None:
    """Numbers, references, and letters that are not there."""
    assert long_form(before, short) is None


def test_a_rare_name_before_a_bracket_with_another_is_a_synonym() -> None:
    """Also in square brackets, and also one of several in a bracket."""
    assert learned("Paracetamol (acetaminophen) lowers fever.") == [("acetaminophen", "paracetamol")]
    assert learned("Paracetamol [acetaminophen] lowers fever.") == [("acetaminophen", "paracetamol")]
    assert learned("Amifampridine (Firdapse; 3,4-DAP) was given.") == [("firdapse", "amifampridine")]


@pytest.mark.parametrize(
    "text",
    [
        "The disease (scurvy) is rare.",
        "Sumatriptan (treatment) was given.",
        "The anaemia (haemolytic) went away.",
        "Migraine (migraine) is a headache.",
        "Migraine (12%) is a headache.",
        "Migraine (see Table 2) is a headache.",
        "Migraine () is a headache.",
        "Migraine (",
        "",
    ],
)
def test_common_words_adjectives_and_numbers_are_no_synonyms(text: str) -> None:
    """A wrong synonym would make every question about one a question about both."""
    assert learned(text) == []


def test_an_abbreviation_is_found_among_other_notes() -> None:
    """Items of a bracket are read one by one."""
    assert learned("An acute coronary syndrome (ACS, n = 23) was seen.") == [("acs", "acute coronary syndrome")]


def test_what_several_works_teach_is_learned_once() -> None:
    """Pairs are folded and in order."""
    texts = ["Computed tomography (CT) of the chest.", "computed tomography [CT]", "myocardial infarction (MI)"]

    assert learn_synonyms(texts, EVERYDAY.__contains__) == [
        Synonym("ct", "computed tomography"),
        Synonym("mi", "myocardial infarction"),
    ]
