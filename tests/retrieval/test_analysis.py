"""Which differences of writing do not count in lexical search, and which do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from qa_service.retrieval.analysis import fold, term, terms, words


def test_function_words_are_no_terms() -> None:
    """What is left stands in the order of the text."""
    assert terms("Which of the tumours is it that comes with the syndrome?") == ["tumor", "come", "syndrom"]


@pytest.mark.parametrize("text", ["", "  \n", "the of and", "?!", "«»…—", "\x00"])
def test_a_text_without_content_has_no_terms(text: str) -> None:
    """Neither is it an error."""
    assert terms(text) == []


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("tumour", "tumor"),
        ("behavioural", "behavioral"),
        ("haemorrhage", "hemorrhage"),
        ("leukaemia", "leukemia"),
        ("oedema", "edema"),
        ("diarrhoea", "diarrhea"),
        ("randomised", "randomized"),
        ("hospitalisation", "hospitalization"),
        ("paralysed", "paralyzed"),
        ("centres", "centers"),
        ("fibres", "fibers"),
        ("litre", "liter"),
        ("labelled", "labeled"),
        ("sulphate", "sulfate"),
        ("analogue", "analog"),
        ("programme", "program"),
    ],
)
def test_british_and_american_spelling_are_one_term(british: str, american: str) -> None:
    """Readers write one, papers the other."""
    assert terms(british) == terms(american)


@pytest.mark.parametrize("word", ["hour", "four", "sour", "pour"])
def test_short_words_keep_their_our(word: str) -> None:
    """They have no American form."""
    assert words(word) == [word]
    assert terms(word) == [word]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("patient", "patients"),
        ("biopsy", "biopsies"),
        ("treated", "treating"),
        ("reflex", "reflexes"),
        ("NSAID", "NSAIDs"),
        ("Sjögren's", "Sjögren"),
        ("Reye’s", "Reye"),
        ("VGCC", "VGCCs"),
        ("MRI", "MRIs"),
        ("vgcc", "vgccs"),
        ("toe", "toes"),
        ("eosinophil", "eosinophilic"),
        ("analysis", "analyses"),
    ],
)
def test_inflections_are_one_term(one: str, other: str) -> None:
    """Endings do not count."""
    assert terms(one) == terms(other)


@pytest.mark.parametrize("dash", ["-", "‐", "‑", "–", "—", "−", " "])
def test_every_dash_parts_words(dash: str) -> None:
    """It does not matter which one a publisher sets."""
    assert terms(f"Lambert{dash}Eaton") == ["lambert", "eaton"]


@pytest.mark.parametrize("dash", ["-", "‐", "‑", "–", "—", "−"])
def test_folding_makes_every_dash_a_hyphen(dash: str) -> None:
    """Names that were learned from a paper must match names that are typed."""
    assert fold(f"Lambert{dash}Eaton") == "lambert-eaton"


@pytest.mark.parametrize("written", ["P/Q-type", "P/Q type", "PQ type", "PQ-type", "p/q–type"])
def test_a_name_of_single_letters_has_its_joined_form_as_a_term(written: str) -> None:
    """So every way to write the channel finds every other."""
    assert {"pq", "type"} <= set(terms(written))


def test_a_single_letter_is_joined_with_its_word() -> None:
    """'X-ray' and 'xray' are the same."""
    assert "xray" in terms("x-ray")


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("α", "alpha"),
        ("β", "beta"),
        ("γ", "gamma"),
        ("κ", "kappa"),
        ("μ", "mu"),  # the Greek letter
        ("µ", "mu"),  # the micro sign
        ("ς", "sigma"),
        ("Ω", "omega"),
        ("λ", "lambda"),
    ],
)
def test_greek_letters_are_written_out(letter: str, name: str) -> None:
    """Half of the literature writes them out itself."""
    assert terms(f"TNF-{letter}") == terms(f"TNF-{name}")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Sjögren", "Sjogren"),
        ("Guillain-Barré", "Guillain-Barre"),
        ("naïve", "naive"),
        ("e\u0301", "é"),
        ("ﬁbrosis", "fibrosis"),
    ],
)
def test_accents_and_ligatures_do_not_count(written: str, plain: str) -> None:
    """Nobody types them into a search box."""
    assert terms(written) == terms(plain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.48 per million", ["0.48", "million"]),
        ("1.5%, not 15%", ["1.5", "15"]),
        ("3,4-DAP", ["3,4", "dap"]),
        ("10 mg", ["10", "mg"]),
        ("10mg", ["10", "mg"]),
        ("SOX1", ["sox1"]),
        ("CO₂", ["co2"]),
        ("in 1999.", ["1999"]),
    ],
)
def test_numbers_stay_whole(text: str, expected: list[str]) -> None:
    """0.48 is not 0 and 48, and a full stop after a number is no part of it."""
    assert terms(text) == expected


def test_words_stay_as_they_are_written() -> None:
    """The speller compares them with what is typed, so they keep spelling and ending."""
    assert words("The Tumours of 12 patients' lungs") == ["tumours", "12", "patients", "lungs"]


def test_threads_stem_at_once() -> None:
    """The stemmer works on one word at a time: no thread gets the stem of another's word, or an error."""
    written = [
        start + end for start in ("relat", "oper", "hesit", "nation") for end in ("ional", "ing", "ities", "iveness")
    ]
    expected = [term.__wrapped__(word) for word in written]
    with ThreadPoolExecutor(8) as pool:
        stemmed = list(pool.map(term.__wrapped__, written * 500))

    assert stemmed == expected * 500
