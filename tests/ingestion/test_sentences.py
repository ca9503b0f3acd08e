"""Sentences of scientific prose: where they end, and where a full stop is only part of a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.ingestion.sentences import split_sentences


def _split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


ONE_SENTENCE = {
    "e.g.": "Some drugs, e.g. Firdapse, help.",
    "e.g. before a digit": "Some drugs, e.g. 3,4-DAP, help.",
    "i.e.": "The review, i.e. Schoser 2017, is cited.",
    "et al.": "Wirtz et al. Neurology 2003 is cited.",
    "et al. with a year": "As Wirtz et al. (2003) found, LEMS is rare.",
    "vs.": "Ptosis is rarer in LEMS vs. MG patients.",
    "cf.": "Survival was longer, cf. Table 4.",
    "Cf. opens": "Cf. Table 4 for survival.",
    "ca.": "It lasts ca. 8 weeks.",
    "figure": "The score is shown in Fig. 2 and Figs. 3 and 4.",
    "supplementary figure": "The score is shown in Fig. S1 and Suppl. Table 2.",
    "version": "Stata v. 14.2 was used.",
    "no. 5": "Patient no. 5 was excluded.",
    "page": "See p. 1854 and pp. 1855 to 1863.",
    "decimal": "Incidence was 0.48 per million.",
    "decimal in brackets": "The difference was small (p = 0.017).",
    "drug name with comma": "Patients took 3,4-DAP at 20 mg.",
    "channel name": "P/Q-type channels are lost.",
    "initial": "J. Newsom-Davis described the antibody.",
    "two initials": "The plate was read by A. J. Smith and M. O’Neill.",
    "initial with a hyphen": "The plate was read by J.-P. Müller and Á. Kovács.",
    "initial after a preposition": "The plate was read by M. Smith.",
    "U.S. in a name": "The U.S. Food and Drug Administration approved it.",
    "title": "The score is that of Dr. Titulaer and Prof. Verschuuren.",
    "route": "Patients received 2 g/kg i.v. IgG over 5 days.",
    "species": "Sera were mixed with S. Typhimurium and E. coli.",
    "company": "Kits came from Sigma-Aldrich Co. (St. Louis, MO).",
    "full stop in a bracket": "The patient (a smoker. He stopped in 2010.) had LEMS.",
    "enumerator": "1. The drug is given at night.",
    "file name": "The data are in scores.csv and on ClinicalTrials.gov now.",
    "no end mark": "Small cell lung cancer",
}


@pytest.mark.parametrize("text", ONE_SENTENCE.values(), ids=ONE_SENTENCE)
def test_a_full_stop_that_belongs_to_a_word_ends_nothing(text: str) -> None:
    """Abbreviations, initials, numbers and open brackets keep a sentence whole."""
    assert _split(text) == [text]


TWO_SENTENCES = {
    "plain": ["LEMS is rare.", "It is autoimmune."],
    "question": ["Is LEMS rare?", "Yes!", "It is."],
    "digit opens": ["LEMS is rare.", "3,4-DAP helps."],
    "no.": ["Did it help?", "The answer was no.", "Nobody improved."],
    "unit": ["The maximum is 80 mg.", "Seizures are a risk."],
    "unit that looks like a title": ["The interval was 5 ms.", "Responses were averaged."],
    "unit that looks like minimum": ["Incubate for 30 min.", "Plates were read."],
    "unit of one letter": ["The slope was 25 V.", "Noise was low."],
    "degree": ["Sera were kept at 37 °C.", "Plates were read."],
    "ångström": ["The distance was 2.5 Å.", "Resolution fell."],
    "frequency": ["Decrement was seen at 3 Hz.", "CMAPs were small."],
    "gene": ["The mutation lies in CACNA1A.", "Mice die early."],
    "gene opens": ["Loss of p53 was frequent.", "p53 staining was absent.", "mRNA levels fell."],
    "Greek letter opens": ["Antibodies bind the pore.", "α1B-null mice survive."],
    "vitamin": ["Patients took vitamin D.", "Levels rose."],
    "letters joined": ["Serotypes A, B and C.", "Type B led."],
    "et al. before an opener": ["This repeats Wirtz et al.", "The assay was the same."],
    "U.S. before an opener": ["It was approved in the U.S.", "The price rose."],
    "dosing": ["He took 10 mg t.i.d.", "Strength held."],
    "company": ["It is made by Merck & Co., Inc.", "It may cause marrow failure."],
    "etc.": ["It weighs age, smoking, etc.", "Scores reach 6."],
    "reference number": ["LEMS is rare [12].", "It is autoimmune.[3, 4]", "It responds.¹²,¹⁴", "It may relapse."],
    "reference number without a sign": ["Most patients smoke.12,13", "The others do not."],
    "closing quotes": ["“LEMS is often missed.”", "Clinicians wait.", '"It should not."', "We agree."],
    "sentence in brackets": ["LEMS is rare.", "(It is autoimmune.)", "[Values are means.]", "It responds."],
    "half-open interval": ["The score lies in [0, 5).", "It rises."],
    "bracket never closed": ["The pH (7.4 was kept.", "Sera were frozen.", "They thawed."],
    "ellipsis": ["Then …", "It responds."],
    "other scripts": ["Болезнь редкая.", "Она аутоиммунная.", "Η νόσος είναι σπάνια.", "Ναι."],
}


@pytest.mark.parametrize("sentences", TWO_SENTENCES.values(), ids=TWO_SENTENCES)
def test_a_sentence_ends_where_a_reader_ends_it(sentences: list[str]) -> None:
    """Sentences joined by a blank come apart again, with their marks, quotes and brackets."""
    assert _split(" ".join(sentences)) == sentences


PROSE = [
    ["Doses of 10 mg t.i.d. were tolerated.", "Higher doses (e.g. 20 mg q.i.d.) were not."],
    ["Median survival was 17.3 months (95% CI 12.1–22.5; P < 0.001).", "In controls it was 10 months."],
    ["E. coli and S. aureus were excluded.", "C. jejuni serology was negative in all 12 patients."],
    ["Titres were highest in the group of Lennon et al.", "The assay used ω-conotoxin MVIIC."],
    ["It helped (e.g. in walking, see Sect. 3.2. and ref. 14).", "It “should not be used alone.”", "We agree [4, 5]."],
    ["Serum was diluted 1:100 in PBS (pH 7.4).", "Binding used ¹²⁵I-labelled toxin.¹⁴", "Nonspecific binding was <5%."],
    ["The drug was approved in the U.S. in 2018.", "It is not licensed in the U.K.", "The E.M.A. decided earlier."],
    ["Values are given as n = 1,204 doses, i.e. 4.2 a day.", "3,4-DAP was stopped in two."],
    ["Candida spp. were isolated from three patients.", "Aspergillus sp. was isolated from one."],
    ["Samples were drawn at 8 a.m. and 4 p.m. on day 1.", "On day 2, sampling stopped."],
    ["CMAP amplitude rose by >100% vs. baseline (0.8 mV vs. 4.1 mV).", "Stimulation at 3 Hz gave a decrement of 38%."],
    ["He took prednisolone 60 mg q.d.", "By month 6, it had been tapered to 10 mg q.o.d.", "Strength held."],
    ["Resolution was 1.8 Å at pH 5.0.", "The r.m.s. deviation was small."],
    ["Titres ranged from 20 to 4,000 pM.", "Values >50 pM were positive (Fig. 1b)."],
    ["HLA-B8 was present in 65% (vs. 24% of controls; χ² = 14.6, d.f. = 1).", "HLA-DR3 was linked too."],
    ["We used Tukey's test (Prism ver. 9.1, San Diego, U.S.A.).", "Two-tailed p values <0.05 were significant."],
    ["Nerve terminals were stained for α-BTX.", "β-actin was the control.", "siRNA reduced it by ca. 70%."],
    ["The 5′-UTR was cloned by T. Hughes et al. (unpublished).", "It is 120 bp long."],
    ["According to J.-P. Müller (pers. comm.), relapse is common.", "We disagree."],
    ["The half-life of IgG is ca. 21 d.", "IVIg contains mostly IgG1.", "IgG4 is rare."],
    ["The antibody recognises the linker of domain IV.", "Its titre does not follow severity."],
    ["Ca²⁺ currents fell by 40% (−62 to −37 pA).", "K⁺ currents did not change."],
    ["The sample was spun at 14,000 r.p.m. for 10 min. at 4 °C.", "Supernatants were kept."],
    ["The protocol was approved (Leiden, no. P03.142).", "Consent was written."],
    ["Anti-GAD65 was 0.02 nmol/l.", "iPSC-derived neurons fired at 2 Hz.", "cDNA was made from 1 µg of RNA."],
]


@pytest.mark.parametrize("sentences", PROSE)
def test_prose_of_the_field_comes_apart_into_its_sentences(sentences: list[str]) -> None:
    """Doses, p values, species, citations and abbreviations stand as they do in papers."""
    assert _split(" ".join(sentences)) == sentences


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0"])
def test_a_text_without_words_has_no_sentence(text: str) -> None:
    """Nothing comes from nothing."""
    assert _split(text) == []


def test_only_the_given_stretch_is_split() -> None:
    """Offsets count from the beginning of the whole text."""
    text = "Title. LEMS is rare. It responds. End."

    spans = split_sentences(text, start=7, end=33)

    assert [(span.start, span.end) for span in spans] == [(7, 20), (21, 33)]


def test_a_long_run_without_a_boundary_is_broken_at_white_space() -> None:
    """No piece is longer than 1500 characters, and no word is cut."""
    pieces = _split("immunosuppressants " * 1000)

    assert all(len(piece) <= 1500 for piece in pieces)
    assert {word for piece in pieces for word in piece.split()} == {"immunosuppressants"}
    assert sum(len(piece.split()) for piece in pieces) == 1000


def test_a_long_run_without_white_space_is_broken_where_it_must() -> None:
    """A text of one endless word still comes out whole, in pieces of 1500 characters."""
    pieces = _split("x" * 3_000_000)

    assert [len(piece) for piece in pieces] == [1500] * 2000


@pytest.mark.parametrize("run", [".", "(", '."', "a. ", "(a. B ", "e.g. A "])
def test_the_time_grows_with_the_length_only(run: str) -> None:
    """Half a million characters that offer a boundary everywhere are split, not stared at."""
    text = run * (500_000 // len(run))

    assert "".join("".join(_split(text)).split()) == "".join(text.split())


PIECES = st.sampled_from(
    ["LEMS ", "e.g. ", ". ", "? ", "(", ") ", "[12] ", "5", "0.48 ", "α", "p53 ", "J. ", "\n", "”", "…"]
)


@settings(derandomize=True, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_sentences_cover_the_text(text: str) -> None:
    """They stand in order, do not overlap, have no white space at their ends and leave out nothing but white space."""
    spans = split_sentences(text)

    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    gaps = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    assert edges == sorted(edges)
    assert not "".join(gaps).strip()
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
